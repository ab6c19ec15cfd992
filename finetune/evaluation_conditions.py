"""How an evaluation is done, beside its data and its models."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Conditions:
    """What is asked of every model alike."""

    baseline: str | None = None
    """Name of the model that others are compared with: the nearest training request where there is a training file, else BM25."""
    episodes: bool = False
    """Every trace is played freely as well, by models that sample `repeats` times, and `fault_rate` of the calls fail once."""
    repeats: int = 1
    fault_rate: float = 0.0
    machine_price: float | None = None
    """What an hour of this machine costs."""
    currency: str = "USD"
    """Of the servers' prices and of the machine's."""
    seed: int = 0


AS_USUAL = Conditions()
