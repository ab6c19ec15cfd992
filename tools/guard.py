"""Stand between a model and the tools in a user's own agent loop: refuse what is invalid, hold what is destructive.

>>> from callwright.tools.load import SEED_TOOLS, load_tools
>>> guarded = guard(load_tools(SEED_TOOLS))
>>> deletion = ToolCall("delete_task", {"task_id": "task_7"})
>>> guarded.check(deletion).verdict
'hold'
>>> guarded.confirm(deletion)
>>> guarded.check(deletion).verdict, guarded.check(deletion).verdict
('run', 'hold')
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from callwright.tools.call import Finding, ToolCall, parse_call
from callwright.tools.checks import check_call
from callwright.tools.shown import shown
from callwright.tools.tool import Tool, canonical_json

Verdict = Literal["run", "refuse", "hold"]


@dataclass(frozen=True)
class Ruling:
    call: ToolCall
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    """Why it is refused; on a call that may run, warnings."""

    @property
    def message(self) -> str:
        """What to answer the model, as the tool's result; empty where the call may run."""
        if self.verdict == "refuse":
            reasons = [f"{finding.path}: {finding.message}" for finding in self.findings if finding.severity == "error"]
            return f"The call of {self.call.name} is not valid. {'; '.join(reasons)}"
        if self.verdict == "hold":
            return f"{self.call.name} with {shown(self.call.arguments)} was not run: ask the user to confirm it first."
        return ""


class Guard:
    """Made by `guard`. Remembers which calls the user confirmed: exactly those, each for one time."""

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        self._tools = tools
        self._confirmed: Counter[str] = Counter()

    def check(self, call: ToolCall | Mapping[str, Any]) -> Ruling:
        """`call`: ours, or one as OpenAI's or Anthropic's API has it (`call.parse_call`)."""
        asked = call if isinstance(call, ToolCall) else parse_call(call)
        findings = tuple(check_call(asked, self._tools))
        if any(finding.severity == "error" for finding in findings):
            return Ruling(asked, "refuse", findings)
        if not self._tools[asked.name].destructive:
            return Ruling(asked, "run", findings)
        if not self._confirmed[_key(asked)]:
            return Ruling(asked, "hold", findings)
        self._confirmed[_key(asked)] -= 1
        return Ruling(asked, "run", findings)

    def confirm(self, call: ToolCall) -> None:
        """The user said yes to this call; the next `check` of the same tool with the same arguments lets it run."""
        self._confirmed[_key(call)] += 1


def guard(tools: Mapping[str, Tool]) -> Guard:
    """A guard for these tools; destructive are those stated so, never those only guessed."""
    return Guard(tools)


def _key(call: ToolCall) -> str:
    return canonical_json([call.name, call.arguments])
