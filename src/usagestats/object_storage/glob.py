"""Globs for keys of objects → regular expressions, with the meaning that they have for files."""

from __future__ import annotations

from typing import Final

from usagestats.late_pattern import late_pattern

_PARTS: Final = late_pattern(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|[^*?[]+|\[")


def glob_expression(glob: str) -> str:
    """Return the regular expression of a glob: `*` stays in a folder, `**/` is any folders."""
    return f"^{''.join(map(_part, _PARTS.findall(glob)))}$"


def _part(part: str) -> str:
    match part:
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
    if part.startswith("[") and len(part) > 1:
        negation, inside = ("^", part[2:-1]) if part[1] == "!" else ("", part[1:-1])
        return f"[{negation}{_escaped(inside, keep='-')}]"
    return _escaped(part)


def _escaped(text: str, keep: str = "") -> str:
    """Return a text for the regular expressions of polars, which know fewer escapes than ours."""
    special = set(r"\.+*?()|[]{}^$#&-~").difference(keep)
    return "".join(f"\\{letter}" if letter in special else letter for letter in text)
