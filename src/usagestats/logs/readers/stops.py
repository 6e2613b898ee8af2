"""The place at which a line stops to fit a pattern, for messages."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.logs.readers.loose_patterns import TOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMES: Final = {
    "time": "the time",
    "request": "the request",
    "target": "the target of the request",
    "status": "the status",
    "bytes": "the size",
    "response_bytes": "the size",
    "remote_address": "the client",
    "prefix": "the client",
}


_AS_SHORT_AS_POSSIBLE: Final = (".+?)", ".*?)")


class Stop(NamedTuple):
    """The place at which a line stops to fit.

    Args:
        column: The number of characters before it.
        reason: The part that is missing there.
    """

    column: int
    reason: str


class _Part(NamedTuple):
    """A part of a pattern.

    Args:
        pattern: Its pattern.
        name: The name of its group; empty for others.
        literal: Its character, if it is one, and no blank.
        is_loose: Whether it is optional, or as short as the part after it allows.
    """

    pattern: str
    name: str
    literal: str
    is_loose: bool


def where_it_stops(patterns: Sequence[re.Pattern[str]], line: str) -> Stop | None:
    """Return the place up to which a line fits the pattern that fits it furthest.

    `None` where no pattern consists of parts that follow each other, or none shows the place. A
    line that a pattern matches, and that is none of the format nevertheless, has an odd time.
    """
    for pattern in patterns:
        match = pattern.fullmatch(line) if "time" in pattern.groupindex else None
        if match and match["time"] is not None:
            return Stop(match.start("time"), "the time does not exist")
    stops = [stop for pattern in patterns if (stop := _stop(pattern, line))]
    return max(stops, key=lambda stop: stop.column, default=None)


def _stop(pattern: re.Pattern[str], line: str) -> Stop | None:
    parts = _parts(pattern)
    for count in range(len(parts), 0, -1):
        if parts[count - 1].is_loose or (count > 1 and parts[count - 2].is_loose):
            continue  # it is not known where such a part ends
        end = _end(parts[:count], line)
        if end is not None:
            while count > 1 and _end(parts[: count - 1], line) == end:
                count -= 1  # noqa: PLW2901  (the last part is there, but has no text)
            return Stop(end, _missing(parts[count:]))
    if not parts or parts[0].pattern.endswith(_AS_SHORT_AS_POSSIBLE):
        return None
    return Stop(0, _missing(parts))


def _end(parts: Sequence[_Part], line: str) -> int | None:
    match = re.match("".join(part.pattern for part in parts), line, re.DOTALL)
    return match and match.end()


def _missing(parts: Sequence[_Part]) -> str:
    """Return which of the parts is missing first."""
    if not parts:
        return "the line goes on after the last part"
    rest = [part for part in parts if part.name or part.literal]
    name = next((part.name for part in rest[:2] if part.name), "")
    literal = rest[0].literal if rest else ""
    if literal:
        return f"no {literal} before {name}" if name else f"no {literal}"
    return f"no {name.removeprefix('the ')}" if name else "the rest is missing"


@cache
def _parts(pattern: re.Pattern[str]) -> tuple[_Part, ...]:
    """Return the parts of a pattern; empty where it consists of alternatives."""
    found: list[str] = []
    text, depth = "", 0
    for token in TOKEN.finditer(pattern.pattern):
        kind = token.lastgroup
        if depth == 0 and token[0] == "|":
            return ()
        if depth == 0 and kind in {"count", "how"}:
            found[-1] += token[0]
            continue
        text += token[0]
        depth += kind in {"open", "look"}
        depth -= kind == "close"
        if depth == 0:
            found.append(text)
            text = ""
    return tuple(map(_part, found))


def _part(pattern: str) -> _Part:
    group = re.match(r"\(\?P<(\w+)>", pattern)
    name = _NAMES.get(group[1], group[1]) if group else ""
    char = re.sub(r"\\(.)", r"\1", pattern)
    is_literal = len(char) == 1 and not char.isalnum() and bool(char.strip())
    is_loose = pattern.endswith((*_AS_SHORT_AS_POSSIBLE, "?", "*", "?+", "*+"))
    return _Part(pattern, name, char if is_literal else "", is_loose)
