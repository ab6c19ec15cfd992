"""What a server can do instead of answering, and what follows from it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from callwright.generator.teachers.request import Outcome

OUT_OF_MONEY = ("insufficient_quota", "billing_hard_limit_reached", "account_deactivated")
"""Codes of OpenAI's status 429 that waiting does not mend."""
SHOWN = 300
"""Characters of a server's message that are kept."""


class FailedError(Exception):
    """One sending failed; another may succeed."""

    def __init__(self, outcome: Outcome, said: str, *, overload: bool = False, retry_after: float | None = None) -> None:
        super().__init__(said)
        self.outcome: Outcome = outcome
        self.overload = overload
        self.retry_after = retry_after


class RefusedError(Exception):
    """A status that no repetition mends."""

    outcome: Outcome = "unsupported"
    overload = False
    retry_after = None

    def __init__(self, status: int, said: str, code: str) -> None:
        super().__init__(said)
        self.ends_the_run = status in (401, 402, 403, 404) or code in OUT_OF_MONEY
        """A wrong key, no rights, an unknown model or address, or no money: it is the same for every row."""


def failure_of(status: int, headers: Mapping[str, str], body: bytes) -> FailedError | RefusedError:
    """What a status of 400 or above means."""
    said, code = _said(body)
    said = f"status {status}: {said}" if said else f"status {status}"
    if status == 429 and code not in OUT_OF_MONEY:
        return FailedError("rate_limited", said, overload=True, retry_after=_retry_after(headers))
    if status >= 500 or status in (408, 409, 425):
        return FailedError("failed", said, overload=status in (503, 529), retry_after=_retry_after(headers))
    return RefusedError(status, said, code)


def _said(body: bytes) -> tuple[str, str]:
    """Message and code of an error body, in OpenAI's form or near it; else the body's beginning."""
    try:
        document = json.loads(body)
    except ValueError:
        return " ".join(body[:SHOWN].decode("utf-8", "replace").split()), ""
    error = document.get("error", document) if isinstance(document, dict) else document
    if not isinstance(error, dict):
        return str(error)[:SHOWN], ""
    code = error.get("code") or error.get("type") or ""
    return " ".join(str(error.get("message") or error.get("detail") or error).split())[:SHOWN], str(code)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, from `retry-after-ms` or `Retry-After` (seconds or a date)."""
    if (milliseconds := headers.get("retry-after-ms", "")).replace(".", "", 1).isdecimal():
        return float(milliseconds) / 1000
    text = headers.get("retry-after", "").strip()
    if text.replace(".", "", 1).isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()) if text else None
    except (ValueError, TypeError):
        return None
