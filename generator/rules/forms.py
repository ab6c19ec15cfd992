"""CW1xx about the form of a line: which one it is, and whether the line is as the form has it."""

from dataclasses import dataclass

from callwright.generator.formats import recognised
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.repair import repaired
from callwright.generator.rules.nesting import MAX_DEPTH, nested_deeper
from callwright.generator.rules.rule import Rule, register
from callwright.generator.trace import Trace
from callwright.tools.call import Finding


def form_of(line: Line) -> Form | Finding:
    """A line has a known form.

    The form is told by its members: `messages` (openai, anthropic, trl), `conversations` (hermes, sharegpt), `prompt` and
    `completion` (trl), `query` and `answers` (xlam).

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
    mend = f"docs/formats.md shows a line of the form {form.name}; --from names another"
    return [Finding("CW107", f"{form.name} form: {message}", path, mend=mend) for path, message in form.departures(line)]


def unlike_the_form(line: Line, form: Form) -> list[Finding]:
    """A line is written as its form writes it: `--fix` repairs what is not.

    Content "" where the form has null, objects where it has JSON text, call ids that are missing, repeated or match no result
    though the order leaves no doubt. Readers differ in what of this they forgive.

    Blind spots: only what can be repaired with certainty is reported here; ids that leave a doubt are CW116 to CW118.

    Bad: {"messages": [{"role": "user", "content": "Oslo?"}, {"role": "assistant", "content": "", "tool_calls": [
     {"id": "a", "function": {"name": "get_weather", "arguments": {"location": "Oslo"}}}]},
     {"role": "tool", "tool_call_id": "a", "content": "4"}, {"role": "assistant", "content": "4 degrees."}]}

    Good: {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
    """
    return [
        Finding("CW108", f"{form.name} form: {message}", path, "warning", "--fix")
        for path, message in repaired(line, form.name).repairs
    ]


register(Rule("CW106", form_of.__doc__ or "", "line"))
register(Rule("CW107", departures.__doc__ or "", "line"))
register(Rule("CW108", unlike_the_form.__doc__ or "", "line", severity="warning"))


@dataclass(frozen=True)
class ReadLine:
    form: Form | None
    trace: Trace | None
    """None where the line could not be read; the findings say why."""
    findings: tuple[Finding, ...]


def read_trace(line: Line, form: Form | None = None) -> ReadLine:
    known = form or form_of(line)
    if isinstance(known, Finding):
        return ReadLine(None, None, (known,))
    if found := departures(line, known):
        return ReadLine(known, None, tuple(found))
    trace = _parsed(line, known)
    if trace is None:
        return ReadLine(known, None, (Finding("CW105", f"arguments nested deeper than {MAX_DEPTH}"),))
    return ReadLine(known, trace, tuple(unlike_the_form(line, known)))


def _parsed(line: Line, form: Form) -> Trace | None:
    """None where the JSON text of some arguments is nested too deeply."""
    try:
        trace = form.parse(line)
    except RecursionError:
        return None
    called = [call.arguments for message in trace.messages if message.tool_calls for call in message.tool_calls]
    return None if nested_deeper(called, MAX_DEPTH + 1) else trace
