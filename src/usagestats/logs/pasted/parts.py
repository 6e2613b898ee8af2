"""What a format is made of, whichever gateway it is written for: literal text, and parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from usagestats.logs.readers.named_texts import KNOWN_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from usagestats.logs.pasted.strftime import TimeFormat
    from usagestats.logs.pasted.written import Written

NUMBER: Final = "[0-9]++|-|"
"""The shape of a plain number. What a gateway does not know is `-`, or nothing at all."""

DECIMAL: Final = r"-?[0-9]++(?:\.[0-9]++)?|-|"
STATUS: Final = "[0-9]{3}|-1|[0-9-]|"
WORD: Final = r"[^\s\"]*+"
LIST: Final = "[^ ,]*+(?:(?:,| :) [^ ,]++)*+"
"""Of several upstreams: `a, b` after a retry, `a : b` after a redirect."""

REQUEST: Final = r"[^ ]++(?: (?!HTTP/[0-9])[^ ]*+)*+ HTTP/[0-9.]++|[^ ]*+"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a variable, directive or operator stands for.

    Args:
        column: The name that `NamedTexts` knows; `None` for a further field.
        rank: Of several parts for one column, the one with the lowest rank counts.
        shape: How its text always looks; `None` for any text up to what follows.
        unquoted: How its text looks where a space follows, though it may hold spaces.
        skipped: What may stand before its text and says nothing to us.
        unit: Of a duration: `s`, `ms` or `us`.
        read: Reads the text, where the column's own reader does not do.
        opens: What its text begins with, unless it is empty.
        is_closed: Whether the shape alone tells where the text ends.
        time: How a time is written, where `strftime` tells.
        sample: A text of it, with what is skipped.
    """

    column: str | None = None
    rank: int = 0
    shape: str | None = None
    unquoted: str | None = None
    skipped: str = ""
    unit: str | None = None
    read: Callable[[str], Any] | None = None
    opens: str = ""
    is_closed: bool = False
    time: TimeFormat | None = None
    sample: str = "-"

    @classmethod
    def of_time(cls, time: TimeFormat, rank: int = 0) -> Meaning:
        """Return that of a time; one without a date, or a fraction alone, is a further field."""
        return cls(
            "time" if time.is_complete else None,
            rank,
            time.shape,
            read=time,
            is_closed=True,
            time=time,
            sample=time.sample,
        )


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stands in every line as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """Text that differs from line to line.

    Args:
        name: Of the further field that it is, unless it is a column.
        meaning: What it stands for.
        begin: Where it begins in the format as written.
        end: Where it ends there.
        optional: Whether it is left out, with the space before it, where it is empty.
    """

    name: str
    meaning: Meaning
    begin: int = 0
    end: int = 0
    optional: bool = False


Piece = Literal | Part


@dataclass(frozen=True, slots=True)
class Syntax:
    r"""How a gateway writes formats and lines.

    Args:
        key: What may stand before a format, with a colon, to say whose it is.
        name: What messages call its formats.
        parse: Takes a format apart.
        plain: Undoes the escapes of its lines.
        escapes_quotes: Whether a quotation mark in a text always has a backslash before it, or is
            no quotation mark any more.
        add_time: What to add to a format without a time; the same for the others.
        add_status: A status.
        add_request: A request line.
        preferred: As in `NamedTexts`.
        names: What its formats may name, where it lets them name more.
    """

    key: str
    name: str
    parse: Callable[[Written], list[Piece]]
    plain: Callable[[str], str]
    escapes_quotes: bool
    add_time: str
    add_status: str
    add_request: str
    preferred: Mapping[str, str]
    names: frozenset[str] = frozenset()


def field_name(text: str) -> str:
    """Return how a further field is called: in lower case, letters, digits and `_`."""
    name = re.sub("[^a-z0-9]+", "_", text.lower()).strip("_") or "field"
    name = f"n{name}" if name[0].isdigit() else name
    return f"{name}_field" if name in KNOWN_NAMES else name


def joined(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with literals that touch made one, and parts of one time as well."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Literal) and found and isinstance(found[-1], Literal):
            found[-1] = Literal(found[-1].text + piece.text)
        elif not isinstance(piece, Literal) or piece.text:
            found.append(piece)
    return _with_whole_times(found)


def _with_whole_times(pieces: list[Piece]) -> list[Piece]:
    """Join the parts of a time: `%{%F %T}t.%{msec_frac}t`, `%Ts.%ms`."""
    found: list[Piece] = []
    for piece in pieces:
        found.append(piece)
        between = found[-2].text if len(found) > 1 and isinstance(found[-2], Literal) else ""
        first = found[-3 if between else -2] if len(found) > (2 if between else 1) else None
        if not (isinstance(first, Part) and isinstance(piece, Part)):
            continue
        one, two = first.meaning.time, piece.meaning.time
        if one and two and len(between) <= 1 and (time := one.followed_by(between, two)):
            meaning = Meaning.of_time(time, min(first.meaning.rank, piece.meaning.rank))
            whole = replace(first, meaning=meaning, end=piece.end)
            found[-3 if between else -2 :] = [whole]
    return found
