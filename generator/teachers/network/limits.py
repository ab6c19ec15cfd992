"""Every limit, timeout and back-off of the traffic with a teacher's server, in one place."""

import math
import random
from dataclasses import dataclass

REPAIRS = 2
"""Times a row goes back to the teacher with what was wrong; then it is rejected."""
VAIN = 50
"""Rows rejected one after another that end a run: a teacher that cannot do it is not paid to go on."""
GATHERED = 0.25
"""Seconds that finished rows wait for others before they are handed on together."""


@dataclass(frozen=True)
class Limits:
    concurrency: int = 64
    """Requests in flight at most. What really is in flight adapts: see `Gate`."""
    start_share: float = 0.25
    """Of the concurrency, in flight at first, once the very first request has been answered alone."""
    rpm: int | None = None
    """Requests a minute."""
    tpm: int | None = None
    """Tokens a minute, read and written."""
    connect: float = 10.0
    """Seconds until a connection stands."""
    idle: float = 4.0
    """Seconds that a connection nobody uses is kept; uvicorn, and so vLLM, ends it after 5."""
    timeout: float = 120.0
    """Seconds until an answer is there, whole."""
    tries: int = 8
    """Times one request is sent while the server is what fails: at a failure of 20 % one in 400,000 fails for good."""
    first_wait: float = 0.5
    longest_wait: float = 30.0
    """Seconds before the second try and before any: doubled each time, less up to half by chance."""
    longest_obeyed: float = 600.0
    """Seconds of a Retry-After that are waited; a server that asks for more ends the run."""
    completion_tokens: int = 1024
    """Tokens an answer may have; doubled for a row whose answer was cut off, up to `longest_completion`."""
    longest_completion: int = 8192

    @property
    def start(self) -> int:
        """In flight at first."""
        return math.ceil(self.concurrency * self.start_share)

    def wait(self, tries: int) -> float:
        """Seconds before the next try, after so many that failed."""
        return float(min(self.longest_wait, self.first_wait * 2 ** (tries - 1)) * random.uniform(0.5, 1.0))
