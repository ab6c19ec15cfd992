"""Loss masks: which tokens of an example a student is trained on.

Trained are the tokens a student writes itself: those of weight-1 assistant messages of the wanted acts, from after the generation
prompt to the end of the turn. What the template supplies around them gets no loss.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from callwright.finetune.examples import Decision, decisions
from callwright.generator.formats.openai import render_message, render_tool
from callwright.generator.trace import OPEN_ACTS, Act, Trace


class ConversationTokenizer(Protocol):
    def render(
        self, messages: Sequence[dict[str, Any]], tools: Sequence[dict[str, Any]], /, *, generation_prompt: bool = False
    ) -> list[int]:
        """Ids of a conversation in OpenAI form; with `generation_prompt`, up to where the next assistant message goes on."""
        ...


@dataclass(frozen=True)
class MaskedRow:
    item: str
    ids: tuple[int, ...]
    trained: tuple[range, ...]
    """Positions in `ids` with loss, one range a decision."""


def is_trained(decision: Decision, acts: Collection[Act]) -> bool:
    """A decision without an act (a foreign file) is trained on."""
    return decision.expected.act is None or decision.expected.act in acts


def masked_rows(
    trace: Trace, tokenizer: ConversationTokenizer, acts: Collection[Act] = OPEN_ACTS, begun: Collection[Act] = ()
) -> Iterator[MaskedRow]:
    """The trace as one row where every trained turn's prompt and completion are a prefix of it, else one row a decision.

    Of the acts `begun` only the first token is trained: that such a turn is due, not how it is worded.
    """
    chosen = [decision for decision in decisions(trace) if is_trained(decision, {*acts, *begun})]
    if not chosen:
        return
    parts = [_prompt_and_completed(decision, tokenizer) for decision in chosen]
    longest = parts[-1][1]
    if all(longest[: len(completed)] == completed and completed[: len(prompt)] == prompt for prompt, completed in parts):
        starts = [len(prompt) for prompt, _ in parts]
        rows = [(longest, list(range(len(parts))))]
    else:
        starts = [_common_prefix(prompt, completed) for prompt, completed in parts]
        rows = [(completed, [i]) for i, (_, completed) in enumerate(parts)]
    stops = [
        start + 1 if decision.expected.act in begun else len(completed)
        for decision, start, (_, completed) in zip(chosen, starts, parts, strict=True)
    ]
    for ids, turns in rows:
        yield MaskedRow(trace.trace_id, tuple(ids[: stops[turns[-1]]]), tuple(range(starts[i], stops[i]) for i in turns))


def _prompt_and_completed(decision: Decision, tokenizer: ConversationTokenizer) -> tuple[list[int], list[int]]:
    messages = [render_message(message) for message in decision.history]
    tools = [render_tool(tool) for tool in decision.tools]
    prompt = tokenizer.render(messages, tools, generation_prompt=True)
    return prompt, tokenizer.render([*messages, render_message(decision.expected)], tools)


def _common_prefix(left: Sequence[int], right: Sequence[int]) -> int:
    pairs = zip(left, right, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
