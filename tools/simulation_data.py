"""The words of the simulated world, read once from `simulation.yaml`."""

from pathlib import Path
from typing import Any

from callwright.tools.data_file import read_data

_DATA: dict[str, Any] = read_data(Path(__file__).with_name("simulation.yaml"))

MADE_UP_PARAMETERS: dict[str, Any] = _DATA.pop("made_up_parameters")
PARTIAL: list[dict[str, Any]] = _DATA.pop("partial")
FILTERS: dict[str, dict[str, Any]] = _DATA.pop("filters")
FINISHED_STATES: frozenset[str] = frozenset(_DATA.pop("finished_states"))
NAMES_OF: dict[str, str] = {thing: kind for kind, things in _DATA.pop("names_of").items() for thing in things}
"""What a record is -> the kind of its `name`."""
STATES_AFTER: dict[str, list[str]] = _DATA.pop("states_after")
"""A tool's verb -> what a `status` says after it."""
ERRORS: dict[str, list[dict[str, Any]]] = _DATA
"""Fault -> error results with `{slots}`."""
