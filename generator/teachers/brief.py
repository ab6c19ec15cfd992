"""The brief: what a teacher model has to know to write the words of one planned row, as the JSON that ends its prompt.

{"row": {"plan_id": "8a1f...", "category": "single_call", "tool": "move_task", "style": "terse", ...}, "today": "2026-11-20",
 "tools": {"move_task": "Change when a task is due."}, "offered": ["get_weather", "move_task"],
 "calls": [{"tool": "move_task",
            "states": [{"parameter": "due_date", "say": "next Monday", "form": "date:next_weekday", "kind": "due_date"}],
            "leaves_out": ["priority", "assignee"]}],
 "turns": [{"role": "user", "says": "request", "about": [0]}, {"role": "assistant", "calls": ["move_task"]},
           {"role": "tool", "tool": "move_task", "returns": {"id": "task_4", "due_date": "2026-11-23"}},
           {"role": "assistant", "says": "answer", "about": [0], "results": [2]}],
 "open_turns": [{"key": "turn_0", "role": "user", "says": "request"}, {"key": "turn_3", "role": "assistant", "says": "answer"}]}

A value stands here as the user says it, never as it is passed: a teacher that saw `2026-11-23` would write it. What tools
return stands as it is, since answers report it. The reply is one object with exactly the keys of the open turns, each its text.

Client and `callwright mock-teacher` share this: from the brief alone the offline teacher writes what it writes from the row.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from callwright.generator.plan import PlanRow
from callwright.templates.scenario import Condition, PlannedCall, Scenario, Turn
from callwright.tools.tool import Tool
from callwright.tools.values.value import Value

Brief = dict[str, Any]
OPENS = "```json\n"
FIELDS = ("plan_id", "category", "tool", "template", "pattern", "fault", "style", "side", "twin_of")
"""Of the row; its position says nothing about its words."""


def brief_of(row: PlanRow) -> Brief:
    """The row as a teacher model reads it; holds nothing but JSON's own types."""
    scenario, calls = row.scenario, _Calls()
    turns = [_turn(turn, scenario.turns[:index], calls) for index, turn in enumerate(scenario.turns)]
    return {
        "row": {name: getattr(row, name) for name in FIELDS},
        "today": scenario.today.isoformat() if scenario.today else None,
        "tools": {tool.name: tool.description for tool in _described(row)},
        "parameters": _parameters(scenario.turns),
        "offered": [tool.name for tool in scenario.offered],
        "calls": calls.described,
        "turns": turns,
        "open_turns": [
            {"key": key_of(index), "role": scenario.turns[index].role, "says": scenario.turns[index].says}
            for index in scenario.open_turns
        ],
    }


def key_of(index: int) -> str:
    """The name of an open turn in a reply."""
    return f"turn_{index}"


def index_of(key: str) -> int:
    return int(key.removeprefix("turn_"))


def fenced(brief: Brief) -> str:
    """The block that ends a prompt. JSON has no raw line breaks, so no value can close it."""
    return f"{OPENS}{json.dumps(brief, ensure_ascii=False)}\n```"


def read_brief(prompt_text: str) -> Brief | None:
    """The last fenced JSON block of a prompt; None where there is none, or where it is not a brief."""
    block = last_block(prompt_text)
    try:
        brief = json.loads(block)
    except ValueError:
        return None
    return brief if isinstance(brief, dict) and "open_turns" in brief else None


def last_block(prompt_text: str) -> str:
    """What stands between the last line "```json" and the next "```"; empty where there is no such line."""
    start = f"\n{prompt_text}".rfind(f"\n{OPENS}")
    if start < 0:
        return ""
    start += len(OPENS)
    return prompt_text[start : prompt_text.find("\n```", start)]


def row_of(brief: Brief) -> PlanRow:
    """The row as far as its words need it: tools without parameters, surface forms in the place of the arguments.

    Raises KeyError, TypeError or ValueError on a brief that `brief_of` did not make.
    """
    names = [*brief["tools"], *brief["offered"]]
    tools = {name: Tool(name, brief["tools"].get(name, ""), _schema(brief["parameters"].get(name, {}))) for name in names}
    calls = [_read_call(call, tools) for call in brief["calls"]]
    turns: list[Turn] = []
    for turn in brief["turns"]:
        turns.append(_read_turn(turn, calls, turns, tools))
    row = brief["row"]
    today = date.fromisoformat(brief["today"]) if brief["today"] else None
    offered = tuple(tools[name] for name in brief["offered"])
    scenario = Scenario(row["template"], row["category"], row["pattern"], row["fault"], today, offered, tuple(turns))
    return PlanRow(position=0, scenario=scenario, **{name: row[name] for name in FIELDS})


def _parameters(turns: Sequence[Turn]) -> dict[str, Any]:
    """Of the tools called: what they cannot do without, and of what is asked for the few values there are, as they are said."""
    told: dict[str, Any] = {call.tool.name: {"required": list(call.tool.required)} for turn in turns for call in turn.calls}
    for call in (call for turn in turns if turn.to == "missing" for call in turn.calls):
        members = {value.path: call.tool.properties[value.path].get("enum", ()) for value in call.values}
        told[call.tool.name]["asked_for"] = {
            path: [str(member).replace("_", " ") for member in listed if member is not None] for path, listed in members.items()
        }
    return told


