"""What the offline teacher said in one turn."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spoken:
    text: str
    phrasing: str
    """The ids of the lines it is made of, joined by a plus sign; empty for the assistant's words."""
