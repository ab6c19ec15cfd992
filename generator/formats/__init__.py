"""JSON lines forms: what other programs write and read, to traces and back."""

from collections.abc import Mapping

from callwright.generator.formats.anthropic import ANTHROPIC
from callwright.generator.formats.chat import OPENAI
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.hermes import HERMES
from callwright.generator.formats.sharegpt import SHAREGPT
from callwright.generator.formats.trl import TRL
from callwright.generator.formats.xlam import XLAM

FORMS: Mapping[str, Form] = {form.name: form for form in (ANTHROPIC, TRL, OPENAI, HERMES, SHAREGPT, XLAM)}
"""By name, the more particular before the more general: a line is taken for the first form that recognises it."""


def recognised(line: Line) -> Form | None:
    """The form of a line, by its content."""
    return next((form for form in FORMS.values() if form.recognises(line)), None)
