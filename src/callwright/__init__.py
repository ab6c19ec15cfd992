"""Turns a few tool definitions into a small model that calls them.

>>> import callwright
>>> tools = callwright.load_tools("tools/office.json")
>>> [finding.code for finding in callwright.check_call(callwright.ToolCall("get_weather", {}), tools)]
['CW203']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from callwright.generator.generate import generate as generate
    from callwright.generator.rules import judge as judge
    from callwright.pipeline import run as run
    from callwright.tools.call import Finding as Finding
    from callwright.tools.call import ToolCall as ToolCall
    from callwright.tools.checks import check_call as check_call
    from callwright.tools.guard import guard as guard
    from callwright.tools.load import load_tools as load_tools
    from callwright.tools.tool import Tool as Tool
    from callwright.tools.tool import Toolset as Toolset

__version__ = "0.1.0"

_HOME = {
    "Finding": "callwright.tools.call",
    "Tool": "callwright.tools.tool",
    "ToolCall": "callwright.tools.call",
    "Toolset": "callwright.tools.tool",
    "check_call": "callwright.tools.checks",
    "generate": "callwright.generator.generate",
    "guard": "callwright.tools.guard",
    "judge": "callwright.generator.rules",
    "load_tools": "callwright.tools.load",
    "run": "callwright.pipeline",
}

__all__ = [*sorted(_HOME), "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'callwright' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__
