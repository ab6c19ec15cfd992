import numpy as np
import pytest

from callwright.finetune.gates import GATES, LATENCY, Gate, judge_gate, judge_latency, needed_n
from callwright.finetune.intervals import Measure, share, wilson

SELECTION = next(gate for gate in GATES if gate.metric == "tool_selection")


def test_the_gates_are_the_published_ones() -> None:
    assert {gate.metric: gate.threshold for gate in (*GATES, LATENCY)} == {
        "tool_selection": 0.95,
        "argument_f1": 0.90,
        "json_validity": 0.99,
        "multi_step_completion": 0.85,
        "latency_p95_ms": 500,
    }


@pytest.mark.parametrize(
    ("successes", "n", "verdict"),
    [(990, 1000, "passed"), (900, 1000, "failed"), (97, 100, "cannot be judged"), (20, 20, "cannot be judged")],
)
def test_a_gate_is_judged_by_the_whole_interval(successes: int, n: int, verdict: str) -> None:
    assert judge_gate(SELECTION, "student", share(successes, n)).verdict == verdict


@pytest.mark.parametrize(("successes", "n"), [(20, 20), (97, 100), (91, 100), (0, 0)])
def test_the_n_a_gate_needs_is_the_least_that_decides_it(successes: int, n: int) -> None:
    judged = judge_gate(SELECTION, "student", share(successes, n))
    assert judged.needs is not None
    value = successes / n if n else 1.0
    decided = [low >= 0.95 or high < 0.95 for low, high in (wilson(value, judged.needs), wilson(value, judged.needs - 1))]
    assert decided == [True, False]
    assert f"needs n = {judged.needs}" in judged.sentence
    assert f"(n = {n})" in judged.sentence


def test_a_flawless_student_needs_73_decisions_for_selection_and_381_for_json() -> None:
    """z² t / (1 - t) with z = 1.96: 72.99 and 380.3."""
    assert needed_n(1.0, 0.95, 10) == 73
    assert needed_n(1.0, 0.99, 10) == 381


def test_clustered_items_need_more() -> None:
    wide = Measure(0.97, 0.90, 0.995, 300)
    assert (judge_gate(SELECTION, "student", wide).needs or 0) > 3 * (needed_n(0.97, 0.95, 0) or 0)


def test_a_value_on_the_gate_is_decided_by_no_n() -> None:
    judged = judge_gate(SELECTION, "student", share(950, 1000))
    assert (judged.verdict, judged.needs) == ("cannot be judged", None)
    assert "no n decides it" in judged.sentence


@pytest.mark.parametrize(
    ("milliseconds", "verdict"),
    [([20.0] * 100, "passed"), ([20.0] * 70, "cannot be judged"), ([20.0] * 80 + [900.0] * 20, "failed")],
)
def test_latency_is_judged_by_its_p95(milliseconds: list[float], verdict: str) -> None:
    assert judge_latency("student", np.array(milliseconds)).verdict == verdict


def test_a_p95_with_just_its_share_within_the_limit_is_not_said_to_lie_on_the_limit() -> None:
    judged = judge_latency("student", np.array([20.0] * 19 + [900.0]))
    assert (judged.measure.value, judged.needs) == (20.0, None)
    assert judged.sentence == "cannot be judged, just 95 % of the timings are within it: no n decides it (n = 20)"


def test_a_gate_in_json_says_what_it_rests_on() -> None:
    judged = judge_gate(Gate("tool_selection", "tool selection", 0.5), "student", share(9, 10))
    assert judged.to_json() == {
        "model": "student",
        "metric": "tool_selection",
        "threshold": 0.5,
        "value": 0.9,
        "low": round(wilson(0.9, 10)[0], 6),
        "high": round(wilson(0.9, 10)[1], 6),
        "n": 10,
        "verdict": "passed",
        "needs_n": None,
    }


@pytest.mark.parametrize(("truth", "most_passed", "most_failed"), [(0.95, 0.05, 0.05), (0.93, 0.01, 1.0), (0.97, 1.0, 0.01)])
def test_a_gate_is_seldom_judged_wrongly(truth: float, most_passed: float, most_failed: float) -> None:
    """2,000 evaluations of 300 decisions each, right with a known probability."""
    hits = np.random.default_rng(0).binomial(300, truth, 2000)
    verdicts = [judge_gate(SELECTION, "student", share(int(count), 300)).verdict for count in hits]
    assert verdicts.count("passed") / 2000 <= most_passed
    assert verdicts.count("failed") / 2000 <= most_failed


def test_the_n_that_is_asked_for_decides_most_gates() -> None:
    """A student of .98 that 200 decisions cannot judge: with the n stated at least every second evaluation passes it."""
    needs = judge_gate(SELECTION, "student", share(196, 200)).needs or 0
    hits = np.random.default_rng(1).binomial(needs, 0.98, 1000)
    assert sum(judge_gate(SELECTION, "student", share(int(count), needs)).verdict == "passed" for count in hits) >= 450
