"""Loss masks: which tokens of an example a student is trained on.

Trained are the tokens a student writes itself: those of weight-1 assistant messages of the wanted acts, from after the generation
prompt to the end of the turn. What the template supplies around them gets no loss.
"""

from collections.abc import Iterable, Iterator, Sequence
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


def is_trained(decision: Decision, acts: Iterable[Act]) -> bool:
    """A decision without an act (a foreign file) is trained on."""
    return decision.expected.act is None or decision.expected.act in acts


def masked_rows(trace: Trace, tokenizer: ConversationTokenizer, acts: Iterable[Act] = OPEN_ACTS) -> Iterator[MaskedRow]:
    """The trace as one row where every trained turn's prompt and completion are a prefix of it, else one row a decision."""
    chosen = [decision for decision in decisions(trace) if is_trained(decision, acts)]
    if not chosen:
        return
    parts = [_prompt_and_completed(decision, tokenizer) for decision in chosen]
    longest = parts[-1][1]
    if all(longest[: len(completed)] == completed and completed[: len(prompt)] == prompt for prompt, completed in parts):
        spans = tuple(range(len(prompt), len(completed)) for prompt, completed in parts)
        yield MaskedRow(trace.trace_id, tuple(longest), spans)
        return
    for prompt, completed in parts:
        start = _common_prefix(prompt, completed)
        yield MaskedRow(trace.trace_id, tuple(completed), (range(start, len(completed)),))


def _prompt_and_completed(decision: Decision, tokenizer: ConversationTokenizer) -> tuple[list[int], list[int]]:
    messages = [render_message(message) for message in decision.history]
    tools = [render_tool(tool) for tool in decision.tools]
    prompt = tokenizer.render(messages, tools, generation_prompt=True)
    return prompt, tokenizer.render([*messages, render_message(decision.expected)], tools)


def _common_prefix(left: Sequence[int], right: Sequence[int]) -> int:
    pairs = zip(left, right, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))
