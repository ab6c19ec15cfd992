"""The system-prompt form of each form: tool schemas in the system text, calls and results as text.

For models whose chat template knows no tools. `openai-system`:

{"messages": [{"role": "system", "content": "Today is ...\\n\\n# Tools\\n...<tools>\\n{...}\\n</tools>..."},
              {"role": "user", "content": "What's the weather in Oslo?"},
              {"role": "assistant", "content": "<tool_call>\\n{\\"name\\": ..., \\"arguments\\": {...}}\\n</tool_call>"},
              {"role": "user", "content": "<tool_response>\\n{...}\\n</tool_response>"}, ...],
 "metadata": {...}}
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import resources
from typing import Any

from callwright.generator.formats.conversations import decoded, numbered, read_tools
from callwright.generator.formats.faults import open_tags
from callwright.generator.formats.form import Form, Line
from callwright.generator.formats.openai import render_tool
from callwright.generator.formats.tagged import read_responses, read_spoken, refusal, responses, spoken, tagged_json
from callwright.generator.trace import Message, Trace
from callwright.tools.tool import Tool

TOOLS = re.compile(r"<tools>(.*?)</tools>", re.DOTALL)
_TEXT = resources.files("callwright.generator.formats").joinpath("system_prompt.j2").read_text("utf-8").rstrip("\n")
BEFORE, _, AFTER = _TEXT.partition("<tools>\n{{ tools }}\n</tools>")


def with_tools(words: str, tools: Sequence[Tool]) -> str:
    """The words, then the tools and how to call them; the words alone where no tool is offered."""
    if not tools:
        return words
    listed = "\n".join(tagged_json(render_tool(tool)) for tool in tools)
    block = f"{BEFORE}<tools>\n{listed}\n</tools>{AFTER}"
    return f"{words}\n\n{block}" if words else block


def without_tools(text: str) -> tuple[str, tuple[Tool, ...]]:
    """The inverse of `with_tools`; of another program's text, what stands around the tools is the words."""
    found = TOOLS.search(text)
    if found is None:
        return text, ()
    before, after = text[: found.start()], text[found.end() :]
    if before.endswith(BEFORE) and after == AFTER:
        words = before.removesuffix(BEFORE).removesuffix("\n\n")
    elif not before and after.startswith("\n"):
        words = after[1:]
    else:
        words = (before + after).strip()
    return words, read_tools(_listed(found.group(1)))


def _listed(text: str) -> Any:
    """One list, or a tool on each line; `splitlines` would also split at a U+2028 in a description."""
    whole = decoded(text)
    return whole if isinstance(whole, list) else [decoded(line) for line in text.split("\n") if line.strip()]


def flattened(trace: Trace) -> Trace:
    """The trace as a conversation of texts: no tools, no calls, no results."""
    first = trace.messages[0] if trace.messages else None
    words = first.content or "" if first is not None and first.role == "system" else ""
    rest = trace.messages[first is not None and first.role == "system" :]
    text = with_tools(words, trace.tools)
    return replace(trace, messages=(*([Message("system", text)] if text else []), *_flattened(rest)), tools=())


def _flattened(messages: Iterable[Message]) -> Iterator[Message]:
    results: list[str] = []
    for message in messages:
        if message.role == "tool":
            results.append(message.content or "")
            continue
        if results:
            yield Message("user", responses(results))
            results = []
        yield replace(message, content=spoken(message.content, message.tool_calls), tool_calls=())
    if results:
        yield Message("user", responses(results))


def restored(trace: Trace) -> Trace:
    """The inverse of `flattened`."""
    first = trace.messages[0] if trace.messages else None
    is_system = first is not None and first.role == "system"
    words, tools = without_tools(first.content or "" if first is not None and is_system else "")
    rest = [each for message in trace.messages[is_system:] for each in _restored(message)]
    messages = numbered([*([Message("system", words)] if words else []), *rest])
    return replace(trace, messages=tuple(messages), tools=tools or trace.tools)


def _restored(message: Message) -> Iterator[Message]:
    if message.role == "assistant":
        content, calls = read_spoken(message.content or "")
        yield replace(message, content=content, tool_calls=calls)
    elif message.role == "user" and (message.content or "").startswith("<tool_response>"):
        yield from (Message("tool", result) for result in read_responses(message.content or ""))
    else:
        yield message


def in_system(text: Any) -> bool:
    return isinstance(text, str) and "<tools>" in text


def system_form(form: Form, recognises: Callable[[Line], bool]) -> Form:
    """The form with its tools in the system text."""

    def render(trace: Trace) -> dict[str, Any]:
        line = form.render(flattened(trace))
        line.pop("tools", None)
        return line

    return Form(
        f"{form.name}-system",
        recognises,
        form.shape,
        lambda line: restored(form.parse(line)),
        render,
        form.cannot_hold | {"ids"},
        refuses=lambda trace: refusal(trace.messages) or form.refuses(flattened(trace)),
        exempt=form.exempt,
        faults=open_tags,
    )
