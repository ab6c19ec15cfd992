import json
from random import Random

import pytest
from student_examples import CITIES, WEATHER, called, corrected_trace, declined_trace, trace, weather_trace

from callwright.finetune import augmentation
from callwright.finetune.augmentation import Augmentation, Example
from callwright.finetune.masks import masked_rows
from callwright.finetune.students.dialect import Dialect
from callwright.generator.trace import ACTS, Act, Message, Trace


def alone(traces: list[Trace], dialect: Dialect, begun: tuple[Act, ...] = ()) -> list[list[Example]]:
    """Each trace in its one version."""
    return [[(example, row)] for example in traces for row in masked_rows(example, dialect, begun=begun)]


def drawn(traces: list[Trace], dialect: Dialect, times: int = 20, context: int = 1024) -> list[tuple[int, list[int], list[bool]]]:
    augmentation_of = Augmentation(alone(traces, dialect), dialect, Random(0), context)
    return [(i, *augmentation_of.draw(i)) for _ in range(times) for i in range(len(augmentation_of))]


@pytest.fixture
def always_swapped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augmentation, "SWAPPED", 1.0)
    monkeypatch.setattr(augmentation, "RESPELLED", 0.0)
    monkeypatch.setattr(augmentation, "NOISE", 0.0)


@pytest.mark.usefixtures("always_swapped")
def test_a_swapped_row_is_the_row_of_the_swapped_conversation(dialect: Dialect) -> None:
    cities = [weather_trace(city) for city in CITIES]
    possible = {row.ids for example in cities for row in masked_rows(example, dialect)}
    results = {tuple(ids) for _, ids, _ in drawn(cities, dialect)}
    assert results == possible


@pytest.mark.usefixtures("always_swapped")
def test_what_is_trained_stays_the_call(dialect: Dialect) -> None:
    for _, ids, trained in drawn([weather_trace(city) for city in CITIES], dialect):
        text = dialect.text([i for i, is_trained in zip(ids, trained, strict=True) if is_trained])
        assert json.loads(text.removeprefix("<tool_call>").removesuffix("</tool_call>"))["arguments"]["location"] in CITIES


@pytest.mark.usefixtures("always_swapped")
@pytest.mark.parametrize(
    ("request_text", "arguments"),
    [
        ("Is Lima colder than Lima was?", {"location": "Lima"}),
        ("Weather there", {"location": "Lima"}),
        ("In celsius please", {"unit": "celsius"}),
        ("In Lima", {"unit": "celsius", "place": "Lima"}),
    ],
    ids=["said twice", "not said", "one of few", "not a parameter"],
)
def test_a_value_that_is_not_clear_stays(dialect: Dialect, request_text: str, arguments: dict[str, object]) -> None:
    unclear = trace("unclear", Message("user", request_text), called("get_weather", arguments), tools=(WEATHER,))
    examples = [unclear, *map(weather_trace, CITIES)]
    (original,) = masked_rows(unclear, dialect)
    assert all(tuple(ids) == original.ids for i, ids, _ in drawn(examples, dialect) if i == 0)


@pytest.mark.parametrize("odd", [0.0, 1.0], ids=["words", "words that are none"])
def test_noise_touches_only_what_the_user_said_around_the_values(
    dialect: Dialect, monkeypatch: pytest.MonkeyPatch, odd: float
) -> None:
    monkeypatch.setattr(augmentation, "SWAPPED", 0.0)
    monkeypatch.setattr(augmentation, "NOISE", 1.0)
    monkeypatch.setattr(augmentation, "ODD", odd)
    examples = [weather_trace("Oslo"), corrected_trace("pay rent"), declined_trace("Lima")]
    originals = [list(row.ids) for example in examples for row in masked_rows(example, dialect)]
    for i, ids, _ in drawn(examples, dialect, times=3):
        (before, others), (said, others_now) = apart(originals[i], dialect), apart(ids, dialect)
        assert said != before
        assert len(said) == len(before) if odd == 0 else len(said) > len(before)
        assert others_now == others
        assert ("Oslo", "pay rent", "")[i] in dialect.vocabulary.decode(said)


def apart(ids: list[int], dialect: Dialect) -> tuple[list[int], list[int]]:
    """What the user said, and the rest."""
    said = set(dialect.said_by_user(ids))
    return [ids[position] for position in sorted(said)], [token for position, token in enumerate(ids) if position not in said]


