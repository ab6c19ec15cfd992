"""Twins in a store: each kind is there, refused ones are counted with the reason, and no foreign tool is taken for the user's."""

from pathlib import Path

from callwright.pipeline import generate
from callwright.settings import Settings
from callwright.store.audit import audit
from callwright.store.database import Store
from callwright.tools.load import SEED_TOOLS, load_tools


def silent(done: int, of: int | None = None) -> None:
    """Progress that shows nothing."""


def test_the_audit_counts_kept_and_refused_twins_and_the_checks_hold(tmp_path: Path) -> None:
    path = tmp_path / "store.duckdb"
    growth = generate(Settings([str(SEED_TOOLS)], 160, twins=True), path, silent)
    store = Store(path)
    results = {result.name: result for result in audit(store, growth.run_id)}
    counted = {row["kind"]: row for row in results["twins"].rows}
    assert set(counted) == {"missing_tool", "missing_value", "renamed"}
    assert all(row["kept"] > 0 for row in counted.values())
    assert counted["missing_value"]["refused"] > 0
    assert "can be looked up" in counted["missing_value"]["for example"]
    [planned] = store.rows("SELECT count(*) AS rows FROM plan_row WHERE twin_of <> ''")
    assert planned["rows"] == sum(row[state] for row in counted.values() for state in ("kept", "duplicates", "refused", "rejected"))
    assert not results["twins_stay_together"].failed
    assert not results["every_tool_called"].failed
    assert {row["name"] for row in store.rows("SELECT DISTINCT name FROM run_tool")} == set(load_tools(SEED_TOOLS))
    assert store.rows("SELECT count(*) AS rows FROM tool")[0]["rows"] > len(load_tools(SEED_TOOLS))
