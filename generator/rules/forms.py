"""CW1xx about the form of a line: which one it is, and whether the line is as the form has it."""

from callwright.generator.formats import FORMS, recognised
from callwright.generator.formats.form import Form, Line
from callwright.generator.rules.rule import Rule, register
from callwright.generator.trace import Trace
from callwright.tools.call import Finding


def form_of(line: Line) -> Form | Finding:
    """A line has a known form.

    The form is told by its members: `messages` (openai, anthropic, trl), `conversations` (hermes, sharegpt), `prompt` and `completion` (trl), `query` and `answers` (xlam).

    Blind spots: none known; `--from` forces a form.

    Bad: {"text": "What's the weather in Oslo?"}

    Good: {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
    """
    return recognised(line) or Finding("CW106", f"no known form; members: {', '.join(sorted(map(str, line))[:8]) or 'none'}")


def departures(line: Line, form: Form) -> list[Finding]:
    """Every member is of the type that the line's form has there.

    Loaders infer one type a column; a list where the others have text fails far from its cause.

    Blind spots: members that a form does not know are ignored.

    Bad: {"messages": [{"role": "bot", "content": 7}]}

    Good: {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
    """
    return [Finding("CW107", f"{form.name} form: {message}", path) for path, message in form.departures(line)]


register(Rule("CW106", form_of.__doc__ or "", "line"))
register(Rule("CW107", departures.__doc__ or "", "line"))


def read_trace(line: Line, form: Form | None = None) -> tuple[Form, Trace] | list[Finding]:
    """The trace on the line and the form it stands in, or why there is none."""
    known = form or form_of(line)
    if isinstance(known, Finding):
        return [known]
    return departures(line, known) or (known, known.parse(line))
