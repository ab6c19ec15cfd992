"""The system message: ours, or the user's production prompt (`--system FILE`), rendered alike for training and for serving."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined
from jinja2 import TemplateError as JinjaError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import SandboxedEnvironment

from callwright.errors import InputError
from callwright.tools.tool import Tool

KEPT = 8192
"""Texts kept: those of three years' dates, with and without a confirmation, where the tools are not named."""
OURS = Path(__file__).with_name("system.j2")


class SystemText:
    """A Jinja template; it may name `today` (YYYY-MM-DD), `weekday`, `tools` (with name and description), `destructive` (names)."""

    def __init__(self, path: Path = OURS) -> None:
        try:
            source = path.read_text("utf-8").rstrip("\n")
            jinja = SandboxedEnvironment(undefined=StrictUndefined)
            self._template = jinja.from_string(source)
            self._names_tools = "tools" in find_undeclared_variables(jinja.parse(source))
            self._known = lru_cache(maxsize=KEPT)(self._rendered)
            self.render(date(2026, 11, 20), ())
        except (OSError, UnicodeDecodeError, JinjaError) as error:
            raise InputError(f"{path}: cannot be used as system text: {error}") from None
        self.source = source

    def render(self, today: date | None, tools: Sequence[Tool]) -> str:
        destructive = tuple(tool.name for tool in tools if tool.destructive)
        return self._known(today, tuple(tools) if self._names_tools else (), destructive)

    def _rendered(self, today: date | None, tools: tuple[Tool, ...], destructive: tuple[str, ...]) -> str:
        return self._template.render(
            today=today.isoformat() if today else "",
            weekday=today.strftime("%A") if today else "",
            tools=tools,
            destructive=list(destructive),
        )
