"""The one rule that says what a model's message does, where no label says so.

1. A tool call is `call`, whatever text stands beside it.
2. Sentences of courtesy ("Anything else?") are left out.
3. Asking leave is `confirm`: a question with words of leave ("Are you sure?"), a question without a question word that names a
   grave act ("Delete it?"), or a demand for a yes ("Please confirm.").
4. Any other question, and a request for a value without a question mark ("I need the date."), is `ask`.
5. The rest is `answer` where the message before it is a tool's result, else `decline`.

The words are in `acts.yaml`. How far the rule agrees with texts labelled by hand is a test, and `docs/metrics.md` prints it.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources

import yaml

from callwright.generator.trace import Act, Message

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=[\s\"')]|$)|\n|$)")


def act_of(message: Message, history: Sequence[Message] = ()) -> Act:
    if message.tool_calls:
        return "call"
    sentences = [sentence for sentence in _sentences(message.content or "") if not _words("courtesy").search(sentence)]
    if any(map(_asks_leave, sentences)):
        return "confirm"
    if any(sentence.endswith("?") or _words("request").search(sentence) for sentence in sentences):
        return "ask"
    return "answer" if history and history[-1].role == "tool" else "decline"


def _sentences(text: str) -> list[str]:
    plain = text.lower().replace("’", "'").replace("*", "").replace("`", "")
    return [sentence.strip() for sentence in _SENTENCE.findall(plain) if sentence.strip()]


def _asks_leave(sentence: str) -> bool:
    if _words("demand").search(sentence):
        return True
    if not sentence.endswith("?"):
        return False
    leave = _words("permission").search(sentence.rstrip("?"))
    return leave is not None or bool(_words("grave").search(sentence) and not _words("question_word").search(sentence))


@cache
def _words(kind: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(_vocabulary()[kind]) + r")(?!\w)")


@cache
def _vocabulary() -> dict[str, list[str]]:
    text = resources.files("callwright.finetune").joinpath("acts.yaml").read_text(encoding="utf-8")
    words: dict[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return words
