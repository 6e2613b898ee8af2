"""The paths of Kong routes → patterns of mapping rules: prefixes, and simple expressions.

Source: Kong Gateway, traditional router. Prefixes and expressions are anchored at the start only,
as patterns are. In format 3.0 an expression begins with `~`; in older formats it is a path with any
character besides letters, digits and `.-_~/%`.
"""

from __future__ import annotations

import re

from usagestats.catalog.imports.patterns import ANYTHING, literal_pattern, sound_pattern, wildcard
from usagestats.catalog.pattern import PatternError

_PLAIN = re.compile(r"[A-Za-z0-9.\-_~/%]*")
_FIRST_WITH_MARK = 3
_CLASS = r"(?:\[\^[^\]\[\\]*/[^\]\[\\]*\]|\[(?!\^)(?:[^\]\[\\/]|\\[dw.\-])+\]|\\[dw])"
_MANY = r"(?:\+|\{[1-9]\d*(?:,\d*)?\})?"
_SEGMENT = rf"{_CLASS}{_MANY}"
_TOKEN = re.compile(
    rf"(?P<named>\(\?P?<(?P<name>\w+)>{_SEGMENT}\))|(?P<group>\((?:\?:)?{_SEGMENT}\)|{_SEGMENT})"
    r"|(?P<escaped>\\[.\-/_~])|(?P<literal>[A-Za-z0-9\-_~/%])(?![?*+{])"
)
_REST = re.compile(r"(?:\(\?:)?(?:\((?:\?P?<\w+>|\?:)?)?(?P<slash>/?)\.(?P<many>[*+])\)*\$?\Z")
_OPTIONAL_SLASH = re.compile(r"/\?(?P<end>\$?)\Z")


def is_expression(path: str, version: int) -> bool:
    """Whether a path is a regular expression, in a major version of the format."""
    if version < _FIRST_WITH_MARK:
        return not _PLAIN.fullmatch(path)
    return path.startswith("~")


def patterns_of(path: str, version: int) -> list[str]:
    """Return patterns that together match the same paths as a path of a route.

    Raises:
        PatternError: No patterns can.
    """
    if not is_expression(path, version):
        return [sound_pattern(literal_pattern(path))]
    expression = path.removeprefix("~").removeprefix("^")
    if slash := _OPTIONAL_SLASH.search(expression):
        base = expression[: slash.start()]
        ends = ("$", "/$") if slash["end"] else ("",)
        return [sound_pattern(_translated(base) + end) for end in ends]
    if rest := _REST.search(expression):
        # a pattern matches any rest, but .+ needs at least one character of it
        tail = rest["slash"] + (ANYTHING if rest["many"] == "+" else "")
        return [sound_pattern(_translated(expression[: rest.start()]) + tail)]
    end = "$" if expression.endswith("$") else ""
    return [sound_pattern(_translated(expression.removesuffix("$")) + end)]


def _translated(expression: str) -> str:
    """Return the pattern of an expression of plain characters and classes without a slash."""
    pieces, begin = [], 0
    while begin < len(expression):
        found = _TOKEN.match(expression, begin)
        if not found:
            raise PatternError(f"no mapping rule can say {expression[begin:]!r}", begin)
        pieces.append(_piece(found))
        begin = found.end()
    return "".join(pieces)


def _piece(found: re.Match[str]) -> str:
    if found["named"]:
        return wildcard(found["name"])
    return (
        ANYTHING
        if found["group"]
        else found["escaped"].removeprefix("\\")
        if found["escaped"]
        else found["literal"]
    )
