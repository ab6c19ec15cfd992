from pathlib import Path

import pytest
from store_rows import RUN, clusters, fill, row

from callwright.store.database import Store
from callwright.store.duplicates import NEAR, deduplicate


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "s.duckdb")


ASKED = "please find me the invoices of the last quarter"


def test_of_equal_content_the_first_in_plan_order_is_kept(store: Store) -> None:
    deduplicate(fill(store, row(2, ASKED.upper()), row(1, ASKED), row(3, ASKED)), RUN)
    assert clusters(store) == {"2": ("1", "exact"), "3": ("1", "exact")}


def test_a_similar_request_with_the_same_calls_is_dropped(store: Store) -> None:
    deduplicate(fill(store, row(1, ASKED), row(2, ASKED + " now")), RUN)
    assert clusters(store) == {"2": ("1", "near")}


def test_a_similar_request_with_other_calls_is_contrast(store: Store) -> None:
    deduplicate(fill(store, row(1, ASKED, '{"n":1}'), row(2, ASKED + " now", '{"n":2}')), RUN)
    assert clusters(store) == {}


def test_requests_that_differ_only_in_spaces_are_near_duplicates_of_similarity_one(store: Store) -> None:
    deduplicate(fill(store, row(1, ASKED), row(2, ASKED.replace(" ", "  "))), RUN)
    assert store.rows("SELECT kind, similarity FROM cluster") == [{"kind": "near", "similarity": 1.0}]


def test_a_row_is_not_dropped_for_one_that_is_dropped_itself(store: Store) -> None:
    """3 is similar to 2, 2 to 1, but 3 not to 1: 2 goes, 3 stays."""
    first = "find the tall ships that lie in the harbour of the old town"
    second = "find the tall ships that lie in the harbour of the new city"
    third = "see all the tall ships that lie in the harbour of the new city"
    deduplicate(fill(store, row(1, first), row(2, second), row(3, third)), RUN, near=0.72)
    assert clusters(store) == {"2": ("1", "near")}


def test_an_exact_duplicate_of_a_near_duplicate_names_the_row_that_is_kept(store: Store) -> None:
    deduplicate(fill(store, row(1, ASKED), row(2, ASKED + " now"), row(3, ASKED + " Now")), RUN)
    assert clusters(store) == {"2": ("1", "near"), "3": ("1", "near")}


def test_across_sides_the_row_in_train_goes(store: Store) -> None:
    deduplicate(fill(store, row(1, ASKED), row(2, ASKED + " now", side="test")), RUN)
    assert clusters(store) == {"1": ("2", "near")}


def test_rows_over_the_cap_on_a_phrasing_are_dropped_for_its_first(store: Store) -> None:
    rows = [row(number, f"find {city}", f'{{"q":"{city}"}}') for number, city in enumerate(("Oslo", "Bergen", "Tromsø"))]
    deduplicate(fill(store, *rows), RUN, max_per_phrasing=2)
    assert clusters(store) == {"2": ("0", "phrasing")}


def test_a_phrasing_that_a_teacher_chose_on_two_sides_stays_on_the_one_that_is_not_trained_on(store: Store) -> None:
    train, other = row(1, "find Oslo", '{"q":"Oslo"}'), row(2, "find Bergen", '{"q":"Bergen"}', side="test")
    elsewhere = row(3, "look up Tromsø", '{"q":"Tromsø"}', phrasing="q")
    deduplicate(fill(store, train, other, elsewhere), RUN)
    assert clusters(store) == {"1": ("2", "phrasing")}


def test_deduplicating_again_gives_the_same_and_without_the_cap_frees_the_rows(store: Store) -> None:
    rows = [row(number, f"find {city}", f'{{"q":"{city}"}}') for number, city in enumerate(("Oslo", "Bergen", "Tromsø"))]
    fill(store, *rows)
    deduplicate(store, RUN, max_per_phrasing=1)
    once = clusters(store)
    deduplicate(store, RUN, max_per_phrasing=1)
    assert clusters(store) == once
    assert store.rows("SELECT count(*) AS n FROM plan_row WHERE state = 'duplicate'") == [{"n": 2}]
    deduplicate(store, RUN)
    assert store.rows("SELECT count(*) AS n FROM kept_trace") == [{"n": 3}]


def test_texts_shorter_than_a_gram_are_compared_whole(store: Store) -> None:
    deduplicate(fill(store, row(1, "hey"), row(2, "hi"), row(3, "")), RUN)
    assert clusters(store) == {}


def grams(request: str) -> frozenset[str]:
    text = " ".join(request.lower().split())
    return frozenset(text[start : start + 5] for start in range(max(len(text) - 4, 1)))


def test_no_near_duplicate_is_missed_among_the_rows_of_a_real_run(grown: Store) -> None:
    """Against brute force: no two kept rows with the same calls are as similar as the threshold, and every dropped one is."""
    kept = grown.rows("""
        SELECT category, kept_trace.tool, request,
               coalesce(string_agg(call.tool || call.arguments, ' ' ORDER BY turn, call.position) FILTER (weight = 1), '') AS calls
        FROM kept_trace LEFT JOIN call USING (trace_id) GROUP BY ALL""")
    blocks: dict[tuple[str, str, str], list[frozenset[str]]] = {}
    for found in kept:
        mine = grams(found["request"])
        others = blocks.setdefault((found["category"], found["tool"], found["calls"]), [])
        assert all(len(mine & other) / len(mine | other) < NEAR for other in others), found["request"]
        others.append(mine)
    for found in grown.rows("SELECT request, kept_request, similarity FROM duplicates WHERE kind = 'near'"):
        mine, other = grams(found["request"]), grams(found["kept_request"])
        assert found["similarity"] == pytest.approx(len(mine & other) / len(mine | other))
        assert found["similarity"] >= NEAR
