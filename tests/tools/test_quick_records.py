"""Records made quickly are the frozen dataclasses they stand for."""

from dataclasses import FrozenInstanceError, dataclass, replace

import pytest

from callwright.tools.quick import quick


@quick
@dataclass(frozen=True)
class Place:
    city: str
    country: str = "NO"
    rooms: tuple[int, ...] = ()


def test_fields_are_taken_by_place_by_name_and_by_default() -> None:
    assert Place("Oslo", rooms=(1,)).__dict__ == {"city": "Oslo", "country": "NO", "rooms": (1,)}


def test_records_are_equal_hashed_and_replaced_by_their_fields() -> None:
    assert replace(Place("Oslo"), city="Bergen") == Place("Bergen") != Place("Oslo")
    assert len({Place("Oslo"), Place("Oslo")}) == 1


def test_records_are_closed() -> None:
    with pytest.raises(FrozenInstanceError):
        Place("Oslo").city = "Bergen"  # type: ignore[misc]


def test_what_is_missing_or_unknown_is_refused() -> None:
    with pytest.raises(TypeError):
        Place()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Place("Oslo", street="Karl Johan")  # type: ignore[call-arg]
