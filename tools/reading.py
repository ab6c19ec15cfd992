"""What came of reading tools: those kept, and a finding for whatever was left out or looks wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from callwright.tools.call import Severity
from callwright.tools.tool import Tool, Toolset

CODES: dict[str, str] = {
    "CW001": "a definition that cannot be read as a tool",
    "CW002": "parameters that are no valid JSON Schema of an object",
    "CW003": "a second, different tool of a name that is taken",
    "CW004": "a name outside [A-Za-z0-9_-]{1,64}",
    "CW005": "a $ref that leaves the document or names nothing",
    "CW006": "a schema larger or deeper than the limits allow",
    "CW007": "a required parameter that is not defined",
    "CW008": "a default that its own schema refuses",
    "CW009": "an enum that repeats a value",
    "CW010": "no description",
    "CW011": "an enum value that its own schema refuses",
    "CW012": "tools that cannot be told apart",
    "CW013": "more tools than fit into a model's context",
    "CW014": "a name that is taken: the tool is offered under its server's name and its own",
    "CW015": "a tool that is given more than once, each time the same",
    "CW016": "a result schema that is not valid and is left aside",
    "CW017": "hints that contradict each other",
    "CW018": "parameters that are not listed at the top, but in alternatives",
}
LEAVES_OUT = frozenset({"CW001", "CW002", "CW003", "CW004", "CW005", "CW006"})
"""Codes of a tool that cannot be used: it is left out. The others are warnings."""
TOOLSET = "-"
"""Stands for the tool's name in a finding about the toolset."""


class BrokenToolError(Exception):
    """One definition that gives no tool; reading records it and goes on."""

    def __init__(self, code: str, message: str, mend: str = "", path: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.mend = mend
        self.path = path


@dataclass(frozen=True)
class ToolFinding:
    """One CW0xx thing about one tool, or about the toolset."""

    tool: str
    code: str
    message: str
    place: str = ""
    """Where it was found: `servers.jsonl:12 tools[3]`."""
    path: str = ""
    """Where in the tool: `parameters.properties.unit.default`."""
    mend: str = ""
    """What to do about it."""

    @property
    def severity(self) -> Severity:
        """An `error` is a tool that was left out."""
        return "error" if self.code in LEAVES_OUT else "warning"


@dataclass(frozen=True)
class Candidate:
    """A definition that was found in a source, not yet read."""

    name: str
    place: str
    read: Callable[[], Tool]
    """Raises BrokenToolError."""
    origin: str = ""
    """The server that the tool belongs to, where the source names one."""


@dataclass(frozen=True)
class Reading:
    tools: Toolset
    findings: tuple[ToolFinding, ...] = ()

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Name and place of each tool that was left out."""
        return tuple(dict.fromkeys((finding.tool, finding.place) for finding in self.errors))

    @property
    def errors(self) -> tuple[ToolFinding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "error")

    def of(self, tool: str) -> Iterable[ToolFinding]:
        return (finding for finding in self.findings if finding.tool == tool)
