"""Guessing labels: a seam that is sewn in is found, words that differ at random give nothing away."""

import json
import random
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from callwright.cli import app
from callwright.store.database import Store
from callwright.store.openings import Opening, closer, length, marks, opener, read_openings, tools_offered
from callwright.store.shortcuts import Shortcut, shortcuts

WORDS = ["please", "find", "send", "the", "a", "my", "blue", "red", "list", "of", "it", "for", "now", "today", "one", "two"]
TOOLS = ("find", "send", "list", "add", "drop")


def opening(rng: random.Random, number: int, act: str, count: int | None = None, first: str | None = None) -> Opening:
    words = [first or rng.choice(WORDS), *rng.choices(WORDS, k=rng.randint(3, 9))]
    offered = tuple(rng.sample(TOOLS, count or rng.randint(2, 5)))
    tool = rng.choice(offered) if act == "call" else "-"
    absent = tuple(name for name in TOOLS if name not in offered)
    return Opening(
        f"p{number // 2}",
        "no_call" if act == "decline" else "single_call",
        act,
        tool,
        "plain",
        "s",
        " ".join(words),
        offered,
        absent,
    )


def drawn(n: int, sewn: Callable[[random.Random, int, str], Opening] = opening) -> list[Opening]:
    rng = random.Random(7)
    return [sewn(rng, number, rng.choice(["call", "call", "call", "decline"])) for number in range(n)]


def seams(rows: list[Opening]) -> dict[tuple[str, str], Shortcut]:
    return {(found.feature, found.label): found for found in shortcuts(rows) if found.seam}


def test_random_words_and_tools_give_nothing_away() -> None:
    found = shortcuts(drawn(800))
    assert {(shortcut.feature, shortcut.label) for shortcut in found} >= {
        ("opener", "act"),
        ("style", "category"),
        ("tool count", "place"),
    }
    assert not [str(shortcut) for shortcut in found if shortcut.seam]
    assert all(shortcut.low - 0.06 < shortcut.chance < shortcut.high + 0.06 for shortcut in found if not shortcut.natural)


def test_declines_that_are_offered_one_tool_less_are_found_with_the_number_that_tells() -> None:
    found = seams(drawn(800, lambda rng, number, act: opening(rng, number, act, 4 if act == "decline" else rng.choice([4, 5]))))
    seam = found["tool count", "act"]
    assert seam.chance == 0.5
    assert seam.low > 0.6
    assert seam.evidence[0].value == "tools offered 5" or seam.evidence[0].value == "tools offered 4"
    assert "tool count predicts act at" in str(seam)


def test_an_opener_of_one_act_alone_is_found() -> None:
    found = seams(drawn(800, lambda rng, number, act: opening(rng, number, act, first="hey" if act == "decline" else None)))
    assert found["opener", "act"].evidence[0].label == "decline"
    assert found["opener", "act"].evidence[0].value == "first word hey"
    assert found["opener", "act"].evidence[0].share == 1.0


def test_a_phrasing_that_is_known_helps_no_guess() -> None:
    """Each phrasing has an opener of its own that tells its act: in phrasings not seen before it tells nothing."""
    rows = []
    rng = random.Random(1)
    for phrasing in range(100):
        act = "call" if phrasing % 2 else "decline"
        rows += [
            opening(rng, 2 * phrasing, act, 3, first=f"word{chr(97 + phrasing % 26)}{chr(97 + phrasing // 26)}") for _ in range(8)
        ]
    assert ("opener", "act") not in seams(rows)


def test_the_tool_called_stands_anywhere_in_the_list() -> None:
    def first_in_line(rng: random.Random, number: int, act: str) -> Opening:
        made = opening(rng, number, act)
        return made if act == "decline" else Opening(**{**vars(made), "tool": made.offered[0]})

    assert ("tool count", "place") not in seams(drawn(600))
    assert seams(drawn(600, first_in_line))["tool count", "place"].accuracy > 0.9


def test_too_little_data_is_no_question() -> None:
    assert shortcuts(drawn(12)) == []
    assert shortcuts([]) == []


def test_what_is_seen_of_an_opening() -> None:
    row = Opening("p", "single_call", "call", "find", "plain", "", "Hey you, find it!", ("find",), ("send",))
    assert opener(row) == {"first word": "hey", "first two words": "hey you"}
    assert closer(row) == {"last word": "it", "last two words": "find it"}
    assert marks(row) == {"ends with": "!", "begins with": "a capital", "commas": "1", "question marks": "0"}
    assert tools_offered(row) == {"find": "offered", "send": "not offered"}
    assert length(row) == {"words up to": "6", "characters up to": "17"}


def test_openings_are_read_from_a_run(grown: Store, run_id: str) -> None:
    rows = read_openings(grown, run_id)
    assert len(rows) == grown.rows("SELECT count(*) AS n FROM kept_trace")[0]["n"]
    assert all(row.tool == "-" or row.tool in row.offered for row in rows)
    assert {row.act for row in rows} >= {"call", "decline", "confirm"}


def test_the_command_says_it_in_words_and_in_json(grown: Store) -> None:
    arguments = ["audit", "--shortcuts", "--store", str(grown.path)]
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 0
    found = {result["audit"]: result for result in json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)}
    assert found.keys() >= {"shortcuts", "seams", "twin_pairs", "twins_decide_as_they_should"}
    assert found["seams"]["failed"] == any(row["seam"] for row in found["shortcuts"]["rows"])
    checked = CliRunner().invoke(app, [*arguments, "--check"])
    assert checked.exit_code == found["seams"]["failed"]
    for seam in found["seams"]["rows"]:
        assert f"a seam: {seam['seam']}" in " ".join(told.output.split())


def test_without_scikit_learn_the_command_says_what_to_install(grown: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callwright.commands.extras.find_spec", lambda _name: None)
    found = CliRunner().invoke(app, ["audit", "--shortcuts", "--store", str(grown.path)])
    assert "audit --shortcuts needs sklearn, which is not installed: pip install 'callwright[audit]'" in str(found.exception)
