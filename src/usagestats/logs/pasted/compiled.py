"""Pieces of a format → the `LogFormat` that reads its lines.

Lines of a pasted format that equals a built-in one are read by the built-in one. Lines that begin
like those of the NCSA family are read by the fast path of that family. All others are read by a
pattern.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from usagestats.errors import UsageError, did_you_mean
from usagestats.light_dataclass import replace
from usagestats.logs.formats import FORMATS
from usagestats.logs.pasted.apache import APACHE
from usagestats.logs.pasted.envoy import ENVOY
from usagestats.logs.pasted.haproxy import HAPROXY
from usagestats.logs.pasted.nginx import nginx_syntax
from usagestats.logs.pasted.parts import Literal, Meaning, Part, single_spaced_pieces
from usagestats.logs.pasted.patterns import check_separated, pattern_of
from usagestats.logs.pasted.tomcat import TOMCAT, TOMCAT_10
from usagestats.logs.pasted.well_known import WELL_KNOWN
from usagestats.logs.pasted.written import Written
from usagestats.logs.readers.extras import extra_columns
from usagestats.logs.readers.json.key_map import UNITS
from usagestats.logs.readers.named_texts import COLUMN_READERS, NamedTexts
from usagestats.logs.readers.ncsa_family import NCSA_PATTERNS, NCSA_READERS, before_columns
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.readers.quoted_program import Ending, QuotedLines
from usagestats.logs.readers.quoted_request import QuotedRequestFormat
from usagestats.logs.values.numbers import milliseconds
from usagestats.logs.values.request_line import unescape
from usagestats.tables.declared import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from usagestats.logs.pasted.parts import Piece, Syntax
    from usagestats.logs.readers.log_format import LogFormat

SYNTAXES: Final = {
    known.key: known for known in (nginx_syntax(), APACHE, TOMCAT, TOMCAT_10, ENVOY, HAPROXY)
}
_NCSA: Final = re.compile(
    r"(?:\{host\}(?::\{(?:server_)?port\})? )?\{remote_address\} (?:-|\{logname\}) \{remote_user\}"
    r' (?:\[\{time\}\]|\{bracketed\}) "\{request\}" \{status\} \{response_bytes\}(?= |$)'
)
_NCSA_COLUMNS: Final = frozenset(
    {"time", "request", "http_method", "target", "query", "status", "response_bytes",
     "remote_address", "remote_user"}
)  # fmt: skip
_TIMES: Final = {
    "04/May/2026:10:15:30 +0000": "{time}",
    "[04/May/2026:10:15:30 +0000]": "{bracketed}",
}
"""The samples of the times of the NCSA family, and their names in an outline."""

_SOME_TIME: Final = datetime(2026, 5, 4, tzinfo=UTC)


def compiled(written: Written, syntax: Syntax) -> LogFormat:
    """Return the format that a text describes.

    Raises:
        UsageError: The text is not valid, or has no time or no request.
    """
    pieces = syntax.parse(written)
    check_separated(pieces, written)
    chosen = chosen_parts(part.meaning for part in _parts(pieces))
    try:
        check_columns(chosen, written, syntax)
    except UsageError:
        check_spelling(pieces, written, syntax.names)
        raise
    if "status" not in chosen:
        check_spelling(pieces, written, syntax.names & {"status"})
    if _has_tab(pieces):  # parts between tabs may hold blanks
        return with_pattern(pieces, syntax)
    spaced = single_spaced_pieces(pieces)
    known = next((name for name, one in _known() if pieces_alike(one, spaced)), None)
    if known is not None:
        return FORMATS[known]
    return _with_ncsa(spaced, syntax) or with_pattern(pieces, syntax)


def _parts(pieces: Iterable[Piece]) -> list[Part]:
    return [piece for piece in pieces if isinstance(piece, Part)]


def chosen_parts(meanings: Iterable[Meaning]) -> dict[str, Meaning]:
    """Return the best meaning for each column: of the lowest rank, and of these the first."""
    chosen: dict[str, Meaning] = {}
    for meaning in meanings:
        if meaning.column and (
            meaning.column not in chosen or meaning.rank < chosen[meaning.column].rank
        ):
            chosen[meaning.column] = meaning
    return chosen


def check_columns(columns: Iterable[str], written: Written, syntax: Syntax) -> None:
    """Check that a format has all that counting needs.

    Raises:
        UsageError: It has no time or no request.
    """
    has = set(columns)
    for is_there, what, wanted in (
        ("time" in has, "time", syntax.add_time),
        ("request" in has or {"http_method", "target"} <= has, "request", syntax.add_request),
    ):
        if not is_there:
            hint = f"add {wanted} to it in the gateway; lines written before cannot be counted"
            if what == "request":
                hint += "\na request is a request line, or a method and a path"
            raise written.refusal(f"a format without a {what}", hint)


def check_spelling(pieces: Sequence[Piece], written: Written, names: Collection[str]) -> None:
    """Find a misspelt name in a format that lacks a column.

    Args:
        pieces: The pieces of the format.
        written: The format.
        names: The names that may be misspelt in it.

    Raises:
        UsageError: There is such a name.
    """
    for part in _parts(pieces):
        is_unknown = part.meaning == Meaning() and part.name not in names
        if is_unknown and (hint := did_you_mean(part.name, names)):
            raise written.error(f"unknown name: {part.name}", part.begin, part.end, hint)


def pieces_alike(some: Sequence[Piece], others: Sequence[Piece]) -> bool:
    """Whether two formats are equal, wherever their parts were pasted."""
    return _bare(some) == _bare(others)


def _bare(pieces: Sequence[Piece]) -> list[Piece]:
    return [
        replace(piece, begin=0, end=0) if isinstance(piece, Part) else piece for piece in pieces
    ]


@cache
def _known() -> list[tuple[str, list[Piece]]]:
    return [(name, SYNTAXES[key].parse(Written.whole(text, ""))) for key, name, text in WELL_KNOWN]


def _names(
    pieces: Sequence[Piece],
    readers: dict[str, Callable[[str], Any]],
    taken: Collection[str] = (),
) -> dict[int, str]:
    """Return the names of groups by the index of their piece: a column, or a further field.

    The best part for a column gets the name of the column; every other part has its own name.

    Args:
        pieces: The pieces, whose parts become groups.
        readers: Gets the functions that read columns.
        taken: The columns that are read elsewhere.
    """
    best = chosen_parts(part.meaning for part in _parts(pieces))
    names: dict[int, str] = {}
    for number, piece in enumerate(pieces):
        if not isinstance(piece, Part):
            continue
        meaning = piece.meaning
        column = None if meaning.column in taken else meaning.column
        is_column = column is not None and best[column] is meaning
        name = column if is_column and column else piece.name
        if name in names.values():
            continue
        names[number] = name
        if is_column and (reader := _reader(meaning)):
            readers[name] = reader
    return names


def _reader(meaning: Meaning) -> Callable[[str], Any] | None:
    if meaning.unit is not None:
        return partial(milliseconds, per_unit=UNITS[meaning.unit])
    return meaning.read


def _texts(
    readers: dict[str, Callable[[str], Any]], syntax: Syntax, names: Iterable[str]
) -> NamedTexts:
    present = set(names)
    preferred = {
        column: better for column, better in syntax.preferred.items() if {column, better} <= present
    }
    read_time = readers.pop("time")
    return NamedTexts(read_time, syntax.plain, readers, preferred)


def with_pattern(pieces: Sequence[Piece], syntax: Syntax) -> PatternFormat:
    """Return a format whose lines are read by one pattern, made from the pieces.

    If the format has tabs, lines with other blanks instead are read by a second pattern.
    """
    spaced = single_spaced_pieces(pieces)
    forms = [pieces, spaced] if _has_tab(pieces) else [spaced]
    readers: dict[str, Callable[[str], Any]] = {}
    named = [(form, _names(form, readers)) for form in forms]
    return PatternFormat(
        name=syntax.name,
        sample=sample_of(pieces),
        patterns=tuple(
            re.compile(pattern_of(form, names, syntax), re.DOTALL) for form, names in named
        ),
        texts=_texts(readers, syntax, named[0][1].values()),
        lacks=f"it does not fit the {syntax.name} given",
    )


def _has_tab(pieces: Iterable[Piece]) -> bool:
    return any("\t" in piece.text for piece in pieces if isinstance(piece, Literal))


def sample_of(pieces: Iterable[Piece]) -> str:
    """Return a line of the format, as an example."""
    return "".join(
        piece.text if isinstance(piece, Literal) else piece.meaning.sample for piece in pieces
    )


def _with_ncsa(pieces: Sequence[Piece], syntax: Syntax) -> QuotedRequestFormat | None:
    """Return a format that begins as those of the NCSA family; `None` for any other.

    A line is read up to the size as lines of the family are, by their fast path, and after it by a
    pattern. A line with another end is still a line of the family.
    """
    begins = _NCSA.match("".join(map(_outline, pieces)))
    if begins is None or syntax.plain is not unescape:
        return None
    size = next(
        number for number, part in enumerate(pieces) if _column_of(part) == "response_bytes"
    )
    has_host = any(_column_of(piece) == "host" for piece in pieces[:size])
    taken = _NCSA_COLUMNS | ({"host"} if has_host else frozenset())
    readers: dict[str, Callable[[str], Any]] = {}
    after = pieces[size + 1 :]
    names = _names(after, readers, taken)
    readers["time"] = _no_matter_when
    columns_after = frozenset(REQUESTS) & set(names.values())
    tail = re.compile(pattern_of(after, names, syntax), re.DOTALL)
    texts = _texts(readers, syntax, names.values())
    ending = Ending(tail, {**COLUMN_READERS, **texts.readers}, frozenset(texts.preferred))
    return QuotedRequestFormat(
        name=syntax.name,
        sample=sample_of(pieces),
        patterns=NCSA_PATTERNS,
        lines=QuotedLines(NCSA_READERS, ending=ending),
        before=partial(before_columns, has_host=has_host),
        further=partial(_further, tail=tail, texts=texts, columns_after=columns_after),
        signature=tail,
    )


def _further(
    match: re.Match[str], tail: re.Pattern[str], texts: NamedTexts, columns_after: frozenset[str]
) -> dict[str, Any]:
    """Return the columns and fields of a line after the size."""
    found = tail.fullmatch(match["after"])
    if found is None:
        return extra_columns(match["after"])
    row = texts.request(found.groupdict())
    return {**{name: row[name] for name in columns_after}, "fields": row["fields"]}


def _no_matter_when(_: str) -> datetime:
    """Return any time: the time of the line is read elsewhere."""
    return _SOME_TIME


def _column_of(piece: Piece) -> str | None:
    return piece.meaning.column if isinstance(piece, Part) else None


def _outline(piece: Piece) -> str:
    if isinstance(piece, Literal):
        return piece.text.replace("{", "{{")
    column = piece.meaning.column
    if column == "time":
        return _TIMES.get(piece.meaning.sample, "{other}")
    return f"{{{column or piece.name}}}"
