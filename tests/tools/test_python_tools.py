"""Typed functions and Pydantic models as tools: schema, descriptions, execution, and validators that JSON Schema cannot hold."""

import asyncio
from collections.abc import Callable
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from callwright.errors import ToolsError
from callwright.tools.call import ToolCall
from callwright.tools.checks import check_call
from callwright.tools.load import load_tools, read_tools


class Priority(Enum):
    LOW = "low"
    HIGH = "high"


class Place(BaseModel):
    street: str = Field(description="Street and number")
    parts: list["Place"] = []


class Booking(BaseModel):
    """Book a room.

    Attributes:
        room: Which room.
        first: First night.
    """

    model_config = ConfigDict(extra="forbid")

    room: Literal["small", "large"]
    first: date
    last: date
    guests: int = Field(2, ge=1, le=4, description="How many people.")

    @field_validator("guests")
    @classmethod
    def _even(cls, guests: int) -> int:
        if guests == 3:
            raise ValueError("three do not fit")
        return guests

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Booking":
        if self.last <= self.first:
            raise ValueError("the last night is not after the first")
        return self


def plan_trip(
    title: str,
    start: date,
    place: Place,
    priority: Priority = Priority.LOW,
    mode: Literal["train", "bus"] = "train",  # noqa: ARG001
    days: Annotated[int, Field(ge=1, le=30)] = 3,
    note: str | None = None,  # noqa: ARG001
    tags: Annotated[list[str], "labels"] = [],  # noqa: B006
) -> dict[str, Any]:
    """Plan a trip.

    It is only planned, not booked.

    Args:
        title: What it is called.
        start: First day.

    Returns:
        The plan.
    """
    return {"title": title, "start": start, "street": place.street, "priority": priority, "days": days, "tags": tags}


def test_a_signature_becomes_a_schema_and_its_docstring_the_descriptions() -> None:
    tool = load_tools(plan_trip)["plan_trip"]

    assert tool.description == "Plan a trip.\n\nIt is only planned, not booked."
    assert tool.required == ("title", "start", "place")
    assert tool.parameters["additionalProperties"] is False
    assert tool.parameters["properties"] == {
        "title": {"type": "string", "description": "What it is called."},
        "start": {"type": "string", "format": "date", "description": "First day."},
        "place": {"$ref": "#/$defs/Place"},
        "priority": {"$ref": "#/$defs/Priority", "default": "low"},
        "mode": {"type": "string", "enum": ["train", "bus"], "default": "train"},
        "days": {"type": "integer", "minimum": 1, "maximum": 30, "default": 3},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "tags": {"type": "array", "items": {"type": "string"}, "default": [], "description": "labels"},
    }
    assert tool.properties["priority"]["enum"] == ["low", "high"]
    assert tool.properties["place"]["properties"]["street"] == {"type": "string", "description": "Street and number"}


def numpy_style(city: str) -> str:
    """Tell the weather.

    Parameters
    ----------
    city : str
        Where to look.
    """
    return city


def rest_style(city: str) -> str:
    """Tell the weather.

    :param city: Where to look.
    """
    return city


@pytest.mark.parametrize("function", [numpy_style, rest_style])
def test_other_docstring_styles_are_read(function: Callable[[str], str]) -> None:
    tool = load_tools(function)[function.__name__]

    assert tool.description == "Tell the weather."
    assert tool.properties["city"]["description"] == "Where to look."


def test_a_return_annotation_is_the_stated_result() -> None:
    def find() -> list[Place]:
        return []

    tool = load_tools(find)["find"]

    assert not tool.result_inferred
    assert tool.result is not None
    assert tool.result["items"] == {"$ref": "#/$defs/Place"}


def test_a_function_is_executed_with_the_values_it_declares_and_returns_json() -> None:
    implementation = load_tools(plan_trip)["plan_trip"].implementation
    assert implementation is not None

    result = implementation(title="Rome", start="2026-11-20", place={"street": "Via 1"}, priority="high")

    assert result == {"title": "Rome", "start": "2026-11-20", "street": "Via 1", "priority": "high", "days": 3, "tags": []}


def test_an_async_function_is_executed_to_its_end() -> None:
    async def wait(seconds: float) -> float:
        await asyncio.sleep(0)
        return seconds

    implementation = load_tools(wait)["wait"].implementation
    assert implementation is not None
    assert implementation(seconds=0.5) == 0.5


def test_a_method_is_a_tool_without_self() -> None:
    class Counter:
        def count(self, step: int) -> int:
            return step

    assert list(load_tools(Counter().count)["count"].properties) == ["step"]


def test_a_model_becomes_a_tool_of_its_name() -> None:
    tool = load_tools(Booking)["Booking"]

    assert tool.description == "Book a room."
    assert tool.required == ("room", "first", "last")
    assert tool.properties["room"] == {"type": "string", "enum": ["small", "large"], "description": "Which room."}
    assert tool.properties["guests"]["description"] == "How many people."
    assert tool.parameters["additionalProperties"] is False


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"guests": 3}, "arguments.guests", "three do not fit"),
        ({"last": "2026-11-20"}, "arguments", "the last night is not after the first"),
    ],
)
def test_validators_of_a_model_are_run_by_the_checks(changes: dict[str, Any], path: str, said: str) -> None:
    tools = load_tools(Booking)
    arguments = {"room": "small", "first": "2026-11-20", "last": "2026-11-22", **changes}

    [finding] = check_call(ToolCall("Booking", arguments), tools)

    assert (finding.code, finding.path) == ("CW211", path)
    assert said in finding.message


def test_a_model_that_accepts_gives_no_finding() -> None:
    arguments = {"room": "small", "first": "2026-11-20", "last": "2026-11-22"}

    assert check_call(ToolCall("Booking", arguments), load_tools(Booking)) == []


def test_the_json_schema_speaks_before_the_model_is_asked() -> None:
    arguments = {"room": "small", "first": "20 November", "last": "2026-11-22", "guests": "3"}

    codes = [finding.code for finding in check_call(ToolCall("Booking", arguments), load_tools(Booking))]

    assert codes == ["CW206", "CW204"]


def positional(a: int, /, b: int) -> None: ...
def variable(*values: int) -> None: ...
def socket(connection: Callable[[], None]) -> None: ...


@pytest.mark.parametrize("function", [positional, variable, socket])
def test_a_function_that_cannot_be_called_with_json_by_name_is_left_out_with_the_reason(function: Callable[..., None]) -> None:
    [finding] = read_tools(function).errors

    assert finding.code == "CW001"
    assert finding.tool == function.__name__


def test_names_are_imported_from_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_agent_tools.py").write_text(
        "def ping(host: str) -> bool:\n    'Ping.'\n    return True\n\nTOOLS = [ping, {'name': 'pong'}]\n", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))

    assert list(load_tools("my_agent_tools:ping")) == ["ping"]
    assert list(load_tools("my_agent_tools:TOOLS")) == ["ping", "pong"]
    with pytest.raises(ToolsError, match="cannot be imported"):
        load_tools("my_agent_tools:missing")
