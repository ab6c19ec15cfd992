"""The one rule that says what a model's message does, where no label says so.

1. A tool call is `call`, whatever text stands beside it.
2. Sentences of courtesy ("Anything else?") are left out.
3. Asking leave is `confirm`: a question with words of leave ("Are you sure?"), a question without a question word that names a
   grave act ("Delete it?"), or a demand for a yes ("Please confirm.").
4. Any other question, and a request for a value without a question mark ("I need the date."), is `ask`.
5. The rest is `answer` where the message before it is a tool's result, else `decline`.

A question is a sentence with a question mark, or one that begins like a question ("Are you sure ..."). The words are in
`acts.yaml`; `acts_labelled.yaml` holds texts labelled by hand, with which `agreement` compares the rule.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from callwright.generator.trace import Act, Message

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=[\s\"')]|$)|\n|$)")


def act_of(message: Message, history: Sequence[Message] = ()) -> Act:
    if message.tool_calls:
        return "call"
    sentences = [sentence for sentence in _sentences(message.content or "") if not _words("courtesy").search(sentence)]
    if any(map(_asks_leave, sentences)):
        return "confirm"
    if any(_is_question(sentence) or _words("request").search(sentence) for sentence in sentences):
        return "ask"
    return "answer" if history and history[-1].role == "tool" else "decline"


def _sentences(text: str) -> list[str]:
    plain = text.lower().replace("’", "'").replace("*", "").replace("`", "")
    return [sentence.strip() for sentence in _SENTENCE.findall(plain) if sentence.strip()]


def _is_question(sentence: str) -> bool:
    """By its mark, or by how it begins: models leave the mark out."""
    return sentence.endswith("?") or _words("inverted").match(sentence) is not None


def _asks_leave(sentence: str) -> bool:
    if _words("demand").search(sentence):
        return True
    if not _is_question(sentence):
        return False
    leave = _words("permission").search(sentence.rstrip("?"))
    return leave is not None or bool(_words("grave").search(sentence) and not _words("question_word").search(sentence))


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(_vocabulary()[kind]) + r")(?!\w)")


def _vocabulary() -> dict[str, list[str]]:
    words: dict[str, list[str]] = _read("acts.yaml")
    return words


def _read(name: str) -> Any:
    return yaml.load(resources.files("callwright.finetune").joinpath(name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@dataclass(frozen=True)
class LabelledText:
    text: str
    history: tuple[Message, ...]
    act: Act


@cache
def labelled_texts() -> tuple[LabelledText, ...]:
    return tuple(
        LabelledText(text, (Message("tool" if place == "after_result" else "user", ""),), act)
        for place, acts in _read("acts_labelled.yaml").items()
        for act, texts in acts.items()
        for text in texts
    )


@cache
def agreement() -> tuple[int, int]:
    """Texts whose label the rule gives as well, and all labelled texts."""
    labelled = labelled_texts()
    return sum(act_of(Message("assistant", one.text), one.history) == one.act for one in labelled), len(labelled)
