"""What a student held to its tools may write: every right turn, and no call that the tools' schemas refuse."""

from random import Random

import pytest
import torch
from student_examples import SYSTEM, TASK, WEATHER, called
from torch import Tensor

from callwright.finetune.students.call_grammar import CallGrammar
from callwright.finetune.students.decoder import Decoder, DecoderShape, State
from callwright.finetune.students.dialect import CALL, CLOSE, CLOSE_LIST, COMMA, Dialect, read_text
from callwright.finetune.students.grammar import Grammar
from callwright.finetune.students.scratch import ScratchStudent
from callwright.generator.formats.openai import parse_message, render_message
from callwright.generator.trace import Message, Trace
from callwright.tools.checks import check_call
from callwright.tools.tool import Tool

ORDER = Tool(
    "place_order",
    "Orders things.",
    {
        "type": "object",
        "properties": {
            "count": {"type": "integer"},
            "price": {"type": ["number", "null"]},
            "express": {"type": "boolean"},
            "size": {"enum": ["small", "extra large", 3]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "address": {
                "type": "object",
                "properties": {"city": {"type": "string"}, "zip": {"type": "string"}},
                "required": ["city"],
            },
            "payer": {"anyOf": [{"type": "integer"}, {"type": "object", "properties": {"iban": {"type": "string"}}}]},
            "meta": {"type": "object", "additionalProperties": {"type": "integer"}},
            "anything": {},
        },
        "required": ["count", "address"],
        "additionalProperties": False,
    },
)
TOOLS = (WEATHER, TASK, ORDER)
LIMIT = 400
ARGUMENTS = {
    "count": -120,
    "price": 12.05,
    "express": True,
    "size": "extra large",
    "tags": ["a b", ""],
    "address": {"zip": "01234", "city": "Port Louis"},
    "payer": {"iban": "DE 5"},
    "meta": {"weight": 10},
    "anything": [None, {"deep": [0.5, False]}],
}


def follow(grammar: Grammar, ids: list[int]) -> bool:
    for token in ids:
        if token not in grammar.first:
            return False
        grammar = grammar.after(token)
    return grammar.nullable


def ids_of(message: Message, dialect: Dialect) -> list[int]:
    return dialect.render([render_message(message)], [])[1:]


def test_every_right_turn_may_be_written(traces: list[Trace], dialect: Dialect) -> None:
    grammar = CallGrammar(dialect)
    turns = [(trace, message) for trace in traces for message in trace.messages if message.role == "assistant" and message.weight]
    assert all(follow(grammar.turn(trace.tools), ids_of(message, dialect)) for trace, message in turns)


def test_every_kind_of_value_may_be_written(dialect: Dialect) -> None:
    turn = CallGrammar(dialect).turn(TOOLS)
    assert follow(turn, ids_of(called("place_order", ARGUMENTS), dialect))
    for payer in (7, {}):
        assert follow(turn, ids_of(called("place_order", {**ARGUMENTS, "payer": payer, "price": None, "size": 3}), dialect))


@pytest.mark.parametrize(
    "arguments",
    [
        {"count": 1},
        {"count": "1", "address": {"city": "x"}},
        {"count": 1.5, "address": {"city": "x"}},
        {"count": 1, "address": {"zip": "x"}},
        {"count": 1, "address": {"city": "x"}, "size": "large"},
        {"count": 1, "address": {"city": "x"}, "colour": "red"},
        {"count": 1, "address": {"city": "x"}, "express": "true"},
        {"count": 1, "address": {"city": "x"}, "meta": {"weight": "ten"}},
    ],
)
def test_a_call_that_the_schema_refuses_may_not(arguments: dict[str, object], dialect: Dialect) -> None:
    assert not follow(CallGrammar(dialect).turn(TOOLS), ids_of(called("place_order", arguments), dialect))


def test_a_tool_that_is_not_offered_may_not_be_called(dialect: Dialect) -> None:
    call = ids_of(called("create_task", {"title": "x"}), dialect)
    grammar = CallGrammar(dialect)
    assert follow(grammar.turn([TASK]), call)
    assert not follow(grammar.turn([WEATHER]), call)
    assert not follow(grammar.turn([]), call)


def test_whatever_may_be_written_is_a_valid_call(dialect: Dialect) -> None:
    grammar, random = CallGrammar(dialect), Random(0)
    calls = 0
    for _ in range(200):
        written = drawn(grammar.turn(TOOLS), dialect, random)
        message = parse_message(read_text(dialect.text(written)))
        calls += len(message.tool_calls)
        for call in message.tool_calls:
            assert isinstance(call.arguments, dict)
            assert [
                finding for finding in check_call(call, {tool.name: tool for tool in TOOLS}) if finding.severity == "error"
            ] == []
        assert "<tool_call>" not in (message.content or "")
    assert calls > 100


def drawn(turn: Grammar, dialect: Dialect, random: Random) -> list[int]:
    """A random walk that begins and ends calls more often than chance would."""
    joints = {dialect.vocabulary.ids[token] for token in (CALL, CLOSE, CLOSE_LIST, COMMA)}
    written: list[int] = []
    while turn.first:
        likely = sorted(turn.first & joints)
        token = random.choice(likely if likely and random.random() < 0.5 else sorted(turn.first))
        written.append(token)
        turn = turn.after(token)
    assert turn.nullable
    return written


class Noise(Decoder):
    """Finds every token about as likely as any other."""

    def forward(self, ids: Tensor, at: Tensor, *_: object) -> tuple[Tensor, State]:
        return torch.rand(*at.shape, self.shape.vocabulary, generator=self.generator), State(ids, (), ids, ids)

    generator = torch.Generator().manual_seed(0)


def test_a_network_that_knows_nothing_is_held_to_its_tools(dialect: Dialect) -> None:
    decoder = Noise(DecoderShape(len(dialect.vocabulary), width=8, layers=1, heads=1, hidden=8))
    conversations = [([SYSTEM, Message("user", f"{word} please")], TOOLS) for word in ("Lima", "tasks", "nothing at all") * 8]
    for response in ScratchStudent("held", decoder, dialect, LIMIT, CallGrammar(dialect)).respond_many(conversations):
        assert all(call.name in {"get_weather", "create_task", "place_order"} for call in response.message.tool_calls)
        assert response.completion_tokens == LIMIT or "<tool_call>" not in (response.message.content or "")
    free = ScratchStudent("free", decoder, dialect, LIMIT).respond_many(conversations)
    assert any("<tool_call>" in (response.message.content or "") for response in free)
