import numpy as np
import pytest
from evaluation_cases import call, calling, judged, saying

from callwright.finetune.evaluation_cost import Cost, machine_cost, priced_cost
from callwright.finetune.evaluation_judgement import Judgement
from callwright.finetune.students.student import Response

OSLO = calling(call("get_weather", location="Oslo"))


def answered(right: bool, cost: float | None) -> Judgement:
    item = judged(OSLO, OSLO, act="call").item
    return Judgement(item, Response("", OSLO if right else saying("No."), 0.1, 10, 5, cost=cost))


def test_what_was_charged_is_per_thousand_calls_and_per_right_one() -> None:
    found = priced_cost([answered(True, 0.001), answered(False, 0.002), answered(True, 0.003), answered(False, 0.002)])
    assert found == Cost(pytest.approx(2.0), pytest.approx(0.004), "list price by tokens")


def test_a_single_answer_without_a_price_leaves_the_cost_unknown() -> None:
    assert priced_cost([answered(True, 0.001), answered(True, None)]).per_thousand is None
    assert priced_cost([]).per_thousand is None


def test_a_machine_costs_by_the_time_of_single_requests() -> None:
    found = machine_cost([answered(True, None), answered(False, None)], np.array([100.0, 300.0]), 3.6)
    assert found.per_thousand == pytest.approx(0.2), "200 ms of a machine at 3.60 an hour are 0.0002"
    assert found.per_correct == pytest.approx(0.0004)


def test_a_machine_without_a_price_is_not_free_and_nothing_right_has_no_price() -> None:
    assert machine_cost([answered(True, None)], np.array([100.0]), None).per_thousand is None
    assert machine_cost([answered(False, None)], np.array([100.0]), 1.0).per_correct is None
