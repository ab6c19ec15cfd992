"""What a command needs of the optional dependencies is looked for before it begins."""

from importlib.util import find_spec

from callwright.errors import MissingExtraError


def require(purpose: str, extra: str, *modules: str) -> None:
    """Raises MissingExtraError for the first module that is not installed; imports none of them."""
    for module in modules:
        if find_spec(module) is None:
            raise MissingExtraError(module, extra, purpose)
