"""The pieces of a format of any gateway: literal text, and parts that differ per line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from usagestats.logs.readers.named_texts import KNOWN_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from usagestats.logs.pasted.strftime import TimeFormat
    from usagestats.logs.pasted.written import Written

NUMBER: Final = "[0-9]++|-|"
"""The shape of a plain number; for an unknown one a gateway writes `-` or nothing."""

DECIMAL: Final = r"-?[0-9]++(?:\.[0-9]++)?|-|"
"""The shape of a number that may have a fraction."""
ISO_TIME: Final = (
    r"[0-9]{4}[/-][0-9]{2}[/-][0-9]{2}[Tt ][0-9:]{8}(?:[.,][0-9]{1,9})?"
    r"(?: ?(?:[Zz]|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
)
"""The shape of a time of RFC 3339, with or without a fraction and an offset."""

DATED: Final = (
    r"(?:[0-9]{2}/[A-Z][a-z]{2}|[A-Z][a-z]{2}/[0-9]{2})/[0-9]{4}[: ][0-9:]{8}(?:\.[0-9]{1,9})?"
    rf"(?: [+-][0-9]{{4}})?|{ISO_TIME}"
    r"|(?:[A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} (?:[A-Z]{1,3}|[+-][0-9]{4})"
)
"""The shape of a time with a date: of the common log, of RFC 3339 or of RFC 1123.

Programs that imitate nginx or Apache, and modules of these, write the time of one variable in the
notation of another.
"""
STATUS: Final = "[0-9]{3}|-1|[0-9-]|"
"""The shape of a status; a missing one is `-`, `0`, `-1` or nothing."""
LIST: Final = "[^ ,]*+(?:(?:,| :) [^ ,]++)*+"
"""The shape of values of several upstreams: `a, b` after a retry, `a : b` after a redirect."""

REQUEST: Final = r"[^ ]++(?: (?!HTTP/[0-9])[^ ]*+)*+ HTTP/[0-9.]++|[^ ]*+"
"""The shape of a request line without quotation marks; it ends with `HTTP/1.1`, or has no space."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The meaning of a variable, directive or operator.

    Args:
        column: A name of `NamedTexts`; `None` for a further field.
        rank: Of several parts for one column, the one with the lowest rank counts.
        shape: A regular expression for its texts; `None`: any text up to the next literal.
        unquoted: Like `shape`, for texts that may hold spaces, where a space follows the part.
        skipped: A regular expression for characters before the text that are not part of it.
        unit: The unit of a duration: `s`, `ms` or `us`.
        read: Reads the text; `None`: the usual function for the column does.
        opens: The first character of its texts, unless they are empty.
        is_closed: Whether the shape alone shows where the text ends.
        time: The form of its times, if directives of `strftime` describe it.
        sample: One of its texts, with the skipped characters.
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
        """Return the meaning of a time; a time without a date is a further field."""
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
    """Text that is equal in every line."""

    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """Text that differs from line to line.

    Args:
        name: The name of its further field, unless it gives a column.
        meaning: Its meaning.
        begin: The position where it begins in the text of the format.
        end: The position where it ends there.
        optional: Whether an empty text is left out, with the space before it.
    """

    name: str
    meaning: Meaning
    begin: int = 0
    end: int = 0
    optional: bool = False


Piece = Literal | Part


@dataclass(frozen=True, slots=True)
class Syntax:
    r"""The syntax of formats of a gateway, and of the lines that it writes.

    Args:
        key: The name of the gateway before a format, as in `nginx:FORMAT`.
        name: The name of such formats in messages.
        parse: Splits a format into pieces.
        plain: Undoes the escapes in lines.
        escapes_quotes: Whether a quotation mark inside a text is always escaped.
        add_time: The text to add to a format without a time.
        add_request: The text to add to a format without a request.
        preferred: As in `NamedTexts`.
        names: The known names, for a gateway whose formats may hold unknown ones.
    """

    key: str
    name: str
    parse: Callable[[Written], list[Piece]]
    plain: Callable[[str], str]
    escapes_quotes: bool
    add_time: str
    add_request: str
    preferred: Mapping[str, str]
    names: frozenset[str] = frozenset()


def field_name(text: str) -> str:
    """Return the name of a further field: lower-case letters, digits and `_`."""
    name = re.sub("[^a-z0-9]+", "_", text.lower()).strip("_") or "field"
    name = f"n{name}" if name[0].isdigit() else name
    return f"{name}_field" if name in KNOWN_NAMES else name


def joined(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces; adjacent literals are joined to one, and so are the parts of one time."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Literal) and found and isinstance(found[-1], Literal):
            found[-1] = Literal(found[-1].text + piece.text)
        elif not isinstance(piece, Literal) or piece.text:
            found.append(piece)
    return _with_whole_times(found)


def single_spaced_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """Return a format in which each run of blanks and tabs is one blank, as `single_spaced`."""
    found: list[Piece] = []
    for number, piece in enumerate(pieces):
        if not isinstance(piece, Literal):
            found.append(piece)
            continue
        text = re.sub(r"[ \t]+", " ", piece.text)
        text = text.lstrip(" ") if number == 0 else text
        text = text.rstrip(" ") if number == len(pieces) - 1 else text
        found += [Literal(text)] if text else []
    return found


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
