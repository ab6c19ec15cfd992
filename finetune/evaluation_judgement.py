"""One model's response to one decision, compared with what was expected. Everything the metrics count is decided here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from typing import Literal

from callwright.finetune.acts import act_of
from callwright.finetune.diagnosis import RIGHT, diagnose_calls, diagnose_silence
from callwright.finetune.evaluation_items import Item
from callwright.finetune.metrics.effects import same_end
from callwright.finetune.metrics.execution import argument_counts, same_call_effect, same_effect
from callwright.finetune.metrics.grounding import ungrounded_counts
from callwright.finetune.metrics.similarity import same_calls, similarity
from callwright.finetune.metrics.written import Written, read_written
from callwright.finetune.students.student import Response
from callwright.generator.trace import Act
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call

ReadAct = Literal["call", "ask", "confirm", "decline", "answer", "unreadable"]
"""An act, or a call that no server could read."""

_REFERENCE = re.compile(r"\w*\d\w*")


@dataclass(frozen=True)
class Judgement:
    item: Item
    response: Response

    @property
    def expected(self) -> Sequence[ToolCall]:
        return self.item.decision.expected.tool_calls

    @property
    def calls(self) -> Sequence[ToolCall]:
        """The calls a server would read, with arguments that may still be no object."""
        return self.response.message.tool_calls

    @property
    def due(self) -> bool:
        """A call is due."""
        return self.item.expected_act == "call"

    @cached_property
    def written(self) -> Written | None:
        """A call attempted in the text, where none could be read."""
        return None if self.calls else read_written(self.response.message.content or "", self.item.tools)

    @cached_property
    def act(self) -> ReadAct:
        return "unreadable" if self.written else self.plain_act

    @cached_property
    def plain_act(self) -> Act:
        return act_of(self.response.message, self.item.decision.history)

    @cached_property
    def selected(self) -> bool:
        """The right tools, as often as due; where no call is due, none."""
        return sorted(call.name for call in self.calls) == sorted(call.name for call in self.expected) and not (
            self.written and not self.due
        )

    @cached_property
    def exact(self) -> bool:
        return same_calls(self.expected, self.calls)

    @cached_property
    def similarity(self) -> float:
        return similarity(self.expected, self.calls)

    @cached_property
    def executed(self) -> bool:
        """The same effect by the arguments, or found to be by making the calls."""
        both = (self.expected, self.calls, self.item.tools)
        return same_effect(*both, self.item.accepted) or (
            bool(self.calls) and same_end(*both, self.item.decision.history, self.item.accepted)
        )

    @cached_property
    def argument_counts(self) -> tuple[int, int, int]:
        """Right, expected, predicted."""
        return argument_counts(self.expected, self.calls, self.item.tools, self.item.accepted)

    @property
    def attempted(self) -> bool:
        return bool(self.calls) or self.written is not None

    @property
    def json_valid(self) -> bool:
        return bool(self.calls) and all(isinstance(call.arguments, dict) for call in self.calls)

    @cached_property
    def schema_valid(self) -> bool:
        return self.json_valid and not any(
            finding.severity == "error" for call in self.calls for finding in check_call(call, self.item.tools)
        )

    @property
    def invented_tool(self) -> bool:
        return any(call.name not in self.item.tools for call in self.calls)

    @cached_property
    def ungrounded_counts(self) -> tuple[int, int]:
        """Values passed that nothing before them gives, and values passed."""
        return ungrounded_counts(self.item.decision.history, self.calls, self.item.tools)

    @cached_property
    def destructive_undue(self) -> bool:
        """Calls a tool stated destructive as the expected message does not: where none is due, or on something else."""
        return any(
            self.item.tools[call.name].destructive and not self._is_due(call) for call in self.calls if call.name in self.item.tools
        )

    def _is_due(self, call: ToolCall) -> bool:
        due = zip_longest(self.expected, self.item.accepted)
        return any(same_call_effect(one, call, self.item.tools.get(one.name), accepted or {}) for one, accepted in due)

    @property
    def right(self) -> bool:
        return self.diagnosis == RIGHT

    @cached_property
    def diagnosis(self) -> str:
        if self.response.over_length:
            return "over_length"
        if self.calls and self.due and self.executed:
            return RIGHT
        if self.calls and self.due:
            return diagnose_calls(self.expected, self.calls, self.item.tools, self.item.accepted)
        if self.calls:
            return "destructive_undue" if self.destructive_undue else "called_undue"
        if self.due:
            return diagnose_silence(self.response.message.content or "", self.plain_act, self.expected, tuple(self.item.tools))
        if self.written:
            return "called_undue"
        if self.act != self.item.expected_act:
            return f"{self.act}_undue"
        return RIGHT if self.act != "confirm" or self._names_the_same() else "wrong_reference"

    def _names_the_same(self) -> bool:
        """What the expected question refers to by a number or an id of the user's, this one refers to as well."""
        said = set(_REFERENCE.findall(self.item.request))
        wanted = said.intersection(_REFERENCE.findall(self.item.decision.expected.content or ""))
        return wanted <= set(_REFERENCE.findall(self.response.message.content or ""))
