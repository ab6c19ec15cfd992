"""Whole numbers from shares."""

from hypothesis import given
from hypothesis import strategies as st

from callwright.generator.apportion import largest_remainder, water_fill

SHARES = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.floats(0.1, 100), min_size=1)
CAPACITIES = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 50), min_size=1)


@given(SHARES, st.integers(0, 10_000))
def test_largest_remainder_gives_exactly_the_total_and_each_within_one_of_its_share(shares: dict[str, float], total: int) -> None:
    counts = largest_remainder(shares, total)
    assert sum(counts.values()) == total
    for key, share in shares.items():
        assert abs(counts[key] - share * total / sum(shares.values())) < 1 + 1e-6


@given(CAPACITIES, st.integers(0, 500))
def test_water_filling_uses_what_there_is_and_no_key_starves_while_another_has_more(capacities: dict[str, int], total: int) -> None:
    counts = water_fill(capacities, total)
    assert sum(counts.values()) == min(total, sum(capacities.values()))
    assert all(0 <= counts[key] <= capacity for key, capacity in capacities.items())
    for key, capacity in capacities.items():
        assert counts[key] == capacity or counts[key] >= max(counts.values()) - 1
