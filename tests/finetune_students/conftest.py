from pathlib import Path

import pytest
import torch
from student_examples import CITIES, TITLES, corrected_trace, declined_trace, weather_trace

from callwright.finetune.students.dialect import Dialect
from callwright.finetune.students.vocabulary_training import train_vocabulary
from callwright.generator.formats.openai import dump_line
from callwright.generator.trace import Trace

torch.set_num_threads(1)  # the tests' tensors are small: a second thread only waits


@pytest.fixture(scope="session")
def traces() -> list[Trace]:
    return [*map(weather_trace, CITIES), *map(corrected_trace, TITLES), *map(declined_trace, CITIES[:4])]


@pytest.fixture(scope="session")
def dialect(traces: list[Trace]) -> Dialect:
    return Dialect(train_vocabulary(traces, 600))


@pytest.fixture
def data(traces: list[Trace], tmp_path: Path) -> Path:
    folder = tmp_path / "dataset"
    folder.mkdir()
    (folder / "train.jsonl").write_text("".join(f"{dump_line(trace)}\n" for trace in traces), encoding="utf-8")
    return folder
