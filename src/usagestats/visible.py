"""Text from logs is hostile: control characters are made visible before a terminal sees them."""

from __future__ import annotations

import re

# control characters, and those that turn the direction of text around or end a line
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)


def visible(text: str) -> str:
    r"""Return `text` with control characters written as `\x1b`, so that no terminal obeys them."""
    return INVISIBLE.sub(lambda match: ascii(match[0])[1:-1], text)
