"""The patterns of mapping rules, as APIcast reads them.

A path pattern matches the beginning of a path. `{name}` matches one or more characters other than a
slash; `$` at the end matches the end of the path; `.` is a plain character; `+`, `*`, `(` and `)`
mean what they mean in regular expressions. Conditions on query parameters follow after `?`.

Source: reference on 3scale, §2.3 and §2.4 (APIcast, `mapping_rule.lua`; porta, `proxy_rule.rb`).
"""

from __future__ import annotations

import re
from functools import cache

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass

WILDCARD_CLASS = r"[\w\-.~%!$&'()*+,;=@:]"
"""The characters that `{name}` matches, as a class of regular expressions for ASCII."""

_SLASHES = late_pattern(r"//+")
_WILDCARD = late_pattern(r"\{.+?\}")
_VALUE_WILDCARD = late_pattern(r"\{[-\w]+\}")
_TOKEN = late_pattern(r"(?P<wildcard>\{.+?\})|(?P<end>\$\Z)|(?P<operator>[()+*])|(?P<literal>.)")
_FORBIDDEN = late_pattern(r"[^A-Za-z0-9\-._~!$&'()*+,;=@:%/{}?]")
_LONGEST = 255


class PatternError(ValueError):
    """A pattern that no gateway could use.

    Args:
        reason: Why, as a clause.
        column: The column of the mistake, from 0.
    """

    def __init__(self, reason: str, column: int) -> None:
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on the query: a parameter, with a value unless `value` is `None`."""

    parameter: str
    value: str | None


def joined(mount: str, pattern: str) -> str:
    """Return the pattern of a backend with the path of its mount in front, with single slashes."""
    if not pattern:
        return mount
    path, delimiter, query = pattern.partition("?")
    return _SLASHES.sub("/", f"/{mount}/{path}") + delimiter + query


@cache
def path_expression(pattern: str) -> re.Pattern[str]:
    """Return the regular expression that a path must match at its beginning."""
    path = _path_of(pattern)
    pieces = (text.replace(".", r"\.") for text in _WILDCARD.split(path))
    return re.compile(f"{WILDCARD_CLASS}+".join(pieces), re.ASCII)


@cache
def conditions(pattern: str) -> tuple[Condition, ...]:
    """Return the conditions of a pattern on the query."""
    _, _, query = pattern.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return tuple(
        Condition(name, None if not equals or _VALUE_WILDCARD.search(value) else value)
        for name, equals, value in pairs
    )


def tokens(pattern: str) -> list[tuple[str, str]]:
    """Return the role (wildcard, end, operator, literal) and text of each part of the path."""
    return [(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(_path_of(pattern))]


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that porta or APIcast refuse, or that could never match.

    Raises:
        PatternError: The pattern is refused.
    """
    if not pattern.startswith("/"):
        raise PatternError("a pattern begins with /", 0)
    if len(pattern) > _LONGEST:
        raise PatternError(f"a pattern has at most {_LONGEST} characters", _LONGEST)
    if found := _FORBIDDEN.search(pattern):
        raise PatternError(f"{found[0]!r} cannot stand in a pattern", found.start())
    path, _, query = pattern.partition("?")
    _check_braces(path)
    _check_anchor(path)
    _check_operators(path)
    _check_query(query, len(path) + 1)


def _path_of(pattern: str) -> str:
    return _SLASHES.sub("/", pattern.partition("?")[0])


def _check_braces(path: str) -> None:
    rest = _WILDCARD.sub(lambda found: "." * len(found[0]), path)
    if found := re.search(r"[{}]", rest):
        raise PatternError("a wildcard is written {name}", found.start())


def _check_anchor(path: str) -> None:
    anchor = path.find("$")
    if 0 <= anchor < len(path) - 1:
        raise PatternError("$ stands at the end of the path only", anchor)


def _check_operators(path: str) -> None:
    """Refuse a quantifier without anything to repeat, and groups that are not closed.

    A quantifier after another one (`a++`, `{x}*`) is refused, too: PCRE reads it as possessive.
    """
    depth, can_repeat = 0, False
    for found in _TOKEN.finditer(path):
        text = found[0]
        if text in "+*" and not can_repeat:
            raise PatternError(f"{text} has nothing to repeat", found.start())
        depth += (text == "(") - (text == ")")
        if depth < 0:
            raise PatternError("there is no ( before this )", found.start())
        can_repeat = text not in "(+*" and found.lastgroup != "wildcard"
    if depth:
        raise PatternError("( is not closed", path.rfind("("))


def _check_query(query: str, begin: int) -> None:
    seen = set()
    for pair in query.split("&"):
        name = pair.partition("=")[0]
        if "{" in name:
            raise PatternError("a wildcard cannot stand in the name of a parameter", begin)
        if name in seen and name:
            raise PatternError(f"the parameter {name} occurs twice", begin)
        seen.add(name)
        begin += len(pair) + 1