def _schema(told: Mapping[str, Any]) -> dict[str, Any]:
    asked = {path: {"enum": members} if members else {} for path, members in told.get("asked_for", {}).items()}
    return {"type": "object", "properties": asked, "required": told.get("required", [])}


def _described(row: PlanRow) -> Sequence[Tool]:
    """Tools the words are about. Where no tool is for them that is all; else fifty descriptions would be paid for nothing."""
    called = [call.tool for turn in row.scenario.turns for call in turn.calls]
    misses = row.category == "no_call" or any(turn.says in ("unrelated", "near_miss") for turn in row.scenario.turns)
    return [*called, *row.scenario.offered] if misses else called


@dataclass
class _Calls:
    """The calls that turns speak of, each once."""

    described: list[dict[str, Any]] = field(default_factory=list)

    def place(self, call: dict[str, Any]) -> int:
        if call not in self.described:
            self.described.append(call)
        return self.described.index(call)


def _turn(turn: Turn, before: Sequence[Turn], calls: _Calls) -> dict[str, Any]:
    if turn.role == "tool":
        returned = {"role": "tool", "tool": turn.calls[0].tool.name, "returns": turn.results[0]}
        return returned if turn.says == "result" else {**returned, "fault": turn.says}
    if turn.role == "assistant" and turn.says == "call":
        made = {"role": "assistant", "calls": [call.tool.name for call in turn.calls]}
        return made if turn.weight else {**made, "wrong": True}
    told = {
        "to": turn.to,
        "about": [calls.place(_call(call, turn.role == "assistant", "near_miss" in (turn.says, turn.to))) for call in turn.calls],
        "results": [_place(result, before) for result in turn.results] if turn.role == "assistant" else [],
        "text": turn.content,
        "shape": turn.shape if turn.shape != "plain" else "",
        "joints": list(turn.joints),
        "condition": asdict(turn.condition) if turn.condition else None,
        "options": list(turn.options),
        "chosen": turn.chosen,
    }
    return {"role": turn.role, "says": turn.says, **{name: what for name, what in told.items() if what}}


def _call(call: PlannedCall, answered: bool, chats: bool) -> dict[str, Any]:
    """As the user means it; once it was made (`answered`) also with what an earlier result gave it."""
    told = {
        "states": [
            {"parameter": value.path, "say": value.surface, "form": value.form, "kind": value.kind} for value in call.values
        ],
        "refers_to": {"parameter": call.reference.path, "form": call.reference.form, "kind": call.reference.kind}
        if call.reference
        else None,
        "given": call.given if answered else None,
        "leaves_out": [] if chats else _left_out(call),
    }
    return {"tool": call.tool.name, **{name: what for name, what in told.items() if what}}


def _left_out(call: PlannedCall) -> list[str]:
    """Parameters that the call lacks, so that no teacher makes the user state them."""
    stated = {*call.surfaces, *call.arguments, *([call.reference.path] if call.reference else [])}
    return [name for name in call.tool.properties if name not in stated]


def _place(result: Any, before: Sequence[Turn]) -> int:
    """The latest tool turn that returned it."""
    return next(
        place for place in reversed(range(len(before))) if before[place].role == "tool" and before[place].results[0] == result
    )


def _read_call(call: Mapping[str, Any], tools: Mapping[str, Tool]) -> PlannedCall:
    values = tuple(Value(said["parameter"], None, said["say"], said["form"], said["kind"]) for said in call.get("states", ()))
    to = call.get("refers_to")
    reference = Value(to["parameter"], None, "", to["form"], to["kind"]) if to else None
    arguments = {value.path: value.surface for value in values} | call.get("given", {})
    return PlannedCall("", tools[call["tool"]], arguments, values, "", reference)


def _read_turn(turn: Mapping[str, Any], calls: Sequence[PlannedCall], before: Sequence[Turn], tools: Mapping[str, Tool]) -> Turn:
    match turn:
        case {"role": "tool", "tool": name, "returns": result}:
            call = PlannedCall("", tools[name], {}, (), "")
            content = json.dumps(result, ensure_ascii=False)
            return Turn("tool", turn.get("fault", "result"), (call,), content, results=(result,))
        case {"role": "assistant", "calls": names}:
            made = tuple(PlannedCall("", tools[name], {}, (), "") for name in names)
            return Turn("assistant", "call", made, weight=0 if turn.get("wrong") else 1)
    about = tuple(calls[place] for place in turn.get("about", ()))
    results = tuple(before[place].results[0] for place in turn.get("results", ()))
    return Turn(
        turn["role"],
        turn["says"],
        about,
        turn.get("text"),
        to=turn.get("to", ""),
        results=results,
        shape=turn.get("shape", "plain"),
        joints=tuple(turn.get("joints", ())),
        condition=Condition(**turn["condition"]) if "condition" in turn else None,
        options=tuple(turn.get("options", ())),
        chosen=turn.get("chosen", 0),
    )
