"""Text from logs is hostile: it is made harmless for terminals and spreadsheets."""

from __future__ import annotations

import re

# control characters, and those that change the direction of text or end a line
INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)

FORMULA = re.compile(r"[=+\-@\t\r]")  # at the beginning of a cell


def harmless_cell(text: str) -> str:
    """Return `text` so that a spreadsheet takes it as text and never runs it as a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def visible(text: str) -> str:
    r"""Return `text` with control characters written as `\x1b`, so that no terminal obeys them."""
    return INVISIBLE.sub(lambda match: ascii(match[0])[1:-1], text)
