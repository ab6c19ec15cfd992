"""How a trace opens: what its first decision could be guessed from without understanding it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callwright.store.database import Store

OPENINGS = Path(__file__).with_name("openings.sql").read_text("utf-8")
CALLED = "SELECT DISTINCT call.tool FROM call JOIN kept_trace USING (trace_id) WHERE run_id = ? ORDER BY call.tool"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Opening:
    phrasing: str
    category: str
    act: str
    """The first decision's."""
    tool: str
    """Called by it; of several the first, `-` where none is."""
    style: str
    system: str
    request: str
    """What the user has said before it."""
    offered: tuple[str, ...]
    absent: tuple[str, ...]
    """Tools that other traces of the run call and this one is not offered."""


def read_openings(store: Store, run_id: str) -> list[Opening]:
    """Of the kept traces of a run; one without a decision has none."""
    called = [row["tool"] for row in store.rows(CALLED, [run_id])]
    found = (_opening(row, called) for row in store.rows(OPENINGS, {"run_id": run_id}))
    return [opening for opening in found if opening]


def _opening(row: Mapping[str, Any], called: Sequence[str]) -> Opening | None:
    messages = json.loads(row["messages"])
    before: list[Mapping[str, Any]] = []
    for message in messages:
        if message["role"] == "assistant":
            calls = message.get("tool_calls", ())
            return Opening(
                phrasing=row["phrasing"],
                category=row["category"],
                act=message["act"],
                tool=calls[0]["name"] if calls else "-",
                style=row["style"],
                system=_said(before, "system"),
                request=_said(before, "user"),
                offered=tuple(row["offered"]),
                absent=tuple(name for name in called if name not in row["offered"]),
            )
        before.append(message)
    return None


def _said(messages: Sequence[Mapping[str, Any]], role: str) -> str:
    return "\n".join(message["content"] or "" for message in messages if message["role"] == role)


Features = dict[str, str]
"""Name of a surface feature -> its value; two rows are alike in it where the values are equal."""


def tool_count(opening: Opening) -> Features:
    return {"tools offered": str(len(opening.offered))}


def tools_offered(opening: Opening) -> Features:
    return dict.fromkeys(opening.offered, "offered") | dict.fromkeys(opening.absent, "not offered")


def style(opening: Opening) -> Features:
    return {"style": opening.style}


def opener(opening: Opening) -> Features:
    words = _words(opening.request)
    return {"first word": words[0], "first two words": " ".join(words[:2])}


def closer(opening: Opening) -> Features:
    words = _words(opening.request)
    return {"last word": words[-1], "last two words": " ".join(words[-2:])}


def marks(opening: Opening) -> Features:
    """Case and punctuation."""
    request = opening.request.strip()
    return {
        "ends with": request[-1:] if not request[-1:].isalnum() else "no mark",
        "begins with": "a capital" if request[:1].isupper() else "no capital",
        "commas": str(min(request.count(","), 3)),
        "question marks": str(min(request.count("?"), 2)),
    }


def length(opening: Opening) -> Features:
    """In steps of a third: 6, 8, 10, 13, 17, 22, ... words or characters."""
    return {"words up to": _step(len(_words(opening.request))), "characters up to": _step(len(opening.request))}


def system_text(opening: Opening) -> Features:
    return {
        "system text": "none" if not opening.system else "dated" if _DATE.search(opening.system) else "undated",
        "system text but for the date": _DATE.sub("DATE", opening.system).partition("Today is")[0] + str(len(opening.system)),
    }


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)] or [""]


def _step(size: int) -> str:
    bound = 6
    while bound < size:
        bound += max(bound // 3, 1)
    return str(bound)
