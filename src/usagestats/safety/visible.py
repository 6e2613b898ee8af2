"""Text from logs is hostile: it is made harmless for terminals and spreadsheets."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from usagestats.late_pattern import late_pattern

# control characters, those that change the direction of text or end a line, and those without ink:
# Default_Ignorable_Code_Point of Unicode, and blanks that look like a space or like nothing. The
# blanks of written text, U+00A0, U+202F and U+3000, are none of them.
INVISIBLE: Final = late_pattern(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202e\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

# the signs that begin a formula, also as the full-width and small forms of East Asian keyboards
_SIGN: Final = "[=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]"
# Where the decimal sign is a comma, spreadsheets cut the lines of a CSV file at semicolons, also
# within quotation marks. They may drop blanks and quotation marks before a sign.
# and at commas where something else separates the cells
POSSIBLE_FORMULA: Final = rf'^[\t\r]|(?:^|[;,])[\s"]*{_SIGN}'
# `; +https://` of robots' user agents is never a formula
_LINK: Final = r'[\s"]*\+https?://'


def harmless_cell(text: str, cuts: str = ";") -> str:
    """Return `text` so that a spreadsheet takes it as text and never runs it as a formula.

    An apostrophe stands before each part that begins like a formula: the whole text, or what
    follows one of the characters `cuts`, at which a spreadsheet may cut the text.
    """
    return _formula(cuts).sub(r"\g<0>'", text)


@cache
def _formula(cuts: str) -> re.Pattern[str]:
    cut = f"[{re.escape(cuts)}]"
    return re.compile(rf'^(?=[\t\r])|(?:^|{cut}(?!{_LINK}))(?=[\s"]*{_SIGN})')


def visible(text: str) -> str:
    r"""Return `text` with control characters written as `\x1b`, so that no terminal obeys them.

    Characters that nobody sees, such as U+200B, are written in the same way, so that no two texts
    look alike.
    """
    if text.isascii() and text.isprintable():  # as most; the pattern takes long to compile
        return text
    return INVISIBLE.sub(lambda match: ascii(match[0])[1:-1], text)