def test_words_of_a_refusal_weigh_less_than_that_it_is_one(dialect: Dialect) -> None:
    (_, _, weights), *_ = drawn([declined_trace("Lima")], dialect)
    trained = [weight for weight in weights if weight]
    assert trained == [1.0, *[augmentation.WORDS] * (len(trained) - 1)]
    assert len(trained) > 3
    (_, _, weights), *_ = drawn([weather_trace("Oslo")], dialect)
    assert {weight for weight in weights if weight} == {1.0}


@pytest.mark.usefixtures("always_swapped")
def test_a_row_that_would_outgrow_the_context_stays_as_it_is(dialect: Dialect) -> None:
    examples = [weather_trace("Oslo"), weather_trace("Reykjavik")]
    short, long = [len(row.ids) for example in examples for row in masked_rows(example, dialect)]
    assert short < long
    assert all(len(ids) <= short for i, ids, _ in drawn(examples, dialect, context=short) if i == 0)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_beginning_of_an_answer_is_read_in_a_share_of_the_epochs(
    dialect: Dialect, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    monkeypatch.setattr(augmentation, "BEGUN", share)
    monkeypatch.setattr(augmentation, "SWAPPED", 0.0)
    example = weather_trace("Oslo")
    (row,) = masked_rows(example, dialect, begun=("answer",))
    ids, trained = Augmentation([[(example, row)]], dialect, Random(0), 1024).draw(0)
    call, answer = row.trained
    assert len(ids) == (answer.stop if share else call.stop)
    assert sum(trained) == len(call) + (1 if share else 0)


@pytest.mark.usefixtures("always_swapped")
def test_a_respelled_value_is_the_same_in_request_call_and_result(dialect: Dialect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augmentation, "RESPELLED", 1.0)
    cities = [weather_trace(city) for city in CITIES]
    rows = [[(city, row)] for city in cities for row in masked_rows(city, dialect, ACTS)]
    drawn_rows = Augmentation(rows, dialect, Random(0), 1024)
    monkeypatch.setattr(augmentation, "BEGUN", 1.0)
    values = set()
    for i in range(len(rows)):
        ids, trained = drawn_rows.draw(i)
        call = dialect.text([token for token, is_trained in zip(ids, trained, strict=True) if is_trained])
        value = json.loads(call[len("<tool_call>") : call.index("</tool_call>")])["arguments"]["location"]
        text = dialect.vocabulary.decode(ids)
        assert text.count(value) >= 4
        values.add(value)
    assert not values <= set(CITIES)


@pytest.mark.usefixtures("always_swapped")
def test_an_epoch_reads_one_version_of_an_example(dialect: Dialect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augmentation, "SWAPPED", 0.0)
    versions = [version for (version,) in alone([weather_trace("Oslo"), weather_trace("Lima")], dialect)]
    both = Augmentation([versions], dialect, Random(0), 1024)
    assert len(both) == 1
    assert {tuple(both.draw(0).ids) for _ in range(20)} == {row.ids for _, row in versions}


@pytest.mark.usefixtures("always_swapped")
def test_values_of_a_closed_class_keep_their_words(dialect: Dialect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augmentation, "RESPELLED", 1.0)
    monkeypatch.setattr(augmentation, "RESPELLED_CLOSED", 0.0)
    often = [weather_trace(city) for city in CITIES for _ in range(2)]
    known = {row.ids for example in often for row in masked_rows(example, dialect)}
    assert {tuple(ids) for _, ids, _ in drawn(often, dialect)} <= known
    once = [weather_trace(city) for city in CITIES]
    assert not {tuple(ids) for _, ids, _ in drawn(once, dialect)} <= known


@pytest.mark.usefixtures("always_swapped")
def test_a_respelled_word_may_be_longer_than_any_that_was_read(dialect: Dialect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(augmentation, "RESPELLED", 1.0)
    monkeypatch.setattr(augmentation, "LENGTHENED", 1.0)
    cities = [weather_trace(city) for city in CITIES]
    longest = max(len(row.ids) for example in cities for row in masked_rows(example, dialect))
    assert max(len(ids) for _, ids, _ in drawn(cities, dialect)) > longest
