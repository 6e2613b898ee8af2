"""Blanks between the parts of a line: a run of blanks and tabs separates like one blank."""

from __future__ import annotations

import re
from functools import lru_cache

from usagestats.late_pattern import late_pattern

_REMEMBERED = 1000  # characters; longer lines are rare, and would need memory
_BEGINS = r'(?<![^ \t=:(\[{,;|])"'
_ENDS = r'"(?=[ \t,;)\]}"]|\Z)'
_KEPT_OR_RUN = late_pattern(
    rf"{_BEGINS}(?:[^\"\\]++|\\.|(?!{_ENDS})\")*+(?:\"|\\?\Z)"  # to the end if it is not closed
    r"|(?<!\x1b)\[[^\]]*+\]?|\{[^}]*+\}?"  # but not the bracket of a colour
    r"|[ \t]++",
    re.DOTALL,
)


def single_spaced(line: str) -> str:
    """Return a line whose parts are separated by one blank each, without blanks around it.

    Texts in quotation marks, brackets and braces stay as they are. A quotation mark begins such a
    text if no letter or digit stands right before it, and ends it if no backslash stands before
    and no letter or digit right behind it.
    """
    return (_spaced_again if len(line) <= _REMEMBERED else _spaced)(line)


def _spaced(line: str) -> str:
    if not ("  " in line or "\t" in line or line.startswith(" ") or line.endswith(" ")):
        return line  # as most lines are; a pattern takes thirty times as long to find this out
    return _KEPT_OR_RUN.sub(_separated, line.strip(" \t"))


_spaced_again = lru_cache(maxsize=512)(_spaced)  # detection reads its lines once for each format


def _separated(found: re.Match[str]) -> str:
    return " " if found[0][0] in " \t" else found[0]
