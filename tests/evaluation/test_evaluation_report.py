import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from evaluation_cases import TOOLS, assistant, call, calling, reporting, result, saying, scripted, user, wire_call, write
from rich.console import Console

from callwright.errors import InputError
from callwright.finetune.evaluation import evaluate
from callwright.finetune.evaluation_conditions import Conditions
from callwright.finetune.evaluation_endpoint import Conversation, Endpoint
from callwright.finetune.report import Report
from callwright.finetune.report_page import render_page
from callwright.finetune.report_table import episode_row, render_table
from callwright.finetune.students.student import Response
from callwright.generator.trace import Message
from callwright.store.database import Store

CITIES = ["Oslo", "Lima", "Rome", "Cork", "Bonn", "Kyiv", "Riga", "Bern"]


def asked(city: str, form: str) -> object:
    messages = [user(form.format(city)), wire_call("get_weather", {"location": city}), result({"t": 4}), assistant("4 degrees.")]
    metadata = {
        "trace_id": f"{form}{city}",
        "category": "single_call",
        "tool": "get_weather",
        "phrasing": form,
        "acts": ["call", "answer"],
    }
    return messages, metadata


def chat(text: str) -> object:
    return [user(text), assistant("You are welcome.")], {"trace_id": text, "category": "no_call", "acts": ["decline"]}


class Charging(Endpoint):
    """A server's model whose answers are known and cost the same each."""

    def __init__(self, name: str, answers: dict[str, Message], price: float | None) -> None:
        super().__init__(name, "https://far.away/v1", cost=lambda *_: price)
        self.name, self._scripted, self._price = name, scripted(name, answers), price

    def respond_many(self, conversations: Sequence[Conversation]) -> list[Response]:
        return [replace(self._scripted.respond(*conversation), cost=self._price) for conversation in conversations]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    train = [asked(city, "weather in {}") for city in CITIES[:4]] + [chat("thanks a lot")]
    test = [asked(city, "how is {} today <b>") for city in CITIES] + [chat("thanks"), chat("cheers")]
    return write(tmp_path / "test.jsonl", test), write(tmp_path / "train.jsonl", train)


GOOD = {f"how is {city} today <b>": calling(call("get_weather", location=city)) for city in CITIES}
CHAT = {"thanks": saying("Any time."), "cheers": saying("Any time.")}


@pytest.fixture
def report(files: tuple[Path, Path]) -> Report:
    test, train = files
    wrong = {f"how is {city} today <b>": calling(call("get_weather", location="Paris")) for city in CITIES[:2]}
    students = [scripted("good", GOOD | CHAT), scripted("worse", GOOD | CHAT | wrong)]
    return evaluate(test, students, train=train)


def test_baselines_and_models_are_one_table(report: Report) -> None:
    assert [(found.model, found.baseline) for found in report.results] == [
        ("nearest", True),
        ("bm25", True),
        ("majority", True),
        ("good", False),
        ("worse", False),
    ]


def test_the_headline_is_over_open_decisions(report: Report) -> None:
    assert (report.traces, report.decisions) == (10, 10)
    assert {found.model: found.metrics["exact_match"].value for found in report.results} | {"bm25": None} == {
        "nearest": 0.5,
        "bm25": None,
        "majority": 1 / 8,
        "good": 1.0,
        "worse": 6 / 8,
    }


def test_json_has_the_shape_other_programs_rely_on(report: Report) -> None:
    found = json.loads(json.dumps(report.to_json()))
    worse = found["models"][-1]
    assert {"data", "models", "gates"} <= found.keys()
    assert {"model", "metrics", "by_category", "by_tool", "latency_ms"} <= worse.keys()
    assert worse["metrics"]["exact_match"].keys() == {"value", "low", "high", "n"}
    assert worse["by_category"]["single_call"]["exact_match"]["value"] == 0.75
    assert worse["by_tool"]["get_weather"]["exact_match"]["n"] == 8
    assert worse["by_phrasing"].keys() == {"unseen"}
    assert {group: found["exact_match"]["n"] for group, found in worse["by_values"].items()} == {"seen": 4, "unseen": 4}
    assert worse["latency_ms"]["p50"] >= 0
    assert worse["confusion"] == {"call": {"call": 8, "decline": 0}, "decline": {"call": 0, "decline": 2}}
    assert worse["diagnoses"] == {"wrong_value": 2}


def test_metrics_of_the_design_are_all_there(report: Report) -> None:
    names = {"tool_selection", "exact_match", "fuzzy_match", "functional_match", "executed_match", "argument_f1", "json_validity"}
    names |= {"schema_validity", "act_f1", "false_calls", "missed_calls", "recovery", "multi_step_completion"}
    assert names <= report.results[0].metrics.keys()


