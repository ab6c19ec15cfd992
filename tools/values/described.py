"""Values that a description or a default gives for a parameter."""

import re
from functools import lru_cache

from callwright.tools.values.listed import examples, listed, said_examples
from callwright.tools.values.parameter import Parameter
from callwright.tools.values.words import words

DEFAULT = re.compile(r"[\w./-]{1,24}")


@lru_cache(maxsize=8192)
def first_example(parameter: Parameter) -> str:
    """The first example of the description, else a default that is text."""
    default = parameter.schema.get("default")
    return next(iter(examples(parameter.description)), default if isinstance(default, str) else "")


@lru_cache(maxsize=8192)
def described_values(parameter: Parameter) -> tuple[str, ...]:
    """Every value the description lists or the default gives, for kinds whose own word lists would only guess."""
    if parameter.kind.name in words("kinds")["exemplified"]:
        return ()
    found = list(said_examples(parameter.description)) if parameter.is_verbatim else []
    if not found and parameter.kind.name not in words("kinds")["listed"]:
        return ()
    found = found or list(listed(parameter.description)) or list(examples(parameter.description))
    default = parameter.schema.get("default")
    if not found and isinstance(default, str) and DEFAULT.fullmatch(default):
        found = [default]
    return tuple(value for value in found if parameter.allows(value))
