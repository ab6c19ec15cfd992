"""`docs/templates.md`: every template there is, and what a file of one may hold.

python -m callwright.templates.pages > docs/templates.md
"""

import ast
import inspect
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal, get_args, get_origin

from callwright.templates.loading import load_templates
from callwright.templates.template import CallTurn, ResultTurn, Role, SayTurn, Strict, Template, UserTurn

INTRODUCTION = """\
# Templates

A scenario template is a YAML file: who speaks when, which parts there are for tools to be cast for, and what goes wrong. The plan
casts it with your tools, draws values, simulates results and puts faults in; a teacher writes the words.

```console
$ callwright templates                                  # all there are
$ callwright templates show multi_step.loop             # one, filled three times
$ callwright templates show mine.request --templates my_templates --tools my_tools.json
```

To add one, put a file like this into a folder and pass it with `--templates`; a wrong one is refused with file, line and reason.

```yaml
id: mine.lookup_then_write
version: 1
category: multi_step
pattern: conditional
summary: Something is looked up, and only if there is any the second call is made.
roles:
  look: {does: reads}
  act: {does: writes}
turns:
  - {user: request, of: [look, act], condition: any}
  - {call: [look]}
  - {result: [look]}
  - {call: [act]}
  - {result: [act]}
  - {say: answer, about: [look, act]}
```

What has to hold, and is tested for ours: the label of every decision can be told from the rendered prompt. So a value is asked for
only where the request lacks it, a condition stands in the request, and what happens after a failure is either the only right
thing or was said beforehand. A tool stated destructive is called only after the user agreed to a `confirm` turn; a template that
does otherwise is refused.
"""
PARTS: Sequence[tuple[str, type[Strict]]] = (
    ("The file", Template), ("A role", Role), ("`{user: ...}`", UserTurn), ("`{call: [...]}`", CallTurn),
    ("`{result: [...]}`", ResultTurn), ("`{say: ...}`", SayTurn),
)  # fmt: skip


def document() -> str:
    return "\n".join([INTRODUCTION, *_parts(), *_library()])


def _library() -> Iterator[str]:
    templates = load_templates()
    yield f"## The library: {len(templates)} templates\n"
    for category, group in groupby(templates, key=lambda template: template.category):
        yield f"### {category}\n\n| id | pattern | faults | what happens |\n|---|---|---|---|"
        for template in group:
            yield f"| `{template.id}` | {template.pattern} | {', '.join(template.faults)} | {template.summary} |"
        yield ""


def _parts() -> Iterator[str]:
    yield "## What a template holds\n"
    for title, model in PARTS:
        yield f"### {title}\n\n| field | values | meaning |\n|---|---|---|"
        meanings = _meanings(model)
        for name, field in model.model_fields.items():
            values = ", ".join(f"`{value}`" for value in get_args(field.annotation) if isinstance(value, str))
            literal = next((each for each in get_args(field.annotation) if get_origin(each) is Literal), None)
            values = values or ", ".join(f"`{value}`" for value in get_args(literal))
            default = f" (`{field.default}`)" if isinstance(field.default, bool | int) and not values else ""
            yield f"| `{name}` | {values}{default} | {' '.join(meanings.get(name, '').split())} |"
        yield ""


def _meanings(model: type[Strict]) -> dict[str, str]:
    """Field -> its docstring, out of the source. Asked to keep them (`use_attribute_docstrings`), Pydantic reads it at every start,
    which takes 45 ms."""
    (stated,) = ast.parse(inspect.getsource(model)).body
    meanings: dict[str, str] = {}
    for field, said in pairwise(stated.body if isinstance(stated, ast.ClassDef) else ()):
        match field, said:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                meanings[name] = text
    return meanings


if __name__ == "__main__":
    print(document(), end="")
