"""Hints that nobody stated, guessed from the tool's name and marked as guessed."""

from dataclasses import replace

from callwright.tools.naming import VERBS, verb
from callwright.tools.tool import HINTS, Hints, Tool


def with_guesses(name: str, stated: Hints) -> Hints:
    """The stated hints, each missing one filled by what the verb suggests; a name without a known verb suggests nothing.

    >>> with_guesses("delete_task", Hints(idempotent=True)).destructive, with_guesses("delete_task", Hints()).stated("destructive")
    (True, None)
    """
    suggested = _suggested(verb(name))
    guessed = {hint for hint in HINTS if stated.as_dict()[hint] is None and hint in suggested}
    if stated.read_only:
        guessed -= {"destructive"}
    return replace(stated, **{hint: suggested[hint] for hint in guessed}, guessed=stated.guessed | guessed)


def ordinary(tool: Tool) -> Tool:
    """The tool as one that is called without asking first, whatever it states."""
    hints = replace(tool.hints, destructive=False, guessed=tool.hints.guessed - {"destructive"})
    return replace(tool, hints=hints) if tool.destructive else tool


def _suggested(verb: str) -> dict[str, bool]:
    if verb in VERBS["read_only"]:
        return {"read_only": True, "destructive": False, "idempotent": True}
    if verb in VERBS["destructive"]:
        return {"read_only": False, "destructive": True, "idempotent": verb in VERBS["idempotent"]}
    if verb in VERBS["records"] | VERBS["idempotent"]:
        return {"read_only": False, "destructive": False, "idempotent": verb in VERBS["idempotent"]}
    return {}
