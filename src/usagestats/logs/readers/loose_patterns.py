"""Patterns of the careful path → patterns for polars that match at least the same lines.

A quick test of many lines at once: a line that the loose pattern does not match is surely not of
the format. Polars has no look-around and no possessive groups: these become plain groups, and
look-arounds are left out. A blank stands for any number of blanks and tabs, as careful paths read
them. All this can only match more.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.late_pattern import late_pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN: Final = late_pattern(
    r"(?P<class>\[\^?\]?(?:[^\]\\]|\\.)*\])"
    r"|(?P<look>\(\?(?:<?[=!]))"
    r"|(?P<open>\((?:\?(?:P<\w+>|>|:))?)"
    r"|(?P<close>\))"
    r"|(?P<count>(?:[*+?]|\{[0-9]+,?[0-9]*\}|\{,[0-9]+\})(?P<how>[+?]?))"
    r"|(?P<escape>\\.)"
    r"|(?P<plain>.)",
    re.DOTALL,
)
_BLANKS: Final = r"(?:[ \t]+)"
_ANCHORS: Final = {r"\b", r"\B", r"\Z", r"\A"}
_CLASSES: Final = {
    # Python's classes hold more characters than those of polars
    r"\s": r"\s\x1c-\x1f",
    r"\w": r"\w\p{N}",
}
_FLAGS: Final = re.DOTALL | re.UNICODE


@cache
def has_quotes(pattern: re.Pattern[str]) -> bool:
    """Whether a line that the pattern matches must hold a quotation mark `"`, for all we know."""
    depth = 0
    marks: list[bool] = []
    for token in TOKEN.finditer(pattern.pattern):
        if depth == 0 and token[0] == "|":
            return False
        if token.lastgroup in {"count", "how"} and token[0] not in {"+", "+?", "++"}:
            marks = marks[:-1]
        else:
            marks.append(depth == 0 and token[0] == '"')
        depth += (token["open"] or token["look"] or "") != ""
        depth -= token.lastgroup == "close"
    return any(marks)


@cache
def loose(pattern: re.Pattern[str]) -> str | None:
    """Return a pattern for polars that matches more; `None` where none can be made."""
    if pattern.flags & ~_FLAGS:
        return None
    text = f"(?s:{_translated(pattern.pattern)})"
    try:
        pl.Series([""]).str.contains(text)
    except pl.exceptions.PolarsError:
        return None
    return text


def _translated(pattern: str) -> str:
    found: list[str] = []
    depth = 0
    looking = 0  # the depth at which a look-around was opened; 0: there is none
    for token in TOKEN.finditer(pattern):
        kind = token.lastgroup if token.lastgroup != "how" else "count"
        if kind in {"look", "open"}:
            depth += 1
            looking = looking or (depth if kind == "look" else 0)
        if not looking:
            found.append(_polars(kind or "", token))
        if kind == "close":
            looking = 0 if looking == depth else looking
            depth -= 1
    return "".join(found)


def _polars(kind: str, token: re.Match[str]) -> str:
    text = token[0]
    if kind == "open":
        return "(?:"
    if kind == "count":
        return text[:-1] if token["how"] == "+" else text
    if kind == "class":
        return _class(text)
    if text in {" ", "\\ "}:
        return _BLANKS
    if kind == "escape":
        return "" if text in _ANCHORS else f"[{_CLASSES[text]}]" if text in _CLASSES else text
    return text


def _class(text: str) -> str:
    """Return a class of characters in which `[`, `&` and `~` stand for themselves."""
    begin = "[^" if text.startswith("[^") else "["
    body = re.sub(r"\\.|[\[&~]", _in_class, text[len(begin) : -1], flags=re.DOTALL)
    body = body.replace(" ", r" \t") if begin == "[" else body
    first = "\\" if body.startswith("]") else ""
    return f"{begin}{first}{body}]"


def _in_class(found: re.Match[str]) -> str:
    text = found[0]
    return _CLASSES.get(text, text) if text.startswith("\\") else f"\\{text}"


def might_match(lines: pl.Series, patterns: Sequence[re.Pattern[str]]) -> pl.Series | None:
    """Return for each line whether one of the patterns might match all of it.

    `None` where no quick test can be made.
    """
    quick = [loose(pattern) for pattern in patterns]
    tests = [
        pl.lit(lines).str.contains(rf"^[ \t]*{text}[ \t]*$") for text in quick if text is not None
    ]
    if not tests or len(tests) < len(quick):
        return None
    return pl.select(pl.any_horizontal(tests)).to_series()
