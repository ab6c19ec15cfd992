"""What a request to a model costs, by a list that the user can edit.

>>> cost("gpt-4.1-mini", 1000, 100)
0.00056
>>> cost("a-model-on-my-own-machine", 1000, 100) is None
True
"""

import re
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from callwright.templates.yaml_file import read_model

OURS = Path(__file__).with_name("prices.yaml")
PER = 1_000_000
_DATED = re.compile(r"-\d{4}-\d{2}-\d{2}$")

Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Price(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Amount
    """A million tokens read."""
    completion: Amount
    """A million tokens written."""


class Prices(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    currency: str
    models: dict[str, Price]

    def cost(self, model: str, prompt_tokens: int, completion_tokens: int) -> float | None:
        """In `currency`; None where the list has no price for the model, which is not the same as free."""
        price = self.models.get(model) or self.models.get(_DATED.sub("", model))
        if price is None:
            return None
        return (prompt_tokens * price.prompt + completion_tokens * price.completion) / PER


@cache
def read_prices(path: Path = OURS) -> Prices:
    """A price list; InputError with file, line and reason where it cannot be read as one."""
    return read_model(path, Prices)


def cost(model: str, prompt_tokens: int, completion_tokens: int) -> float | None:
    """By our own list; `read_prices(path).cost` goes by the user's."""
    return read_prices().cost(model, prompt_tokens, completion_tokens)
