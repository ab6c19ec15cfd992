"""An evaluation of a local student that broke off goes on where it was."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from evaluation_cases import TOOLS, assistant, call, calling, user, wire_call, write

from callwright.errors import InputError
from callwright.finetune import evaluation_resuming
from callwright.finetune.answerbook import Answer, Answerbook
from callwright.finetune.evaluation import evaluate
from callwright.finetune.evaluation_conditions import Conditions
from callwright.finetune.evaluation_resuming import Conversation, ResumableStudent, fingerprint
from callwright.finetune.students.student import Response
from callwright.generator.trace import Message
from callwright.tools.call import ToolCall

SPOKEN = Response("Done.", Message("assistant", "Done."), 0.25, 40, 3)
"""Each a kind of its own: words, a call beside words, arguments that are no JSON, a prompt that was too long."""
CALLING = Response(
    'Sure <call>{"location": "Oslo"}', Message("assistant", "Sure", (call("get_weather", location="Oslo"),)), 0.5, 41, 9
)
BROKEN = Response("<raw>{oops", calling(ToolCall("search", "{oops", "call_1")), 0.5, 42, 4)
REFUSED = Response("", Message("assistant", None), 0.01, 2000, 0, over_length=True)


class Counting:
    """Answers by the number in the last message, and remembers what it was asked; `until` is when Ctrl-C comes."""

    name = "student"

    def __init__(self, until: int | None = None) -> None:
        self.asked: list[str] = []
        self.until = until

    def respond(self, messages: Sequence[Message], _tools: Sequence[object]) -> Response:
        if len(self.asked) == self.until:
            raise KeyboardInterrupt
        said = messages[-1].content or ""
        self.asked.append(said)
        location = said.rpartition(" ")[2]
        return Response(said, calling(call("get_weather", location=location)), 0.125, 10, 5)

    def respond_many(self, conversations: Sequence[Conversation]) -> list[Response]:
        return [self.respond(*conversation) for conversation in conversations]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """300 requests, every second of which the student answers well."""
    expected = [f"city{n}" if n % 2 else "Oslo" for n in range(300)]
    return write(
        tmp_path / "test.jsonl",
        [[user(f"weather in city{n}"), wire_call("get_weather", {"location": city})] for n, city in enumerate(expected)],
    )


def resumable(student: Counting, book: Path, identity: str = "a") -> ResumableStudent:
    return ResumableStudent(student, identity, Answerbook(book))


@pytest.mark.parametrize("until", [7, 99, 250])
def test_what_was_answered_before_the_interruption_is_not_asked_again(data: Path, tmp_path: Path, until: int) -> None:
    book, whole, first, second = tmp_path / "a.jsonl", Counting(), Counting(until), Counting()
    uninterrupted = evaluate(data, [whole])
    with pytest.raises(KeyboardInterrupt):
        evaluate(data, [resumable(first, book)])
    resumed = evaluate(data, [resumable(second, book)])
    lost = (until - 100) % 64 if until > 100 else 0
    assert len(first.asked) + len(second.asked) == 300 + lost
    assert lost < evaluation_resuming.AT_ONCE
    assert resumed.results[-1].metrics == uninterrupted.results[-1].metrics
    assert resumed.results[-1].latency_ms == uninterrupted.results[-1].latency_ms
    assert f"student: {until - lost} of 300 answers are taken over from an earlier evaluation ({book}); --fresh" in str(
        resumed.notes
    )


def test_episodes_go_on_as_well(data: Path, tmp_path: Path) -> None:
    book, conditions = tmp_path / "a.jsonl", Conditions(episodes=True)
    first = evaluate(data, [resumable(Counting(), book)], limit=4, conditions=conditions)
    second = Counting()
    again = evaluate(data, [resumable(second, book)], limit=4, conditions=conditions)
    assert second.asked == []
    assert [episode.outcome for episode in again.results[-1].played] == [episode.outcome for episode in first.results[-1].played]


def test_nothing_is_said_of_answers_taken_over_where_none_were(data: Path, tmp_path: Path) -> None:
    assert "taken over" not in str(evaluate(data, [resumable(Counting(), tmp_path / "a.jsonl")], limit=4).notes)


def test_another_student_other_tools_and_other_hardware_are_asked_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book, student = tmp_path / "a.jsonl", Counting()
    conversation = ((Message("user", "weather in Oslo"),), TOOLS)
    resumable(student, book).respond(*conversation)
    resumable(student, book, "b").respond(*conversation)
    resumable(student, book).respond(conversation[0], TOOLS[:1])
    monkeypatch.setattr(evaluation_resuming, "hardware", lambda: "1 core of something else")
    resumable(student, book).respond(*conversation)
    assert len(student.asked) == 4


def test_a_latency_is_never_taken_from_an_answer_given_among_others(tmp_path: Path) -> None:
    """A batch's time over its size is not what a single request takes."""
    book, student = tmp_path / "a.jsonl", Counting()
    conversations = [((Message("user", f"weather in {city}"),), TOOLS) for city in ("Oslo", "Lima")]
    resumable(student, book).respond_many(conversations)
    resumable(student, book).respond_many(conversations[:1])
    resumable(student, book).respond_many(conversations)
    assert student.asked == ["weather in Oslo", "weather in Lima", "weather in Oslo"]


@pytest.mark.parametrize("given", [SPOKEN, CALLING, BROKEN, REFUSED])
def test_a_kept_answer_is_the_answer(tmp_path: Path, given: Response) -> None:
    student = Counting()
    student.respond_many = lambda conversations: [given for _ in conversations]  # type: ignore[method-assign]
    conversation = ((Message("user", "hello"),), TOOLS)
    assert resumable(student, tmp_path / "a.jsonl").respond(*conversation) == given
    assert resumable(Counting(until=0), tmp_path / "a.jsonl").respond(*conversation) == given


def test_answers_had_anew_count_from_then_on(tmp_path: Path) -> None:
    path, request = tmp_path / "a.jsonl", {"what": "ever"}
    Answerbook(path).add(request, Answer(text="old"))
    fresh = Answerbook(path, fresh=True)
    assert fresh.get(request) is None
    fresh.add(request, Answer(text="new"))
    assert Answerbook(path).get(request) == Answer(text="new")
    assert fresh.taken_over == (0, 1)


def test_a_line_that_a_crash_cut_and_one_of_another_kind_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    Answerbook(path).add({"n": 1}, Answer(text="ä"))
    whole = path.read_bytes()
    path.write_bytes(whole + b'\n{"request": "x", "answer": {"text": "\xc3' + b"\n[1]\n{}")
    book = Answerbook(path)
    assert len(book) == 1
    assert book.get({"n": 1}) == Answer(text="ä")


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot keep an answer there"):
        Answerbook(tmp_path / "nowhere" / "a.jsonl").add({}, Answer())


def test_a_folder_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "weights").write_bytes(b"12")
    before = fingerprint(tmp_path / "one")
    assert before == fingerprint(tmp_path / "two")
    (tmp_path / "one" / "weights").write_bytes(b"13")
    assert fingerprint(tmp_path / "one") != before


def test_words_are_expected_of_a_limited_look_too(tmp_path: Path) -> None:
    """`limit` counts conversations, evenly over the file."""
    data = write(tmp_path / "d.jsonl", [[user(f"tell me {n}"), assistant("No.")] for n in range(10)])
    report = evaluate(data, [], limit=4)
    assert [judgement.item.request for judgement in report.results[0].judgements] == [f"tell me {n}" for n in (0, 2, 5, 7)]
