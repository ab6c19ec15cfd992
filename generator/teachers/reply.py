"""What a teacher model has to reply: a model with a text for each open turn, from the template's turns and the tools' schemas.

Made once for each template and its tools, not for each request: building a schema takes 2 ms, using it again nothing. Every
sentence of it that a teacher reads is in `prompts/replies.yaml`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model

from callwright.generator.plan import PlanRow
from callwright.generator.teachers.brief import index_of, key_of
from callwright.templates.naming import words_of
from callwright.templates.scenario import Turn
from callwright.templates.slots import fill_slots
from callwright.tools.tool import Tool

NAME = "words"
"""Of the schema and of the tool that a server without schemas is given."""
OBJECT = re.compile(r"\{.*\}", re.DOTALL)
LONGEST = 4000
"""Characters of a turn; longer ones are a model that does not stop."""
DESCRIBED = 12
"""Parameters of a tool that a description lists."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]


class Notes(BaseModel):
    """What is told about the form of a reply, and what is said to one that does not do: `prompts/replies.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hand_in: str
    """Of the tool that a server without schemas is given."""
    request: str
    parameters: str
    user: str
    assistant: str
    broken: str
    malformed: str
    no_object: str
    refused: str
    again: str


class Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def texts(self) -> dict[int, str]:
        return {index_of(key): text for key, text in self.__dict__.items()}


@dataclass(frozen=True)
class Form:
    """How a reply has to look: for us as a model, for the server as a schema."""

    model: type[Reply]
    schema: Mapping[str, Any]
    notes: Notes

    def read(self, text: str | None) -> Reply | str:
        """The reply in a text, or what is wrong with it. A fence or a sentence around the object does no harm."""
        found = OBJECT.search(text or "")
        if found is None:
            return fill_slots(self.notes.malformed, {"problems": self.notes.no_object})
        try:
            return self.model.model_validate_json(found.group())
        except ValidationError as error:
            problems = [f"{'.'.join(map(str, what['loc']))}: {what['msg']}".removeprefix(": ") for what in error.errors()[:3]]
            return fill_slots(self.notes.malformed, {"problems": "; ".join(problems)})


class Forms:
    """The forms made so far."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._made: dict[tuple[Any, ...], Form] = {}

    def of(self, row: PlanRow) -> Form:
        turns = [(index, row.scenario.turns[index]) for index in row.scenario.open_turns]
        key = (
            row.template,
            *((index, turn.role, turn.says, tuple(call.tool.name for call in turn.calls)) for index, turn in turns),
        )
        if key not in self._made:
            self._made[key] = _form(turns, self._notes)
        return self._made[key]


def _form(turns: list[tuple[int, Turn]], notes: Notes) -> Form:
    fields: dict[str, Any] = {key_of(index): (Text, Field(description=_told(turn, notes))) for index, turn in turns}
    model = create_model(NAME, __base__=Reply, **fields)
    properties = {key: {"type": "string", "description": field.description} for key, field in model.model_fields.items()}
    schema = {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
    return Form(model, schema, notes)


def _told(turn: Turn, notes: Notes) -> str:
    """What belongs there, from the tools' own schemas: strict servers show the model nothing but this."""
    if turn.role == "user" and turn.says == "request":
        tools = {call.tool.name: call.tool for call in turn.calls}
        parameters = " ".join(_asked(tool, notes) for tool in tools.values())
        return fill_slots(notes.request, {"parameters": parameters}).strip()
    return fill_slots(notes.user if turn.role == "user" else notes.assistant, {"kind": turn.says.replace("_", " ")})


def _asked(tool: Tool, notes: Notes) -> str:
    properties: Mapping[str, Any] = tool.parameters.get("properties", {})
    said = [_parameter(name, schema) for name, schema in list(properties.items())[:DESCRIBED]]
    return fill_slots(notes.parameters, {"listed": ", ".join(said)}) if said else ""


def _parameter(name: str, schema: Any) -> str:
    description = str(schema.get("description", "")).strip().rstrip(".") if isinstance(schema, dict) else ""
    return f"{' '.join(words_of(name))} ({description})" if description else " ".join(words_of(name))
