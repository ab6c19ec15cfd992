"""The `tiny` student from random weights: built, trained and served here, on a CPU, without any download."""

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch

from callwright.errors import InputError
from callwright.finetune.augmentation import Augmentation, Example
from callwright.finetune.examples import read_examples
from callwright.finetune.masks import MaskedRow, masked_rows
from callwright.finetune.redating import on_other_days
from callwright.finetune.students.call_grammar import CallGrammar
from callwright.finetune.students.decoder import LIMIT, Decoder, DecoderShape
from callwright.finetune.students.dialect import Dialect, read_text
from callwright.finetune.students.folder import claimed_folder, read_folder, write_folder
from callwright.finetune.students.student import BASE, Progress, Response, TrainingResult
from callwright.finetune.students.vocabulary_training import train_vocabulary
from callwright.finetune.training import BATCH_TOKENS, Schedule, fit
from callwright.generator.formats.openai import parse_message, render_message, render_tool
from callwright.generator.trace import Act, Message, Trace
from callwright.tools.tool import Tool

BEGUN: tuple[Act, ...] = ("answer",)
"""How answers begin is trained, or the student would call again after every result; their words are not."""
REDATED = 4
"""Other days on which a conversation that names dates is trained too."""
BATCH = 64
"""Conversations answered at once by `respond_many`."""
STEPS = 3000
"""Of 1,200 tokens: four to six minutes on two free cores."""
MAX_EPOCHS = 30
"""A small dataset is learned by heart long before STEPS."""

UNTRAINED_LIMIT = 16
"""An untrained network writes on without end, and as wrong as with 64: 35 of 35 judgements were the same, in half the time."""

Conversation = tuple[Sequence[Message], Sequence[Tool]]


class ScratchStudent:
    def __init__(
        self, name: str, decoder: Decoder, dialect: Dialect, limit: int = LIMIT, grammar: CallGrammar | None = None
    ) -> None:
        """With `grammar` it writes nothing but words and calls that fit the offered tools' schemas."""
        self.name, self.limit, self.grammar = name, limit, grammar
        self.decoder, self.dialect = decoder, dialect

    def respond(self, messages: Sequence[Message], tools: Sequence[Tool]) -> Response:
        return self._respond([(messages, tools)])[0]

    def respond_many(self, conversations: Sequence[Conversation]) -> list[Response]:
        order = sorted(range(len(conversations)), key=lambda i: _size(conversations[i]))
        responses: dict[int, Response] = {}
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            responses |= dict(zip(chosen, self._respond([conversations[i] for i in chosen]), strict=True))
        return [responses[i] for i in range(len(conversations))]

    def prompt(self, messages: Sequence[Message], tools: Sequence[Tool]) -> list[int]:
        rendered = [render_message(message) for message in messages]
        return self.dialect.render(rendered, [render_tool(tool) for tool in tools], generation_prompt=True)

    def _respond(self, conversations: Sequence[Conversation]) -> list[Response]:
        started = time.perf_counter()
        prompts = [self.prompt(messages, tools) for messages, tools in conversations]
        fits = [len(prompt) < self.decoder.shape.context for prompt in prompts]
        fitting = [prompt for prompt, does in zip(prompts, fits, strict=True) if does]
        turns = (
            [self.grammar.turn(tools) for (_, tools), does in zip(conversations, fits, strict=True) if does]
            if self.grammar
            else None
        )
        written = iter(self.decoder.greedy(fitting, self.dialect.end, self.limit, turns) if fitting else ())
        completions = [next(written) if does else [] for does in fits]
        texts = [self.dialect.text(ids) for ids in completions]
        said = [_message(text, messages) for text, (messages, _) in zip(texts, conversations, strict=True)]
        seconds = (time.perf_counter() - started) / len(prompts)
        return [
            Response(text, message, seconds, len(prompt), len(ids), over_length=not does)
            for text, message, prompt, ids, does in zip(texts, said, prompts, completions, fits, strict=True)
        ]


def _size(conversation: Conversation) -> int:
    return sum(len(message.content or "") for message in conversation[0])


def _message(text: str, history: Sequence[Message]) -> Message:
    return parse_message(read_text(text, sum(len(message.tool_calls) for message in history)))


def load_scratch(path: Path, name: str | None = None, *, constrained: bool = False) -> ScratchStudent:
    decoder, vocabulary = read_folder(path)
    dialect = Dialect(vocabulary)
    return ScratchStudent(name or path.name, decoder, dialect, grammar=CallGrammar(dialect) if constrained else None)


def load_untrained(path: Path, seed: int) -> ScratchStudent:
    """With the weights that `train_scratch` would begin with."""
    decoder, vocabulary = read_folder(path)
    decoder.initialize(torch.Generator().manual_seed(seed))
    return ScratchStudent(BASE, decoder, Dialect(vocabulary), UNTRAINED_LIMIT)


def train_scratch(
    name: str, data: Path, out: Path, *, seed: int, steps: int | None, minutes: float | None, progress: Progress | None
) -> TrainingResult:
    with claimed_folder(out) as folder:
        traces = list(read_examples(data / "train.jsonl"))
        if not traces:
            raise InputError(f"{data / 'train.jsonl'}: no examples to train on")
        vocabulary = train_vocabulary(traces)
        dialect = Dialect(vocabulary)
        decoder = Decoder(DecoderShape(len(vocabulary)))
        decoder.initialize(torch.Generator().manual_seed(seed))
        random = Random(seed)
        versions, over_length = fitting_versions(traces, dialect, decoder.shape.context, random)
        augmentation = Augmentation(versions, dialect, random, decoder.shape.context)
        rows = [row for (_, row), *_ in versions]
        schedule = Schedule(steps or default_steps(rows), minutes)
        trained = fit(decoder, augmentation, schedule, Random(seed + 1), progress)
        write_folder(folder, decoder, vocabulary)
    return TrainingResult(
        student=name,
        path=out,
        rows=len(traces),
        decisions=sum(len(row.trained) for row in rows),
        rows_over_length=over_length,
        steps=trained.steps,
        tokens=trained.tokens,
        seconds=trained.seconds,
        loss=trained.loss,
        parameters=sum(parameter.numel() for parameter in decoder.parameters()),
    )


def fitting_versions(traces: Sequence[Trace], dialect: Dialect, context: int, random: Random) -> tuple[list[list[Example]], int]:
    """Each trace's row, as it is and on other days, where it fits the context, and how many traces' rows do not."""
    versions = [
        [(version, row) for version in on_other_days(trace, REDATED, random) for row in masked_rows(version, dialect, begun=BEGUN)]
        for trace in traces
    ]
    fitting = [[example for example in examples if len(example[1].ids) <= context] for examples in versions]
    kept = [examples for examples in fitting if examples]
    if not kept:
        raise InputError(f"none of the {len(traces)} examples has a trained turn within the context of {context} tokens")
    return kept, sum(map(bool, versions)) - len(kept)


def default_steps(rows: Sequence[MaskedRow]) -> int:
    an_epoch = sum(len(row.ids) for row in rows) // BATCH_TOKENS + 1
    return min(STEPS, MAX_EPOCHS * an_epoch)
