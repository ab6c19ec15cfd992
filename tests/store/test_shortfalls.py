"""A dataset that is short says why: rejected by which rule, duplicates of which kind, left out, or nothing more made."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import RUN, fill, row

from callwright.generator.apportion import largest_remainder
from callwright.store.balance import Cell, balanced
from callwright.store.database import Store
from callwright.store.datasets import build
from callwright.store.duplicates import deduplicate
from callwright.store.shortfalls import shortfalls

ASKED = "please find me the invoices of the last quarter"
REQUESTS = (ASKED, ASKED + " now", ASKED.upper(), "look up the map", "say the time")
cells = st.tuples(st.sampled_from(("single_call", "no_call")), st.sampled_from(("-", "find", "send")))
MIX = {"single_call": 3.0, "no_call": 1.0}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return fill(Store(tmp_path / "s.duckdb"), *(row(n, asked, phrasing=f"p{n}") for n, asked in enumerate(REQUESTS, 1)))


def cause(store: Store, folder: Path, **limits: int) -> str:
    [short] = build(store, folder / "d", count=10, mix={"single_call": 1}, run_id=RUN, **limits).shortfalls  # type: ignore[arg-type]
    return short.cause


def test_where_nothing_was_rejected_or_dropped_there_was_nothing_more_to_make(store: Store, tmp_path: Path) -> None:
    assert cause(store, tmp_path) == "nothing more was made of it"


def test_duplicates_are_counted_by_kind(store: Store, tmp_path: Path) -> None:
    deduplicate(store, RUN)
    assert cause(store, tmp_path) == "1 the same as another and 1 near another"


def test_rejected_rows_name_the_rules(store: Store, tmp_path: Path) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE plan_row SET state = 'rejected' WHERE plan_id = 'plan_4'")
        connection.execute("INSERT INTO finding VALUES ('trace_4', 'plan_4', 'CW203', 'error', '', 'due_date is missing')")
    assert cause(store, tmp_path) == "1 rejected (CW203)"


def test_a_cap_is_named_with_the_rows_it_keeps_out(store: Store, tmp_path: Path) -> None:
    assert cause(store, tmp_path, max_per_tool=2) == "3 over --max-per-tool"


@pytest.fixture(scope="module")
def each_category(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return fill(Store(tmp_path_factory.mktemp("each") / "s.duckdb"), row(1, "a"), row(2, "b", category="no_call"))


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(cells, st.integers(0, 30)), st.integers(0, 80))
def test_a_category_is_named_exactly_where_it_gives_less_than_its_share(
    each_category: Store, capacities: dict[Cell, int], count: int
) -> None:
    take = balanced(capacities, MIX, count)
    taken = Counter(dict.fromkeys(MIX, 0))
    for (category, _), number in take.items():
        taken[category] += number
    wanted = largest_remainder({category: MIX[category] for category in sorted(MIX)}, count)
    short = shortfalls(each_category, [RUN], MIX, count, take, {})
    assert {found.category: (found.taken, found.wanted) for found in short} == {
        category: (taken[category], wanted[category]) for category in MIX if taken[category] < wanted[category]
    }
    assert all(found.cause for found in short)
