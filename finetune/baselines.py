"""What a student has to beat: look-ups that understand nothing, as students among the others in every table.

nearest    the answer to the training decision whose request is most alike
bm25       the tool whose description shares most with the request, with no arguments
majority   the commonest answer in the training data
"""

import json
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from callwright.errors import InputError
from callwright.finetune.acts import act_of
from callwright.finetune.examples import Decision, decisions, read_examples
from callwright.finetune.students.student import Response
from callwright.generator.trace import OPEN_ACTS, Message
from callwright.tools.call import ToolCall
from callwright.tools.tool import Tool

NEAREST, BM25, MAJORITY = "nearest", "bm25", "majority"
LAST_TURN = 300
"""Characters of a long tool result that are compared."""


Answer = Callable[[Sequence[Message], Sequence[Tool]], Message]


@dataclass(frozen=True)
class LookUp:
    """A student that is one function of the conversation."""

    name: str
    answer: Answer

    def respond(self, messages: Sequence[Message], tools: Sequence[Tool]) -> Response:
        started = time.perf_counter()
        message = self.answer(messages, tools)
        return Response(_written(message), message, time.perf_counter() - started, 0, 0)

    def respond_many(self, conversations: Sequence[tuple[Sequence[Message], Sequence[Tool]]]) -> list[Response]:
        return [self.respond(messages, tools) for messages, tools in conversations]


def baselines(train: Path | None) -> list[LookUp]:
    """All three, or BM25 alone where there is no training data."""
    first_tool = LookUp(BM25, answer_by_bm25)
    if train is None:
        return [first_tool]
    known = [decision for decision in _decisions(train) if _is_open(decision)]
    if not known:
        raise InputError(f"{train}: no decision to look up: is it the training file of a dataset?")
    nearest, commonest = NearestRequest(known), commonest_message(known)
    return [LookUp(NEAREST, lambda messages, _tools: nearest.answer(messages)), first_tool, LookUp(MAJORITY, lambda *_: commonest)]


def players(train: Path | None) -> dict[str, LookUp]:
    """The same by name for episodes, where one has to know when to stop: the nearest may be a report, the others always report."""
    found = {look_up.name: look_up for look_up in baselines(train)}
    for name in found.keys() & {BM25, MAJORITY}:
        found[name] = LookUp(name, _stopping(found[name].answer))
    if train is not None:
        nearest = NearestRequest(list(_decisions(train)))
        found[NEAREST] = LookUp(NEAREST, lambda messages, _tools: nearest.answer(messages))
    return found


def _stopping(answer: Answer) -> Answer:
    done = Message("assistant", "Done.")
    return lambda messages, tools: done if messages[-1].role == "tool" else answer(messages, tools)


def _decisions(train: Path) -> Iterator[Decision]:
    return (decision for trace in read_examples(train) for decision in decisions(trace))


def _is_open(decision: Decision) -> bool:
    return (decision.expected.act or act_of(decision.expected, decision.history)) in OPEN_ACTS


def _written(message: Message) -> str:
    if not message.tool_calls:
        return message.content or ""
    return json.dumps([{"name": call.name, "arguments": call.arguments} for call in message.tool_calls], ensure_ascii=False)


def commonest_message(known: Sequence[Decision]) -> Message:
    """Of the commonest set of tools called, none being one of them, the message that is written most often."""
    by_tools: dict[tuple[str, ...], list[Message]] = defaultdict(list)
    for decision in known:
        by_tools[tuple(call.name for call in decision.expected.tool_calls)].append(decision.expected)
    messages = {_written(message): message for message in max(by_tools.values(), key=len)}
    written = Counter(_written(message) for message in max(by_tools.values(), key=len))
    return messages[written.most_common(1)[0][0]]


class NearestRequest:
    """Cosine over TF-IDF of character 2- to 4-grams of what the user said and, apart from it, of the last turn."""

    def __init__(self, known: Sequence[Decision]) -> None:
        self._known = known
        bags = [_grams(decision.history) for decision in known]
        frequency = Counter(gram for bag in bags for gram in bag)
        self._weight = {gram: math.log(len(known) / count) + 1 for gram, count in frequency.items()}
        postings: dict[str, tuple[list[int], list[float]]] = {gram: ([], []) for gram in frequency}
        for row, bag in enumerate(bags):
            length = self._length(bag)
            for gram, count in bag.items():
                rows, weights = postings[gram]
                rows.append(row)
                weights.append(self._scaled(gram, count) / length)
        self._postings = {gram: (np.array(rows), np.array(weights)) for gram, (rows, weights) in postings.items()}

    def answer(self, messages: Sequence[Message]) -> Message:
        """What was expected at the first of the most alike."""
        scores = np.zeros(len(self._known))
        for gram, count in _grams(messages).items():
            if gram in self._postings:
                rows, weights = self._postings[gram]
                scores[rows] += weights * self._scaled(gram, count)
        return self._known[int(scores.argmax())].expected

    def _scaled(self, gram: str, count: int) -> float:
        return (1 + math.log(count)) * self._weight[gram]

    def _length(self, bag: Counter[str]) -> float:
        return math.sqrt(sum(self._scaled(gram, count) ** 2 for gram, count in bag.items())) or 1.0


def _grams(messages: Sequence[Message]) -> Counter[str]:
    grams = _character_grams(_said(messages), "")
    if messages and messages[-1].role != "user":
        grams += _character_grams((messages[-1].content or "")[:LAST_TURN], messages[-1].role)
    return grams


def _said(messages: Sequence[Message]) -> str:
    return " ".join(message.content or "" for message in messages if message.role == "user")


def _character_grams(text: str, mark: str) -> Counter[str]:
    text = f" {' '.join(text.lower().split())} "
    return Counter(mark + text[start : start + size] for size in (2, 3, 4) for start in range(len(text) - size + 1))


def answer_by_bm25(messages: Sequence[Message], tools: Sequence[Tool]) -> Message:
    scores = bm25(_terms(_said(messages)), [_terms(_described(tool)) for tool in tools])
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    if best is None or not scores[best]:
        return Message("assistant", "I have no tool for that.")
    return Message("assistant", tool_calls=(ToolCall(tools[best].name, {}, "call_1"),))


def _described(tool: Tool) -> str:
    parameters = " ".join(f"{name} {schema.get('description', '')}" for name, schema in tool.properties.items())
    return f"{tool.name} {tool.description} {parameters}"


def _terms(text: str) -> list[str]:
    return [term[:-1] if len(term) > 3 and term.endswith("s") else term for term in re.findall(r"[^\W_]+", text.lower())]


def bm25(query: Sequence[str], documents: Sequence[Sequence[str]]) -> list[float]:
    """Robertson's Okapi BM25 with the idf that cannot turn negative."""
    if not documents:
        return []
    mean = sum(map(len, documents)) / len(documents)
    containing = Counter(term for document in documents for term in set(document))
    scores = []
    for document in documents:
        counts = Counter(document)
        norm = 1.5 * (0.25 + 0.75 * len(document) / (mean or 1))
        scores.append(sum(_idf(containing[term], len(documents)) * counts[term] * 2.5 / (counts[term] + norm) for term in query))
    return scores


def _idf(containing: int, documents: int) -> float:
    return math.log(1 + (documents - containing + 0.5) / (containing + 0.5))