def test_episodes_are_played_where_they_are_asked_for(files: tuple[Path, Path]) -> None:
    test, train = files
    wrong = {f"how is {city} today <b>": calling(call("get_weather", location="Paris")) for city in CITIES[:2]}
    worse = reporting(scripted("worse", GOOD | CHAT | wrong))
    report = evaluate(test, [worse], train=train, conditions=Conditions(episodes=True))
    assert report.results[-1].metrics["episodes"].value == 8 / 10
    assert report.results[-1].to_json()["episodes"] == {"outcomes": {"won": 8, "wrong_call": 2}, "mean_excess_steps": 0.0}
    assert episode_row(report.results[-1]) == ("8 of 10", "+0.00", "wrong_call 2")
    console = Console(width=100, record=True, file=StringIO())
    console.print(render_table(report))
    for shown in (console.export_text(), render_page(report)):
        assert "8 of 10" in shown
        assert "wrong_call 2" in shown
    by_category = report.results[-1].by["category"]
    assert {name: (found["episodes"].value, found["episodes"].n) for name, found in by_category.items()} == {
        "no_call": (1.0, 2),
        "single_call": (6 / 8, 8),
    }


def test_the_report_says_how_episodes_were_played(files: tuple[Path, Path]) -> None:
    test, _ = files
    notes = evaluate(
        test, [reporting(scripted("good", GOOD | CHAT))], conditions=Conditions(episodes=True, repeats=3, fault_rate=0.1, seed=5)
    ).notes
    assert any("10% of the calls fail once" in note and "seed 5" in note for note in notes)
    assert any("good: does not sample, 3 repeats would be one" in note for note in notes)


def test_models_are_compared_with_the_nearest_request(report: Report) -> None:
    good = report.results[3]
    assert good.versus["exact_match"].baseline == "nearest"
    assert good.versus["exact_match"].difference == 0.5
    assert report.results[0].versus == {}


def test_a_split_that_a_look_up_solves_is_said_to_test_nothing(files: tuple[Path, Path]) -> None:
    test, _ = files
    notes = evaluate(test, [scripted("good", GOOD | CHAT)], train=test).notes
    assert any("The split tests nothing for good" in note and "100.0%" in note for note in notes)


@pytest.mark.parametrize(
    ("right", "said"), [(33, "The split tests nothing for good"), (36, "cannot be told from so few decisions"), (40, None)]
)
def test_what_a_split_can_tell_is_said(tmp_path: Path, right: int, said: str | None) -> None:
    """Of 40 requests, each a phrasing of its own, the look-up knows 32. Four more may be chance (p = 1/8), eight not (1/128)."""
    form = "weather in {{}} by phrase {}"
    train = write(tmp_path / "train.jsonl", [asked(f"City{n}", form.format(n)) for n in range(32)])
    test = write(tmp_path / "test.jsonl", [asked(f"City{n}", form.format(n)) for n in range(40)])
    known = {
        form.format(n).format(f"City{n}"): calling(call("get_weather", location=f"City{n}" if n < right else "Paris"))
        for n in range(40)
    }
    notes = [note for note in evaluate(test, [scripted("good", known)], train=train).notes if "the split" in note.lower()]
    assert len(notes) == (said is not None)
    assert all(said in note and "reaches 80.0% executed match" in note for note in notes if said)


def test_seven_models_of_long_names_fit_a_hundred_columns(files: tuple[Path, Path]) -> None:
    test, train = files
    students = [scripted(f"a-model-of-{n}-billion@https://inference.example/v1", GOOD | CHAT) for n in range(7)]
    console = Console(width=400, record=True, file=StringIO())
    console.print(render_table(evaluate(test, students, train=train), gates=False))
    lines = console.export_text().splitlines()
    tables = [line for line in lines if line.lstrip().startswith("tool selection")]
    assert len(tables) == 3
    assert max(map(len, tables)) <= 100
    assert sum(line.count("baseline") for line in lines) == 9


def test_a_baseline_can_be_named_and_must_exist(files: tuple[Path, Path]) -> None:
    test, train = files
    students = [scripted("good", GOOD | CHAT), scripted("other", GOOD | CHAT)]
    assert (
        evaluate(test, students, train=train, conditions=Conditions(baseline="other")).results[3].versus["exact_match"].difference
        == 0.0
    )
    with pytest.raises(InputError, match="no model is named so, there are nearest, bm25, majority, good, other"):
        evaluate(test, students, train=train, conditions=Conditions(baseline="best"))


def test_two_models_of_one_name_are_refused(files: tuple[Path, Path]) -> None:
    with pytest.raises(InputError, match="two models are named 'good'"):
        evaluate(files[0], [scripted("good", GOOD | CHAT), scripted("good", GOOD | CHAT)])


