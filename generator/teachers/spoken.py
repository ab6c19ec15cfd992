"""What the offline teacher's user said in one turn."""

from typing import NamedTuple


class Spoken(NamedTuple):
    text: str
    phrasing: str
    """The ids of the lines it is made of, joined by a plus sign."""
