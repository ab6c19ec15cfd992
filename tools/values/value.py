"""A value of a plan: what is passed in the call, and how the user says it."""

from typing import Any

from callwright.tools.record import record


@record
class Value:
    path: str
    """Where it goes in the arguments: `due_date`, `address.city`, `items[0]`."""
    canonical: Any
    """What is passed in the call."""
    surface: str
    """What the user says."""
    form: str
    """How it is said: `date:next_weekday`, `number:words`, `enum:synonym`, `text:verbatim`."""
    kind: str
    """What it is, as `kinds.yaml` lists them: title, person, due_date, city, count, ..."""
    parts: tuple["Value", ...] = ()
    """The members of an object or a list, each with its own path; the surface joins theirs."""
