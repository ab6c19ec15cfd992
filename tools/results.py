"""Result schemas that nobody stated, inferred from the toolset and marked as inferred.

Tools about one noun share a record: `create_task`, `update_task` and `get_task` return a task, `list_tasks` an array of tasks,
where a task has their parameters and an id. A verb that makes or finds no record returns a status.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from callwright.errors import ToolsError
from callwright.tools.naming import STEERING, VERBS, noun, verb, words
from callwright.tools.tool import JsonSchema, Tool

STATUS: JsonSchema = {"type": "string", "enum": ["ok"]}
RECORD_VERBS = VERBS["records"] | VERBS["lists"]


def with_results(tools: Sequence[Tool], overrides: Mapping[str, JsonSchema]) -> list[Tool]:
    """The tools, each with a result schema: the user's from `overrides`, else its own, else an inferred one.

    Raises ToolsError on an override for a tool that is not there.
    """
    if unknown := overrides.keys() - {tool.name for tool in tools}:
        raise ToolsError(f"a result schema is given for {', '.join(sorted(unknown))}, but no tool has that name")
    records = _records(tools)
    return [_with_result(tool, overrides, records) for tool in tools]


def _with_result(tool: Tool, overrides: Mapping[str, JsonSchema], records: Mapping[str, JsonSchema]) -> Tool:
    if tool.name in overrides:
        return replace(tool, result=overrides[tool.name], result_inferred=False)
    if tool.result is not None and not tool.result_inferred:
        return tool
    return replace(tool, result=inferred(tool, records), result_inferred=True)


def inferred(tool: Tool, records: Mapping[str, JsonSchema]) -> JsonSchema:
    """`records`: fields by noun, as `_records` collects them."""
    does, about = verb(tool.name), noun(tool.name)
    if does in VERBS["computes"]:
        return _object({"result": {"type": "number"}}, ["result"])
    if does not in RECORD_VERBS:
        ids = {name: schema for name, schema in tool.properties.items() if _is_id(name)}
        return _object({**ids, "status": STATUS}, ["status"])
    fields = records[about]
    record = _object(fields, [name for name in fields if _is_id(name)][:1])
    return {"type": "array", "items": record} if does in VERBS["lists"] else record


def _records(tools: Iterable[Tool]) -> dict[str, JsonSchema]:
    """Noun -> the fields its tools' parameters name, the id first."""
    records: dict[str, JsonSchema] = {}
    for tool in tools:
        if verb(tool.name) in RECORD_VERBS:
            fields = records.setdefault(noun(tool.name), {})
            for name, schema in tool.properties.items():
                if name not in STEERING:
                    fields.setdefault(name, {key: value for key, value in schema.items() if key != "default"})
    return {about: _id_first(about, fields) for about, fields in records.items()}


def _id_first(about: str, fields: JsonSchema) -> JsonSchema:
    own = next((name for name in fields if words(name) in (["id"], [*about.split("_"), "id"])), None)
    if own is None:
        return {"id": {"type": "string"}, **fields}
    return {own: fields[own], **fields}


def _is_id(name: str) -> bool:
    return words(name)[-1:] == ["id"]


def _object(properties: JsonSchema, required: list[str]) -> JsonSchema:
    return {"type": "object", "properties": properties, "required": required}
