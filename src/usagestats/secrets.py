"""Credentials: never shown. A pseudonym where one must be told from another, a mask in samples."""

from __future__ import annotations

import re
from hashlib import sha256

MASK = "***"

_EQUALS = r"(?:=|:|%3[Dd]|\\x3[Dd]|\\u003[Dd])"
_TELLING_NAME = (
    r"[\w.-]*(?:api[_-]?key|user_?key|app_?key|token|secret|passw|pwd|auth|signature|\bsig\b"
    r"|credential|session|jwt|\bkey\b|cookie)[\w.-]*"
)
_SECRETS = (
    # name=value, "name": "value", name%3Dvalue, Authorization: Bearer value
    re.compile(
        rf"(?P<keep>{_TELLING_NAME}[\"'\\]*\s*{_EQUALS}\s*[\"'\\]*(?:(?:bearer|basic)\s+)?)"
        r"(?P<secret>[^\s&\"'\\;,}\])]+)",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<keep>\b(?:bearer|basic)\s+)(?P<secret>[\w+/.~=-]{6,})", re.IGNORECASE),
    re.compile(r"(?P<keep>://[^\s/:@]*:)(?P<secret>[^\s/@]+)(?=@)"),
    re.compile(r"(?P<keep>)(?P<secret>\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?)"),  # a JSON web token
)


def masked(text: str) -> str:
    """Return `text` with everything that looks like a credential masked.

    An `app_id` and a remote user are no secrets and stay.
    """
    for pattern in _SECRETS:
        text = pattern.sub(rf"\g<keep>{MASK}", text)
    return text


def pseudonym(credential: str) -> str:
    """Return the name that stands for a secret credential: stable, and of no use as one."""
    return "key:" + sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()[:12]