def test_rows_for_the_store_hold_every_open_decision_of_every_model(report: Report) -> None:
    rows = report.rows()
    assert [row["model"] for row in rows["evaluation"]] == ["nearest", "bm25", "majority", "good", "worse"]
    assert len(rows["prediction"]) == 5 * report.decisions
    wrong = [
        row for row in rows["prediction"] if row["evaluation_id"] == rows["evaluation"][-1]["evaluation_id"] and row["diagnosis"]
    ]
    assert wrong[0] == {
        "evaluation_id": rows["evaluation"][-1]["evaluation_id"],
        "item": "how is {} today <b>Oslo",
        "turn": 1,
        "expected_act": "call",
        "act": "call",
        "expected": '[{"name": "get_weather", "arguments": {"location": "Oslo"}}]',
        "predicted": '[{"name": "get_weather", "arguments": {"location": "Paris"}}]',
        "exact": False,
        "diagnosis": "wrong_value",
    }


def test_the_store_takes_the_rows_once(report: Report, tmp_path: Path) -> None:
    store = Store(tmp_path / "s.duckdb")
    store.append(report.rows())
    store.append(report.rows())
    sql = (
        "SELECT model, count(*) AS n, count(diagnosis) AS wrong FROM prediction JOIN evaluation USING (evaluation_id) GROUP BY ALL"
    )
    assert {row["model"]: (row["n"], row["wrong"]) for row in store.rows(sql)}["worse"] == (10, 2)
    [metrics] = store.rows("SELECT metrics->>'$.metrics.exact_match.value' AS exact FROM evaluation WHERE model = 'worse'")
    assert metrics == {"exact": "0.75"}


def test_same_predictions_have_the_same_evaluation_id_and_others_another(files: tuple[Path, Path]) -> None:
    test, train = files
    wrong = GOOD | CHAT | {"thanks": saying("Which one?")}
    ids = [
        evaluate(test, [scripted("s", answers)], train=train).rows()["evaluation"][-1]["evaluation_id"]
        for answers in (GOOD | CHAT, GOOD | CHAT, wrong)
    ]
    assert ids[0] == ids[1] != ids[2]


def test_the_table_on_a_terminal_says_what_happened(report: Report) -> None:
    console = Console(width=200, record=True, file=StringIO())
    console.print(render_table(report))
    text = console.export_text()
    for expected in (
        "10 open decisions of 10 traces",
        "nearest",
        "executed match",
        "75.0 [",
        "cannot be judged, needs n = ",
        "wrong_value",
    ):
        assert expected in text


def test_costs_stand_in_table_page_and_json_and_what_is_unknown_is_not_free(files: tuple[Path, Path]) -> None:
    test, train = files
    prices = {"dear": 0.002, "unpriced": None}
    found = evaluate(test, [Charging(name, GOOD | CHAT, price) for name, price in prices.items()], train=train)
    costs = {model["model"]: model["cost"] for model in found.to_json()["models"]}
    assert costs["dear"]["per_1000_calls"] == pytest.approx(2.0)
    assert costs["dear"]["per_correct_call"] == pytest.approx(0.002)
    assert costs["unpriced"]["per_1000_calls"] is None
    console = Console(width=100, record=True, file=StringIO())
    console.print(render_table(found))
    [row] = [line for line in console.export_text().splitlines() if "$ for 1,000 calls" in line]
    assert row.split()[-2:] == ["2.00", "-"]
    assert "no price known" in render_page(found)


def test_models_side_by_side_fit_100_columns(files: tuple[Path, Path]) -> None:
    test, train = files
    found = evaluate(test, [scripted("student", GOOD | CHAT), scripted("other", GOOD | CHAT)], train=train)
    console = Console(width=100, record=True, file=StringIO())
    console.print(render_table(found))
    assert "…" not in console.export_text()


def test_a_narrow_terminal_cuts_no_figure(report: Report) -> None:
    console = Console(width=80, record=True, file=StringIO())
    console.print(render_table(report))
    assert not [line for line in console.export_text().splitlines() if "…" in line and any(mark.isdigit() for mark in line)]


class Resources(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.outside += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_page_holds_everything_and_loads_nothing(report: Report) -> None:
    page = render_page(report)
    found = Resources()
    found.feed(page)
    assert not found.outside
    assert not {"script", "link", "img", "iframe"} & set(found.tags)
    assert "url(" not in page
    assert "how is Oslo today &lt;b&gt;" in page
    assert "wrong_value" in page
    assert len(re.findall(r'class="interval"', page)) > 20


def test_decisions_without_a_tool_offered_are_judged(tmp_path: Path) -> None:
    data = write(tmp_path / "bare.jsonl", [[user("thanks"), assistant("You are welcome.")]], with_tools=False)
    found = evaluate(data, [scripted("good", CHAT)], tools=TOOLS)
    assert found.results[-1].metrics["tool_selection"].value == 1.0


def test_an_evaluation_of_some_traces_says_how_many_of_them(files: tuple[Path, Path]) -> None:
    test, train = files
    some, every = evaluate(test, [], train=train, limit=4), evaluate(test, [], train=train, limit=20)
    assert (some.traces, every.traces) == (4, 10)
    assert some.notes[0] == f"4 of the 10 traces of {test} were asked, evenly over it"
    assert not any("evenly" in note for note in every.notes)
