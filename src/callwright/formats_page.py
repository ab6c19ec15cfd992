"""`docs/formats.md`, from the forms themselves: `python -m callwright.formats_page > docs/formats.md`."""

import sys
from collections.abc import Mapping
from dataclasses import replace

from callwright.commands.side_by_side import fitted
from callwright.generator.formats import FORMS
from callwright.generator.formats.form import Form
from callwright.generator.formats.losses import LOSSES
from callwright.generator.pairs import PAIRS, examples
from callwright.generator.rules.transcript import office_tools, read_transcript
from callwright.generator.trace import Trace
from callwright.store.export import rendered
from callwright.store.recipes import AXOLOTL, LLAMA_FACTORY, UNSLOTH

WIDTH = 120
HEAD = """# Formats

What `callwright dataset --to FORM` writes, `callwright show TRACE --to FORM` prints and `callwright validate --from FORM` reads.
This page is made from the forms themselves: `python -m callwright.formats_page > docs/formats.md`.

Each line is rendered, read back and compared with its trace before it is written, after the losses that its form declares. What a
form cannot hold is left out, counted by reason, and listed in `manifest.json`. In every form `metadata` says where the line comes
from and what each assistant message does (`acts`).

Forms that end in `-system` have the tools' schemas in the system text, and calls and results as text: for models whose chat
template knows no tools. What stands inside of calls and schemas never ends a tag: `<` is written `\\u003c` there where it would.

| form | made for | recipes beside it |
|---|---|---|
"""
READING = """
## Rows that are left out

- in every form: half a surrogate pair, which is no text; a number that is no JSON; arguments that are no object
- without ids: results that do not stand in the order of their calls; a result without a call (also in `anthropic`)
- in tags (`hermes` and what ends in `-system`): text that holds one of the form's own tags, outside of calls and schemas; words
  beside a call that begin or end with white space
- `sharegpt`: words beside a call; turns of user and assistant that do not alternate, which LLaMA-Factory skips
- `xlam`: more than one request; calls in more than one message; a turn that is not to be trained on
- `trl`: a turn that is not to be trained on, which prompt-completion can hold
- `trl`, `prompt-completion`, `preference`: a number that the datasets library would round

## Reading them back

`datasets.load_dataset("json", data_files=...)` gives back each line as it was written, with `datasets` 4.7 or newer; older ones
give all objects of a column the same members, padded with nulls. `load_dataset("DIR")` takes the columns' types from the card, so
that it does not matter what the first 10 MB hold. `datasets` rounds numbers that stand in objects to 10 decimals: `anthropic`
and the schemas in `openai` are written all the same.

A turn with `weight: 0` (a call that is wrong on purpose, as history for its correction) is not to be trained on. OpenAI's
fine-tuning and Axolotl read `weight`. TRL does not: `trl` leaves such rows out, and `prompt-completion` has the wrong call in a
prompt. LLaMA-Factory does not either, and its recipe says how many there are.

## Preference pairs

What is rejected really stands in the same trace, or in a rejected trace of the same plan row, and is wrong at that place:

"""
READERS: Mapping[str, str] = {
    "openai": "OpenAI's fine-tuning and servers that copy it; callwright's own `train`, `eval` and `validate`",
    "anthropic": "Anthropic's Messages format: content in blocks, results in user messages",
    "hermes": "models trained on Nous Research's Hermes function calling data",
    "sharegpt": "LLaMA-Factory",
    "xlam": "training on Salesforce's xlam-function-calling-60k: a request and the calls that answer it",
    "trl": "TRL's `SFTTrainer`: conversational, with tools",
    "prompt-completion": "TRL's `SFTTrainer`: a line for each trained decision, loss on the completion",
    "preference": "TRL's `DPOTrainer` and its kin: prompt, chosen, rejected",
}
EXAMPLE = """
category: single_call
tool: get_weather
system: You are an assistant with access to tools. Today is 2026-11-20 (Friday).
user: What's the weather in Oslo?
call: get_weather {"location": "Oslo"}
result: {"location": "Oslo", "temperature": 4, "unit": "celsius"}
answer: It is 4 degrees in Oslo.
"""


def page() -> str:
    rows = [f"| [`{name}`](#{name}) | {_reader(name)} | {', '.join(_recipes(name)) or '-'} |" for name in FORMS]
    pairs = [f"- `{name}`: {what}" for name, what in PAIRS.items()]
    return HEAD + "\n".join(rows) + "\n" + READING + "\n".join(pairs) + "\n" + "".join(map(_section, FORMS.values()))


def _reader(name: str) -> str:
    base = name.removesuffix("-system")
    return READERS.get(name, f"as `{base}`, with the tools in the system text")


def _recipes(name: str) -> list[str]:
    readers = {"Axolotl": AXOLOTL, "LLaMA-Factory": LLAMA_FACTORY, "Unsloth": UNSLOTH}
    return [program for program, forms in readers.items() if name in forms]


def _section(form: Form) -> str:
    lost = [LOSSES[loss] for loss in sorted(form.cannot_hold)]
    losses = f"Does not hold {'; '.join(lost)}." if lost else "Holds all of a trace."
    line = rendered(next(iter(examples(_example(), form))), form)
    return f"\n## {form.name}\n\n{losses}\n\n```json\n{fitted(line, WIDTH)}\n```\n"


def _example() -> Trace:
    [weather] = [tool for tool in office_tools() if tool.name == "get_weather"]
    return replace(read_transcript(EXAMPLE, (weather,)), trace_id="trace_1", plan_id="plan_1")


if __name__ == "__main__":
    sys.stdout.write(page())
