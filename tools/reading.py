"""What came of reading tools: those kept, and a finding for whatever was left out or looks wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from callwright.tools.call import Severity
from callwright.tools.tool import Tool, Toolset


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
    """One CW0xx thing about one tool, or about the toolset (`tool` is then `-`)."""

    tool: str
    code: str
    message: str
    place: str = ""
    """Where it was found: `servers.jsonl:12 tools[3] parameters.properties.unit`."""
    mend: str = ""
    """What to do about it."""
    severity: Severity = "warning"
    """An `error` is a tool that was left out."""


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
    def left_out(self) -> tuple[ToolFinding, ...]:
        """One finding a tool that was left out: the first error it has."""
        errors = [finding for finding in self.findings if finding.severity == "error"]
        return tuple({(finding.tool, finding.place.split(" parameters")[0]): finding for finding in reversed(errors)}.values())[::-1]
