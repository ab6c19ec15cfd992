"""A chat completion request in, the reply of the offline teacher out, in the form that was asked for.

A prompt with a brief is answered with one JSON object, the open turns' keys and their words. Without one: a tool that has to be
called gets arguments drawn from its schema, a JSON schema an instance of it, anything else a sentence.
"""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from callwright.generator.teachers.brief import OPENS, Brief, key_of, last_block, read_brief, row_of
from callwright.generator.teachers.mock_faults import Faults
from callwright.generator.teachers.mock_mistakes import make_mistake
from callwright.generator.teachers.offline import OfflineTeacher
from callwright.templates.phrasebook import load_phrasebook
from callwright.tools.references import inlined
from callwright.tools.tool import canonical_json
from callwright.tools.values.draw import draw

CHARACTERS_A_TOKEN, TOKENS_A_MESSAGE = 4, 4
"""Tokens are counted as characters through four, rounded up, and four for each message of the prompt."""
CHAT = "I am callwright's mock teacher. Send me a prompt that ends with a brief, and I write its words."
REFUSAL = "I'm sorry, but I can't help with that."
WORDS_KEPT = 8192
"""Rows whose words are kept for the next time; some 50 MB."""
ANY_DAY = date(2026, 1, 1)


class RequestError(Exception):
    """What is wrong with the request, for a 400."""


@dataclass(frozen=True)
class Asked:
    """What of a request decides its reply."""

    model: str
    prompt: str
    """The texts of all messages."""
    messages: int
    brief: Brief | None
    words: Mapping[int, str]
    """The offline teacher's for the brief."""
    told: int
    """Messages of the assistant since the brief was given: how often the words came back."""
    tool: str
    """The function to call; empty where the reply is to be text."""
    schema: Mapping[str, Any] | None
    budget: int
    """Most tokens of the reply; 0 where none is stated."""
    overhead: int
    """Characters of tools and response format, which are paid for like the prompt."""

    @cached_property
    def row(self) -> str:
        """The plan id; for a prompt without a brief its hash."""
        return str(self.brief["row"]["plan_id"]) if self.brief else str(random.Random(self.prompt).getrandbits(64))


@dataclass(frozen=True)
class Reply:
    text: str
    tool: str = ""
    """The function that is called with `text` as its arguments."""
    finish: str = "stop"
    refusal: str | None = None
    fault: str = ""
    """Of form or meaning."""
    detail: str = ""

    @property
    def tokens(self) -> int:
        return tokens_in(len(self.text) + len(self.refusal or ""))


