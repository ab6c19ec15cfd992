from random import Random

import pytest

from callwright.tools.values.grammar import _lists, compose, dealt_to


@pytest.mark.parametrize("symbol", ["city", "first_name", "preparable", "search_thing", "last_name"])
def test_entries_of_validation_and_test_are_never_seen_in_train(symbol: str) -> None:
    rng = Random(0)
    seen = {side: {compose(symbol, rng, side) for _ in range(3000)} for side in ("train", "validation", "test")}
    assert all(dealt_to(symbol, entry) == "train" for entry in seen["train"])
    assert seen["test"] - seen["train"]
    assert seen["validation"] - seen["train"]
    assert not {entry for entry in seen["test"] if dealt_to(symbol, entry) == "validation"}


def test_about_a_tenth_of_all_entries_goes_to_each_of_the_held_out_sides() -> None:
    dealt = [dealt_to(symbol, entry) for symbol, entries in _lists().items() for entry in entries if "{" not in str(entry)]
    for side in ("validation", "test"):
        assert 0.07 < dealt.count(side) / len(dealt) < 0.13
