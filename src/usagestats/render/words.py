"""Texts in a given number of terminal cells: wrapped at words, or shortened in the middle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator

_ELLIPSIS, _SHORT_MARK = "…", "~"  # the second where there is only ASCII
_AFTER_BREAK: Final = re.compile(r"(?<=[_ ])(?=[^_ ])")


def short_mark(*, unicode: bool) -> str:
    """Return the character in the place of what is left out of a text."""
    return _ELLIPSIS if unicode else _SHORT_MARK


def shortened(text: str, width: int, *, unicode: bool = True) -> str:
    """Return `text` in at most `width` cells: `…` takes the place of what is too much of it."""
    if cell_len(text) <= width:
        return text
    mark = short_mark(unicode=unicode)
    end = _ending(text, (width - 1) // 2)
    return _beginning(text, width - 1 - cell_len(end)) + mark + end


def _beginning(text: str, width: int) -> str:
    size = max(width, 0)
    while cell_len(text[:size]) > width:
        size -= 1
    return text[:size]


def _ending(text: str, width: int) -> str:
    start = len(text) - width
    while cell_len(text[start:]) > width:
        start += 1
    return text[start:]


def wrapped(
    text: str,
    width: int | None,
    *,
    indent: str = "",
    cuts: bool = True,
    unicode: bool = True,
) -> list[str]:
    """Return the lines of a text that is wrapped between words; at least one.

    Args:
        text: The text; its first line keeps the blanks with which it begins.
        width: The cells of a line; `None` for no limit.
        indent: Stands before all lines but the first.
        cuts: Whether a word that is wider than a line is shortened; else it stays whole.
        unicode: Whether `…` can be shown.
    """
    if width is None or cell_len(text) <= width:
        return [text]
    lines, line = [], text[: len(text) - len(text.lstrip(" "))]
    is_first = True
    for word in text.split():
        fitting = shortened(word, width - len(indent), unicode=unicode) if cuts else word
        joined = f"{line}{fitting}" if is_first else f"{line} {fitting}"
        if is_first or cell_len(joined) <= width:
            line, is_first = joined, False
        else:
            lines.append(line)
            line = indent + fitting
    return [*lines, line]


def heading_pieces(heading: str) -> list[str]:
    """Return the pieces of a heading, which may be broken after `_` and blanks."""
    return _AFTER_BREAK.split(heading)


def heading_lines(heading: str, width: int, *, unicode: bool = True) -> list[str]:
    """Return a heading in lines of at most `width` cells, broken between its pieces."""
    return list(_joined_pieces(heading_pieces(heading), width, unicode=unicode))


def _joined_pieces(pieces: list[str], width: int, *, unicode: bool) -> Iterator[str]:
    line = ""
    for piece in pieces:
        if line and cell_len((line + piece).rstrip()) > width:
            yield shortened(line.rstrip(), width, unicode=unicode)
            line = ""
        line += piece
    yield shortened(line.rstrip(), width, unicode=unicode)