def tokens_in(characters: int) -> int:
    return -(-characters // CHARACTERS_A_TOKEN)


def read_request(body: Any) -> Asked:
    """Raises RequestError where OpenAI would answer 400."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list) or not body["messages"]:
        raise RequestError("Missing required parameter: 'messages'.")
    if body.get("stream") or body.get("n", 1) != 1:
        raise RequestError("mock-teacher answers with one whole reply: leave out 'stream' and 'n'.")
    texts = [(message.get("role"), _text(message.get("content"))) for message in body["messages"]]
    place, brief, words = _brief(texts)
    tool, schema = _form(body)
    return Asked(
        model=str(body.get("model", "mock-teacher")),
        prompt="\n".join(text for _, text in texts),
        messages=len(texts),
        brief=brief,
        words=words,
        told=sum(role == "assistant" for role, _ in texts[place:]),
        tool=tool,
        schema=schema,
        budget=body.get("max_completion_tokens") or body.get("max_tokens") or 0,
        overhead=sum(len(json.dumps(body[name])) for name in ("tools", "response_format") if name in body),
    )


def reply_to(asked: Asked, faults: Faults) -> Reply:
    reply = _briefed(asked, asked.brief, faults) if asked.brief else Reply(_without_brief(asked), asked.tool)
    reply = _malformed(asked, reply, faults.of_form(asked.row, asked.told, asked.budget))
    if asked.budget and reply.tokens > asked.budget:
        return replace(reply, text=reply.text[: asked.budget * CHARACTERS_A_TOKEN], finish="length")
    return reply


def _text(content: Any) -> str:
    """Of a message's content: text, or parts of which the text counts."""
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


def _brief(texts: Sequence[tuple[Any, str]]) -> tuple[int, Brief | None, Mapping[int, str]]:
    """The first message of the user with a brief, the brief, and its words."""
    for place, (role, text) in enumerate(texts):
        if role == "user" and (block := last_block(text)):
            brief, words = _written(block)
            if brief is not None:
                return place, brief, words
    return 0, None, {}


@lru_cache(maxsize=WORDS_KEPT)
def _written(block: str) -> tuple[Brief | None, Mapping[int, str]]:
    """The brief and the offline teacher's words for it; None where the block is no brief."""
    brief = read_brief(f"{OPENS}{block}\n```")
    if brief is None:
        return None, {}
    try:
        row = row_of(brief)
    except (KeyError, TypeError, ValueError) as error:
        raise RequestError(f"The brief cannot be read: {type(error).__name__}: {error}.") from None
    return brief, next(OfflineTeacher(load_phrasebook()).write([row]))[1].texts


def _form(body: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
    """The function to call, and the schema of what is to be written."""
    tools = {tool["function"]["name"]: tool["function"] for tool in body.get("tools") or () if "function" in tool}
    choice = body.get("tool_choice", "auto")
    if tools and choice != "none":
        name = choice["function"]["name"] if isinstance(choice, dict) else next(iter(tools))
        if name not in tools:
            raise RequestError(f"Invalid value for 'tool_choice': there is no tool {name!r} in 'tools'.")
        return name, tools[name].get("parameters") or {}
    form = body.get("response_format") or {}
    if form.get("type") == "json_schema":
        return "", form["json_schema"].get("schema") or {}
    return "", {} if form.get("type") == "json_object" else None


def _briefed(asked: Asked, brief: Brief, faults: Faults) -> Reply:
    kind = faults.of_meaning(asked.row, asked.told)
    mistake = make_mistake(kind, brief, asked.words, faults.seed) if kind else None
    if mistake is None:
        return Reply(_keyed(asked.words), asked.tool)
    return Reply(_keyed(mistake.texts), asked.tool, fault=kind, detail=mistake.detail)


def _keyed(texts: Mapping[int, str]) -> str:
    return json.dumps({key_of(index): text for index, text in texts.items()}, ensure_ascii=False)


def _without_brief(asked: Asked) -> str:
    if asked.schema is None:
        return CHAT
    schema = inlined(dict(asked.schema))
    drawn = draw("reply", schema, random.Random(asked.prompt), ANY_DAY) if schema else None
    return canonical_json({} if drawn is None else drawn.canonical)


def _malformed(asked: Asked, reply: Reply, fault: str) -> Reply:
    rng = random.Random(f"{fault} {asked.row}")
    match fault:
        case "truncate":
            return replace(reply, text=reply.text[: rng.randint(1, max(1, len(reply.text) - 2))], fault=fault)
        case "invalid":
            return replace(reply, text=_invalid(reply.text, rng), fault=fault)
        case "refuse":
            return replace(reply, text="", tool="", refusal=REFUSAL, fault=fault)
        case "length":
            return replace(reply, text=reply.text[: len(reply.text) // 2], finish="length", fault=fault)
    return reply


def _invalid(text: str, rng: random.Random) -> str:
    """Breaks the form: a key is missing, has another name or another type, or the words come as prose."""
    try:
        written = json.loads(text)
    except ValueError:
        written = None
    if not isinstance(written, dict) or not written:
        return f"Here you go: {text}"
    key = rng.choice(list(written))
    others = {name: value for name, value in written.items() if name != key}
    broken: Any = rng.choice(
        [others, {**others, f"{key}_text": written[key]}, {**others, key: [written[key]]}, {**others, key: None}, None]
    )
    return json.dumps(broken, ensure_ascii=False) if broken is not None else "\n\n".join(str(value) for value in written.values())
