"""What a teacher model is told about a row: instructions for its category, then what to write, then the brief.

The texts are the data files of `prompts/`; a template's own `prompt` takes the place of its category's text. What is the same for
all rows of a template stands first, so that a server that caches beginnings of prompts can.
"""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import SandboxedEnvironment

from callwright.errors import TemplateError
from callwright.generator.plan import PlanRow
from callwright.generator.rules.planned import STATING
from callwright.generator.teachers.brief import brief_of, fenced, key_of
from callwright.templates.naming import words_of
from callwright.templates.scenario import PlannedCall, Scenario, Turn
from callwright.templates.yaml_file import read_yaml
from callwright.tools.values.value import Value

OURS = Path(__file__).with_name("prompts")
Message = dict[str, Any]


class Prompts:
    def __init__(self, folder: Path = OURS) -> None:
        self._jinja = SandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=False)
        self._texts = {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*.*"))}
        self._instructions = self._jinja.from_string(self._texts["instructions.j2"])
        self._request = self._jinja.from_string(self._texts["request.j2"])
        self._words: Mapping[str, Any] = read_yaml(folder / "turns.yaml")
        self._told: dict[tuple[str, str, str, str], str] = {}

    @cached_property
    def version(self) -> str:
        """Hash (12 hex digits) of all texts. A template's own prompt belongs to the template and its version."""
        return hashlib.sha256(repr(sorted(self._texts.items())).encode()).hexdigest()[:12]

    def messages(self, row: PlanRow) -> list[Message]:
        """Instructions and task; the task ends with the brief."""
        return [{"role": "system", "content": self._system(row.scenario)}, {"role": "user", "content": self._task(row)}]

    def _system(self, scenario: Scenario) -> str:
        key = (scenario.template, scenario.category, scenario.fault, scenario.prompt)
        if key not in self._told:
            self._told[key] = self._instructions.render(kind=self._kind(scenario))
        return self._told[key]

    def _kind(self, scenario: Scenario) -> str:
        """The category's text, or the template's own; both may name `category`, `pattern` and `fault`."""
        source = scenario.prompt or self._texts.get(f"kinds/{scenario.category}.j2", "")
        try:
            text: Template = self._jinja.from_string(source)
            return text.render(category=scenario.category, pattern=scenario.pattern, fault=scenario.fault).strip()
        except JinjaError as error:
            raise TemplateError(f"{scenario.template}: its prompt cannot be rendered: {error}") from None

    def _task(self, row: PlanRow) -> str:
        scenario = row.scenario
        failed = next((turn for turn in reversed(scenario.turns) if turn.role == "tool"), None)
        final = failed is not None and failed.says != "result"
        return self._request.render(
            turns=[self._turn(scenario, index) for index in scenario.open_turns],
            style=self._words["styles"].get(row.style, row.style),
            today=scenario.today.isoformat() if scenario.today else "",
            weekday=scenario.today.strftime("%A") if scenario.today else "",
            refused=failed.says.replace("_", " ") if final and failed else "",
            brief=fenced(brief_of(row)),
        )

    def _turn(self, scenario: Scenario, index: int) -> dict[str, Any]:
        turn = scenario.turns[index]
        asks = turn.role == "user" and turn.says in STATING
        values = [value for call in distinct(turn.calls) for value in call.values] if asks else []
        references = [call.reference for call in distinct(turn.calls) if call.reference] if asks else []
        told = "; ".join([self._kind_of_turn(turn), *self._layout(turn)])
        return {
            "key": key_of(index),
            "role": turn.role,
            "told": told.replace("{values}", self._words["values" if values or references else "no_values"]),
            "values": [{"name": _name(value), "surface": value.surface} for value in values],
            "references": [{"name": _name(value), "told": self._words["references"].get(value.form, "")} for value in references],
        }

    def _layout(self, turn: Turn) -> list[str]:
        """How a request is laid out, and what it makes its last call depend on; of an answer, that it was not met."""
        words, condition = self._words, turn.condition
        if turn.role == "assistant":
            return [words["unmet"]] if condition and not condition.holds else []
        told = [words["shapes"][turn.shape]] if turn.shape in words["shapes"] else []
        told += [words["joints"][joint] for joint in dict.fromkeys(turn.joints) if not (condition and len(turn.joints) == 1)]
        if condition:
            text = str(words["conditions"][condition.kind])
            told.append(text.replace("{name}", " ".join(words_of(condition.name))).replace("{value}", condition.surface))
        return told

    def _kind_of_turn(self, turn: Turn) -> str:
        kinds = self._words["turns"]
        general = f"{turn.role}.{turn.says}"
        return str(kinds.get(f"{general}.{turn.to}") or kinds.get(general) or turn.says.replace("_", " "))


def distinct(calls: tuple[PlannedCall, ...]) -> list[PlannedCall]:
    """One call for each role: a loop asks once for what is then done to each element."""
    return list({(call.role, call.tool.name): call for call in calls}.values())


def _name(value: Value) -> str:
    """As a person would say it, which the parameter's name mostly is."""
    return " ".join(words_of(value.path))
