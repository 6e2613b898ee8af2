"""Lines by chance: seeds with pieces changed, doubled, cut or taken from another line; and noise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

ODD: Final = [
    *'"\\#?&[]{}()<>|/:.,;=+-_~%*\t\0\r', "\ufeff", "\u00e9", "\u0662", "\x1b", "\x1c", "\x7f", "\u2028",
    "\U0001f600", "  ", " -", "-", '" "', '""', "/?", "\\x22", "\\x3f", "\\x26", "\\u00e9", "\\u0000",
    "\\ud83d\\ude00", "\\ud800", "\\/", "\\n", "#22", "000", "0", "-0", "-1", "+5", "60", "99", "1e3", "1E-2",
    "1e400", "0.1", "0.0005", "1.5", "5ms", "34.1µs", "2m3s", "9" * 18, "9" * 19, "9" * 25, str(2**53),
    str(2**53 + 1), str(2**63), "://", "http://h", "\\", "29/Feb/2026", "29/Feb/2024", "1985", "2199", "Z",
    "+0000", "-2359", "+05:30", ".123456789", "null", "true", "[]", "{}", '{"a":1}', '["a"]', ",,", '"a":"b",',
    "user_key=k", "user_key=", "&app_id=x", "HTTP/1.1", " rt=0.5", "::1", "203.0.113.7", "a.example.org:8080",
]  # fmt: skip
"""Pieces that mean something in one format or another."""

_PIECES: Final = re.compile(r"[A-Za-z0-9.]+|.", re.DOTALL)
_LONG: Final = (15, 16, 17, 31, 32, 33, 255, 256, 4096)
"""Lengths around those of the blocks in which the kernel works."""


def some_lines(chance: Random, seeds: Sequence[str], count: int) -> list[str]:
    """Return so many lines: as they are, changed, or noise."""
    lines: list[str] = []
    for _ in range(count):
        line = chance.choice(seeds)
        kind = chance.random()
        if kind < 0.05:
            line = _noise(chance)
        elif kind < 0.9:
            for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
                line = changed(chance, line, lines)
        lines.append(line.replace("\n", " "))
    return lines


def _noise(chance: Random) -> str:
    size = chance.choice((0, 1, 7, 16, 40))
    if chance.random() < 0.5:
        return "".join(chance.choices(ODD, k=size))
    return chance.randbytes(size).decode("utf-8", "replace")


def changed(
    chance: Random, line: str, lines: Sequence[str], meaningful: Sequence[str] = ODD
) -> str:
    """Return a text with one change.

    Args:
        chance: Decides.
        line: The text.
        lines: Others, of which a part may be taken.
        meaningful: Pieces that may be put in.
    """
    pieces = _PIECES.findall(line)
    place = chance.randrange(len(pieces) + 1)
    further = min(len(pieces), place + chance.choice((1, 1, 2, 5, 20)))
    match chance.randrange(8):
        case 0:
            pieces.insert(place, chance.choice(meaningful))
        case 1:
            del pieces[place:further]
        case 2:
            pieces[place:further] = [chance.choice(meaningful)]
        case 3:
            pieces[place:place] = pieces[place:further]
        case 4:
            return "".join(pieces)[: chance.randrange(len(line) + 1)]
        case 5:
            pieces[place : place + 1] = [chance.choice("aZ0é \\\"'%") * chance.choice(_LONG)]
        case 6 if lines:
            other = _PIECES.findall(chance.choice(lines))
            pieces[place:] = other[min(place, len(other)) :]
        case _:
            pieces[place : place + 1] = [_other_byte(chance, "".join(pieces[place : place + 1]))]
    return "".join(pieces)


def _other_byte(chance: Random, piece: str) -> str:
    at = chance.randrange(len(piece) + 1)
    return piece[:at] + chr(chance.randrange(0x20, 0x7F)) + piece[at + 1 :]
