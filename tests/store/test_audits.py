import pytest
from store_rows import RUN, fill, row

from callwright.store.audit import AUDITS, AuditResult, audit
from callwright.store.database import Store

BREAKING = {
    "leakage": [
        "UPDATE trace SET side = 'test' WHERE trace_id = 'trace_1'",
        "UPDATE trace SET request = 'Find  IT!', phrasing = 'p' WHERE trace_id = 'trace_2'",
    ],
    "splits_stratified": ["""UPDATE run SET arguments = '{"split": [0.8, 0.1, 0.1]}'"""],
    "class_balance_holds": ["""UPDATE run SET arguments = '{"mix": {"single_call": 50, "error_recovery": 50}}'"""],
    "duplicates_left": ["UPDATE trace SET content_hash = 'same'"],
    "duplicates_name_a_kept_row": ["INSERT INTO cluster VALUES ('trace_1', 'gone', 'near', 0.9)"],
    "datasets_still_hold": [
        "INSERT INTO dataset_row VALUES ('d', 'trace_1', 'train', 0)",
        "UPDATE plan_row SET state = 'rejected' WHERE plan_id = 'plan_1'",
    ],
    "twins_stay_together": ["UPDATE plan_row SET twin_of = 'plan_1', side = 'test' WHERE plan_id = 'plan_2'"],
    "twins_decide_as_they_should": [
        "UPDATE plan_row SET twin_of = 'plan_1' WHERE plan_id = 'plan_2'",
        """UPDATE call SET arguments = '{"query": "else"}' WHERE trace_id = 'trace_2'""",
    ],
    "wrong_calls_weightless": ["UPDATE call SET weight = 0 WHERE trace_id = 'trace_1'"],
    "wrong_calls_not_trained": ["INSERT INTO call VALUES ('trace_1', 4, 0, 'find', '{}', 0)"],
    "every_tool_called": ["""UPDATE trace SET tools = '["h"]'""", "INSERT INTO tool VALUES ('h', 'send', '{}', '{}')"],
    "every_enum_member_seen": [
        """UPDATE trace SET tools = '["h"]'""",
        """INSERT INTO tool VALUES ('h', 'find', '{"parameters": {"properties": {"kind": {"enum": ["a"]}}}}', '{}')""",
    ],
    "parameters_given_and_left_out": [
        """UPDATE trace SET tools = '["h"]'""",
        """INSERT INTO tool VALUES ('h', 'find', '{"parameters": {"properties": {"kind": {}}}}', '{}')""",
    ],
}

MORE = [row(number, f"search {number:>09}", f'{{"n":{number}}}', phrasing=f"p{number}") for number in range(10, 110)]
"""Enough for what is asked of larger stores only."""
LEAKS = {
    "the same wording": ["UPDATE trace SET phrasing = 'p', side = 'test' WHERE trace_id = 'trace_10'"],
    "the same decision": [
        "UPDATE trace SET side = 'test' WHERE trace_id = 'trace_10'",
        "UPDATE trace SET request = 'Find  IT!', category = 'no_call' WHERE trace_id = 'trace_10'",
        "UPDATE call SET arguments = '{}' WHERE trace_id = 'trace_10'",
    ],
    "a near-duplicate": [
        "UPDATE trace SET side = 'test', request = 'look for the things' WHERE trace_id = 'trace_10'",
        "UPDATE trace SET category = 'error_recovery' WHERE trace_id = 'trace_10'",
        "UPDATE call SET arguments = '{}' WHERE trace_id = 'trace_10'",
    ],
    "a held-out tool is shown": [
        """UPDATE run SET arguments = '{"holdout_tools": ["send"]}'""",
        """UPDATE trace SET tools = '["h"]' WHERE trace_id = 'trace_10'""",
        "INSERT INTO tool VALUES ('h', 'send', '{}', '{}')",
    ],
    "a held-out tool is called": ["""UPDATE run SET arguments = '{"holdout_tools": ["find"]}'"""],
    "a held-out template": ["""UPDATE run SET arguments = '{"holdout_templates": ["t"]}'"""],
}


def results(store: Store) -> dict[str, AuditResult]:
    return {result.name: result for result in audit(store, RUN)}


@pytest.fixture
def sound(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("audit") / "s.duckdb")
    fill(store, row(1, "find it"), row(2, "look for the thing", phrasing="other", category="error_recovery"))
    store.append({table: [found for batch in MORE for found in batch[table]] for table in MORE[0]})
    return store


def test_a_sound_store_passes(sound: Store) -> None:
    assert [name for name, result in results(sound).items() if result.failed] == []


def test_every_check_is_seen_to_fail() -> None:
    checks = {path.stem for path in AUDITS.glob("*.sql") if "-- pass:" in path.read_text("utf-8")}
    assert checks == set(BREAKING)


@pytest.mark.parametrize("name", BREAKING)
def test_a_check_fails_on_what_it_is_there_for(sound: Store, name: str) -> None:
    with sound.writing() as connection:
        for statement in BREAKING[name]:
            connection.execute(statement)
    assert results(sound)[name].failed


@pytest.mark.parametrize("leak", LEAKS)
def test_the_leakage_audit_names_each_kind_of_leak(sound: Store, leak: str) -> None:
    with sound.writing() as connection:
        for statement in LEAKS[leak]:
            connection.execute(statement)
    assert {found["leak"] for found in results(sound)["leakage"].rows} == {leak}


def test_the_same_words_on_both_sides_with_other_calls_are_counted_as_contrast_and_no_leak(sound: Store) -> None:
    with sound.writing() as connection:
        connection.execute("UPDATE trace SET side = 'test', request = 'It, find!' WHERE trace_id = 'trace_10'")
    found = results(sound)
    assert not found["leakage"].failed
    assert [(shown["rows"], shown["example"]) for shown in found["contrast_across_sides"].rows] == [(1, "trace_10")]


def test_there_are_audits_enough_and_each_says_what_it_asks() -> None:
    files = list(AUDITS.glob("*.sql"))
    assert len(files) >= 12
    assert all(path.read_text("utf-8").startswith("-- title: ") for path in files)


def test_a_real_run_passes_what_does_not_depend_on_its_size(grown: Store, run_id: str) -> None:
    failed = {result.name for result in audit(grown, run_id) if result.failed}
    assert failed <= {"parameters_given_and_left_out", "every_enum_member_seen"}
