"""The beginning of a pattern: a line that it does not match is surely not one of the pattern.

Detection tries the beginnings of all formats on a log. Most refuse it by its first words, and their
whole patterns, which take ten times as long to compile, are never needed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from usagestats.late_pattern import late_pattern

_PARTS: Final = 3
"""The number of parts, each with the blank or comma behind it, that are a beginning."""
_FLAGS: Final = re.DOTALL | re.UNICODE | re.ASCII
_NAME: Final = late_pattern(r"\(\?P<\w+>")


@cache
def beginning(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """Return a pattern that matches the beginning of each text that another one matches."""
    source = pattern.pattern
    end = 0 if pattern.flags & ~_FLAGS else _end_of_beginning(source)
    return late_pattern(_NAME.sub("(?:", source[:end]), pattern.flags & _FLAGS)


def _end_of_beginning(source: str) -> int:
    """Return where the first parts end; 0 where nothing is known of the beginning."""
    depth = parts = end = place = 0
    while place < len(source) and parts < _PARTS:
        letter = source[place]
        place = _behind(source, place)
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            return 0
        if letter in " ," and depth == 0 and source[place : place + 1] not in {"*", "?", "{"}:
            parts += 1
            end = place
    return 0 if _has_choice(source, place) else end


def _has_choice(source: str, place: int) -> bool:
    """Whether the rest of a pattern, from a place outside of all groups on, has a choice there."""
    depth = 0
    while place < len(source):
        letter = source[place]
        place = _behind(source, place)
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 0:
            return True
    return False


def _behind(source: str, place: int) -> int:
    """Return the place behind a letter, an escaped letter or a class of letters."""
    if source[place] == "\\":
        return place + 2
    if source[place] != "[":
        return place + 1
    place += 2 if source.startswith("[^", place) else 1
    place += source.startswith("]", place)  # a bracket in the first place is one of the letters
    while source[place] != "]":
        place += 2 if source[place] == "\\" else 1
    return place + 1
