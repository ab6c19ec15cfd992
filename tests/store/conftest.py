"""A store as a run makes it, grown once; what changes it works on a copy."""

import shutil
from pathlib import Path

import pytest

from callwright.pipeline import generate
from callwright.settings import Settings
from callwright.store.database import Store
from callwright.tools.load import SEED_TOOLS

GROWN = 300


@pytest.fixture(scope="session")
def grown_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grown") / "callwright.duckdb"
    generate(Settings(tools=[str(SEED_TOOLS)], count=GROWN), path, lambda _done, _total: None)
    return path


@pytest.fixture
def grown(grown_file: Path, tmp_path: Path) -> Store:
    return Store(Path(shutil.copy(grown_file, tmp_path / "store.duckdb")))


@pytest.fixture
def run_id(grown: Store) -> str:
    [row] = grown.rows("SELECT run_id FROM run")
    return str(row["run_id"])
