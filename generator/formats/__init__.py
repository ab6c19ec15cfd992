"""JSON lines forms: what other programs write and read, to traces and back."""

from collections.abc import Mapping

from callwright.errors import InputError
from callwright.generator.formats.anthropic import ANTHROPIC, ANTHROPIC_SYSTEM
from callwright.generator.formats.chat import OPENAI, OPENAI_SYSTEM
from callwright.generator.formats.decisions import PROMPT_COMPLETION
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.hermes import HERMES, HERMES_SYSTEM
from callwright.generator.formats.preference import PREFERENCE
from callwright.generator.formats.sharegpt import SHAREGPT, SHAREGPT_SYSTEM
from callwright.generator.formats.trl import TRL, TRL_SYSTEM
from callwright.generator.formats.xlam import XLAM, XLAM_SYSTEM

_PARTICULAR = (
    PREFERENCE, PROMPT_COMPLETION, ANTHROPIC_SYSTEM, TRL_SYSTEM, OPENAI_SYSTEM, SHAREGPT_SYSTEM, HERMES_SYSTEM, XLAM_SYSTEM,
    ANTHROPIC, TRL, OPENAI, HERMES, SHAREGPT, XLAM,
)  # fmt: skip
"""The more particular before the more general: a line is taken for the first form that recognises it."""
_LISTED = (
    OPENAI, ANTHROPIC, HERMES, SHAREGPT, XLAM, TRL, PROMPT_COMPLETION, PREFERENCE,
    OPENAI_SYSTEM, ANTHROPIC_SYSTEM, HERMES_SYSTEM, SHAREGPT_SYSTEM, XLAM_SYSTEM, TRL_SYSTEM,
)  # fmt: skip

FORMS: Mapping[str, Form] = {form.name: form for form in _LISTED}


def recognised(line: Line) -> Form | None:
    """The form of a line, by its content."""
    return next((form for form in _PARTICULAR if form.recognises(line)), None)


def form_named(name: str, option: str) -> Form:
    """InputError for a name that is no form's."""
    if name not in FORMS:
        raise InputError(f"{option} {name!r}: no such form; there is {', '.join(FORMS)}")
    return FORMS[name]
