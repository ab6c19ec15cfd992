"""Episodes over what `callwright generate` makes: who does as the trace does wins, who does nothing where it is due does not."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from evaluation_cases import saying
from typer.testing import CliRunner

from callwright.cli import app
from callwright.finetune.baselines import LookUp
from callwright.finetune.episodes import Played, play
from callwright.finetune.evaluation_items import Script, read_scripts
from callwright.generator.trace import Message

ROWS = 200


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> list[Script]:
    folder = tmp_path_factory.mktemp("generated")
    for arguments in (
        ["generate", "tools/office.json", "--out", str(folder)],
        ["dataset", "--store", str(folder / "callwright.duckdb"), "--out", str(folder / "dataset")],
    ):
        assert CliRunner().invoke(app, [*arguments, "--count", str(ROWS)]).exit_code == 0
    found = [script for path in sorted((folder / "dataset").glob("*.jsonl")) for script in read_scripts(Path(path))]
    assert len(found) == ROWS
    return found


def as_the_trace(script: Script) -> Played:
    """A model that says the trace's own messages, and calls again what met an injected fault."""
    gold = [message for message in script.trace.messages if message.role == "assistant" and message.weight]
    recorded = {message.content for message in script.trace.messages if message.role == "tool"}
    said = iter(gold)

    def answer(messages: Sequence[Message], _tools: object) -> Message:
        turns = [place for place, message in enumerate(messages) if message.tool_calls]
        results = {message.tool_call_id: message.content for message in messages[turns[-1] :]} if turns else {}
        again = [
            call
            for call in (messages[turns[-1]].tool_calls if turns and messages[-1].role == "tool" else ())
            if results[call.id] not in recorded and "error" in (results[call.id] or "")
        ]
        return Message("assistant", tool_calls=tuple(again)) if again else next(said, saying("Done."))

    [played] = play(LookUp("gold", answer), [script], fault_rate=0.2)
    return played


def test_who_does_as_the_trace_does_wins_every_episode(scripts: list[Script]) -> None:
    found = [as_the_trace(script) for script in scripts]
    assert Counter(played.outcome for played in found) == {"won": ROWS}
    assert max(played.excess for played in found) <= 1


def test_who_does_nothing_wins_only_where_nothing_is_to_be_done(scripts: list[Script]) -> None:
    found = play(LookUp("silent", lambda *_: saying("No.")), scripts)
    assert {played.outcome for played in found if not played.trace.calls} == {"won"}
    assert {played.outcome for played in found if played.trace.calls} == {"given_up"}
