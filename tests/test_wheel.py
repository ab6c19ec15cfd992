"""The wheel installs `callwright` alone, with every data file it needs: its `run` works from an empty folder."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    # From a copy without the links: a build folder left in the repository could hold files of an older build.
    source = folder / "source"
    subprocess.run(["git", "-C", str(ROOT), "checkout-index", "--all", f"--prefix={source}/"], check=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(source)],
        check=True,
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    [path] = folder.glob("callwright-*.whl")
    return zipfile.ZipFile(path)


def test_it_installs_only_callwright(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"callwright"}


def test_it_holds_every_data_file_of_the_rooms(wheel: zipfile.ZipFile) -> None:
    held = set(wheel.namelist())
    tracked = subprocess.run(["git", "-C", str(ROOT), "ls-files"], capture_output=True, text=True, check=True).stdout.splitlines()
    rooms = ("tools/", "templates/", "generator/", "store/", "finetune/")
    data = [name for name in tracked if name.startswith(rooms) and name.endswith((".yaml", ".sql", ".json", ".j2", ".html"))]
    assert len(data) > 40
    assert [name for name in data if f"callwright/{name}" not in held] == []


def test_its_run_works_from_an_empty_folder(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    wheel.extractall(site)
    empty.mkdir()
    seed_tools = site / "callwright" / "tools" / "office.json"
    command = [sys.executable, "-m", "callwright.cli", "run", str(seed_tools), "--count", "40", "--out", "out", "--json", "-q"]
    ended = subprocess.run(command, cwd=empty, env={**os.environ, "PYTHONPATH": str(site)}, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    result = json.loads(ended.stdout)
    assert set(result) == {"run_id", "accepted", "rejected", "duplicates", "shortfalls", "seconds", "paths"}
    assert set(result["paths"]) == {"store", "dataset", "student", "report"}
    files = [empty / "out/dataset" / f"{side}.jsonl" for side in ("train", "validation", "test")]
    assert sum(len(file.read_text("utf-8").splitlines()) for file in files) == 40
    assert (empty / "out/student/config.json").is_file()
    assert (empty / "out/report/report.html").is_file()
