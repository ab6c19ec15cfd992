import pytest
from store_rows import RUN, fill, row

from callwright.store.audit import AUDITS, AuditResult, audit
from callwright.store.database import Store

BREAKING = {
    "no_leakage": [
        "UPDATE trace SET side = 'test' WHERE trace_id = 'trace_1'",
        "UPDATE trace SET request = 'Find  IT!' WHERE trace_id = 'trace_2'",
    ],
    "sides_share_no_phrasing": ["UPDATE trace SET side = 'test' WHERE trace_id = 'trace_1'"],
    "sides_share_no_request": [
        "UPDATE trace SET side = 'test' WHERE trace_id = 'trace_1'",
        "UPDATE trace SET request = 'FIND it' WHERE trace_id = 'trace_2'",
    ],
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


def results(store: Store) -> dict[str, AuditResult]:
    return {result.name: result for result in audit(store, RUN)}


@pytest.fixture
def sound(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("audit") / "s.duckdb")
    return fill(store, row(1, "find it"), row(2, "look for the thing", phrasing="other", category="error_recovery"))


def test_a_sound_store_passes(sound: Store) -> None:
    assert [name for name, result in results(sound).items() if result.failed] == []


def test_every_check_is_seen_to_fail() -> None:
    checks = {path.stem for path in AUDITS.glob("*.sql") if "-- pass:" in path.read_text("utf-8")}
    assert checks == set(BREAKING)


@pytest.mark.parametrize("name", BREAKING)
def test_a_check_fails_on_what_it_is_there_for(sound: Store, name: str) -> None:
    with sound.writing() as connection:
        if name == "sides_share_no_phrasing":
            connection.execute("UPDATE trace SET phrasing = 'p'")
        for statement in BREAKING[name]:
            connection.execute(statement)
    assert results(sound)[name].failed


def test_there_are_audits_enough_and_each_says_what_it_asks() -> None:
    files = list(AUDITS.glob("*.sql"))
    assert len(files) >= 12
    assert all(path.read_text("utf-8").startswith("-- title: ") for path in files)


def test_a_real_run_passes_what_does_not_depend_on_its_size(grown: Store, run_id: str) -> None:
    failed = {result.name for result in audit(grown, run_id) if result.failed}
    assert failed <= {"parameters_given_and_left_out", "every_enum_member_seen"}
