"""The errors of deliveries, without any secret in them."""

from __future__ import annotations

import ssl
from typing import Final

from usagestats.errors import UsageStatsError

_LONGEST: Final = 300


class DeliveryError(UsageStatsError):
    """A message or an alert could not be delivered; it may be tried again."""


def clipped(text: str) -> str:
    """Return the text of another program in one line, and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def reason_of(error: OSError) -> str:
    """Return why a connection failed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not accepted: {error.verify_message}"
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return clipped(error.strerror or str(error) or type(error).__name__)
