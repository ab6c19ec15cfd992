"""Where a teacher's server is, and how it is to be treated."""

from dataclasses import dataclass, field

from callwright.generator.teachers.network.dialect import Mode
from callwright.generator.teachers.network.limits import Limits
from callwright.generator.teachers.prices import Prices, read_prices


@dataclass(frozen=True)
class Connection:
    base_url: str | None = None
    """None takes OPENAI_BASE_URL, else OpenAI's own."""
    mode: Mode | None = None
    """None finds out."""
    limits: Limits = field(default_factory=Limits)
    prices: Prices = field(default_factory=read_prices)
    max_cost: float | None = None
    """In the currency of the prices, over all starts of the run."""

    def most(self, model: str, prompt_tokens: int) -> float:
        """What a request can cost at most; nothing where nobody knows the price (then there is no `max_cost` either)."""
        return self.prices.cost(model, prompt_tokens, self.limits.completion_tokens) or 0.0
