"""What a teacher model is told about a row: instructions for its category, then what to write, then the brief.

The texts are the data files of `prompts/`; those of the same name in a folder of the user's (`--prompts DIR`) take their place, and
a template's own `prompt` takes that of its category's text. What is the same for all rows of a template stands first, so that a
server that caches beginnings of prompts can.
"""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from callwright.errors import TemplateError
from callwright.generator.plan import PlanRow
from callwright.generator.rules.planned import STATING
from callwright.generator.teachers.brief import brief_of, fenced, key_of
from callwright.generator.teachers.reply import Notes
from callwright.templates.naming import words_of
from callwright.templates.scenario import PlannedCall, Scenario, Turn
from callwright.templates.slots import fill_slots
from callwright.templates.yaml_file import read_model
from callwright.tools.tool import Tool
from callwright.tools.values.value import Value

OURS = Path(__file__).with_name("prompts")
NEEDED = {"joints": ("then", "also", "mixed"), "conditions": ("any", "none", "is", "above", "below", "fails", "widen")}
DESCRIBED = 300
"""Characters of a tool's description that a wish is told by."""
Message = dict[str, Any]


class Wording(BaseModel):
    """What is told about each kind of open turn, style and way to refer to a result: `prompts/turns.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turns: Mapping[str, str]
    shapes: Mapping[str, str]
    joints: Mapping[str, str]
    conditions: Mapping[str, str]
    unmet: str
    shorter: str
    """Of a request beside one that says a value more; `longer`: one less."""
    longer: str
    values: str
    no_values: str
    styles: Mapping[str, str]
    references: Mapping[str, str]

    @field_validator("joints", "conditions")
    @classmethod
    def names_all(cls, told: Mapping[str, str], about: ValidationInfo) -> Mapping[str, str]:
        """What has no words of its own to be told by."""
        if missing := [name for name in NEEDED[str(about.field_name)] if name not in told]:
            raise ValueError(f"lacks {', '.join(missing)}")
        return told


class Prompts:
    def __init__(self, folder: Path | None = None) -> None:
        """`folder`: the user's own texts. TemplateError where one of them cannot be used."""
        files = {name: path for root in (OURS, folder) if root for name, path in _files(root).items()}
        if strange := set(files) - set(_files(OURS)):
            raise TemplateError(f"{files[min(strange)]}: is none of the prompts; they are {', '.join(_files(OURS))}")
        self._texts = {name: _read(path) for name, path in sorted(files.items())}
        self._jinja = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=False)
        self._files = files
        self._instructions, self._request = self._template("instructions.j2"), self._template("request.j2")
        self._wording = read_model(files["turns.yaml"], Wording)
        self.notes = read_model(files["replies.yaml"], Notes)
        self._told: dict[tuple[str, str, str, str], str] = {}

    def _template(self, name: str) -> Template:
        try:
            return self._jinja.from_string(self._texts[name])
        except JinjaError as error:
            raise TemplateError(f"{self._files[name]}: cannot be used as a prompt: {error}") from None

    @cached_property
    def version(self) -> str:
        """Hash (12 hex digits) of all texts. A template's own prompt belongs to the template and its version."""
        return hashlib.sha256(repr(sorted(self._texts.items())).encode()).hexdigest()[:12]

    def messages(self, row: PlanRow, beside: str = "") -> list[Message]:
        """Instructions and task; the task ends with the brief. `beside`: a request that says a value more or less (`network/pairs`)
        and is followed word for word but for that."""
        return [{"role": "system", "content": self._system(row.scenario)}, {"role": "user", "content": self._task(row, beside)}]

    def _system(self, scenario: Scenario) -> str:
        key = (scenario.template, scenario.category, scenario.fault, scenario.prompt)
        if key not in self._told:
            self._told[key] = self._rendered("instructions.j2", self._instructions, kind=self._kind(scenario))
        return self._told[key]

    def _kind(self, scenario: Scenario) -> str:
        """The category's text, or the template's own; both may name `category`, `pattern` and `fault`."""
        source = scenario.prompt or self._texts.get(f"kinds/{scenario.category}.j2", "")
        try:
            text: Template = self._jinja.from_string(source)
            return text.render(category=scenario.category, pattern=scenario.pattern, fault=scenario.fault).strip()
        except JinjaError as error:
            raise TemplateError(f"{scenario.template}: its prompt cannot be rendered: {error}") from None

    def _task(self, row: PlanRow, beside: str) -> str:
        scenario = row.scenario
        turns = [self._turn(scenario, index) for index in scenario.open_turns]
        if beside:
            like = self._wording.shorter if row.pattern == "missing_value" else self._wording.longer
            turns[0]["told"] += f"; {fill_slots(like, {'other': beside})}"
        failed = next((turn for turn in reversed(scenario.turns) if turn.role == "tool"), None)
        final = failed is not None and failed.says != "result"
        return self._rendered(
            "request.j2",
            self._request,
            turns=turns,
            style=self._wording.styles.get(row.style, row.style),
            today=scenario.today.isoformat() if scenario.today else "",
            weekday=scenario.today.strftime("%A") if scenario.today else "",
            refused=failed.says.replace("_", " ") if final and failed else "",
            brief=fenced(brief_of(row)),
        )

    def _rendered(self, name: str, template: Template, **told: Any) -> str:
        try:
            return template.render(**told)
        except JinjaError as error:
            raise TemplateError(f"{self._files[name]}: cannot be rendered: {error}") from None

    def _turn(self, scenario: Scenario, index: int) -> dict[str, Any]:
        turn = scenario.turns[index]
        asks = turn.role == "user" and turn.says in (*STATING, "near_miss")
        wishes = [self._wish(turn, call) for call in distinct(turn.calls)] if asks else []
        stated = any(wish["values"] or wish["references"] for wish in wishes)
        slots = {
            "values": self._wording.values if stated else self._wording.no_values,
            "options": "; ".join(turn.options),
            "chosen": turn.options[turn.chosen] if turn.options else "",
        }
        told = fill_slots("; ".join([self._kind_of_turn(turn), *self._layout(turn)]), slots)
        return {"key": key_of(index), "role": turn.role, "told": told, "wishes": wishes}

    def _wish(self, turn: Turn, call: PlannedCall) -> dict[str, Any]:
        """What a call does, where the turn asks for it and does not only speak of it, and what is said of it."""
        stated = turn.says in STATING
        references = [call.reference] if stated and call.reference else []
        return {
            "does": _does(call.tool) if turn.says in ("request", "near_miss") else "",
            "values": [{"name": _name(value), "surface": value.surface} for value in call.values if stated],
            "references": [{"name": _name(value), "told": self._wording.references.get(value.form, "")} for value in references],
        }

    def _layout(self, turn: Turn) -> list[str]:
        """How a request is laid out, and what it makes its last call depend on; of an answer, that it was not met."""
        wording, condition = self._wording, turn.condition
        if turn.role == "assistant":
            return [wording.unmet] if condition and not condition.holds else []
        told = [wording.shapes[turn.shape]] if turn.shape in wording.shapes else []
        if turn.joints and not (condition and len(turn.joints) == 1):
            told.append(wording.joints[turn.joints[0] if len(set(turn.joints)) == 1 else "mixed"])
        if condition:
            slots = {"name": " ".join(words_of(condition.name)), "value": condition.surface}
            told.append(fill_slots(wording.conditions[condition.kind], slots))
        return told

    def _kind_of_turn(self, turn: Turn) -> str:
        kinds = self._wording.turns
        general = f"{turn.role}.{turn.says}"
        return kinds.get(f"{general}.{turn.to}") or kinds.get(general) or turn.says.replace("_", " ")


def _files(folder: Path) -> dict[str, Path]:
    """The texts of a folder by their names in it."""
    if not folder.is_dir():
        raise TemplateError(f"{folder}: no such folder; --prompts takes one with prompts named as ours are")
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.*")) if path.is_file()}


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path}: cannot be read: {error}") from None


def distinct(calls: tuple[PlannedCall, ...]) -> list[PlannedCall]:
    """One call for each role: a loop asks once for what is then done to each element."""
    return list({(call.role, call.tool.name): call for call in calls}.values())


def _does(tool: Tool) -> str:
    """In the words of its maker, but for its name, which is not to be said."""
    described = " ".join(tool.description.split())[:DESCRIBED]
    return described.replace(tool.name, " ".join(words_of(tool.name))) or " ".join(words_of(tool.name))


def _name(value: Value) -> str:
    """As a person would say it, which the parameter's name mostly is."""
    return " ".join(words_of(value.path))
