"""For all tests: an example may take its time, since how long one takes on a busy machine says nothing of the code."""

from hypothesis import settings

settings.register_profile("callwright", deadline=None)
settings.load_profile("callwright")
