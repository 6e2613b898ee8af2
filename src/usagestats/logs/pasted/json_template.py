"""Templates of JSON records, `{"time":"$msec","status":$status}` → formats with a key map.

A variable stands inside a text, or alone for a number. A value of one variable gives the column of
that variable. Of values with several, those that are a request line or a URL give columns; the
others are further fields only.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from usagestats.light_dataclass import replace
from usagestats.logs.pasted.compiled import check_columns
from usagestats.logs.pasted.parts import Literal, Part
from usagestats.logs.readers.json.json_format import json_format
from usagestats.logs.readers.json.key_map import COLUMNS, PATH_AFTER_REWRITE
from usagestats.logs.readers.json.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.logs.pasted.parts import Meaning, Piece, Syntax
    from usagestats.logs.pasted.written import Written
    from usagestats.logs.readers.json.json_format import JsonFormat

_MARK: Final = "\ue000"
_MARKED: Final = re.compile(f"{_MARK}([0-9]+){_MARK}")
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_REQUEST: Final = re.compile(r"\{http_method\} (?:\{target\}|\{url\})(?:\?\{query\})?(?: .*)?")
_KEYS: Final = frozenset({*COLUMNS, PATH_AFTER_REWRITE})
_URL: Final = re.compile(r"\{[a-z_]+\}://\{host\}(?::\{[a-z_]+\})?\{target\}")


def is_template(text: str) -> bool:
    """Whether a format is the template of a JSON object."""
    return re.match(r'\s*\{\s*(?:"|\})', text) is not None


def json_template(written: Written, syntax: Syntax) -> JsonFormat:
    """Return the format that a template describes.

    Raises:
        UsageError: It is not JSON, or has no time or no request.
    """
    pieces = syntax.parse(written)
    template = _parsed(pieces, written)
    found: dict[str, list[tuple[int, str]]] = {}
    for path, value in _values(template, ()):
        if column_of := _column_of(value, pieces):
            column, rank, unit = column_of
            _check_time(column, _pieces_in(value, pieces), written)
            found.setdefault(column, []).append((rank, _key(path, unit)))
    has = {"target" if column in {"path", PATH_AFTER_REWRITE} else column for column in found}
    check_columns(has, written, syntax)
    keys = {column: [key for _, key in sorted(ranked)] for column, ranked in found.items()}
    log_format = json_format(syntax.name, _sample(template, pieces), keys)
    return replace(log_format, has_connections=syntax.key == "envoy")


def _parsed(pieces: list[Piece], written: Written) -> dict[str, Any]:
    """Return the object in the template, with a mark in place of each part."""
    text, ends = "", [(0, 0)]
    for number, piece in enumerate(pieces):
        if isinstance(piece, Literal):
            text += piece.text
            continue
        mark = f"{_MARK}{number}{_MARK}"
        text += mark if _is_in_string(text) else f'"{mark}"'
        ends.append((len(text), piece.end))
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        position = _position(getattr(error, "pos", 0), ends, written)
        reason = getattr(error, "msg", "nested too deep").lower()
        hint = "the template of a record is a JSON object in which variables stand for values"
        message = f"it is not JSON: {reason}"
        raise written.error(
            message, position, min(position + 1, len(written.text)), hint
        ) from error
    if not isinstance(found, dict):
        raise written.refusal("it is not a JSON object", "write {…}")
    return found


def _is_in_string(text: str) -> bool:
    """Whether a string is open at the end."""
    return '"' in _STRING.sub("", text)


def _position(in_text: int, ends: list[tuple[int, int]], written: Written) -> int:
    """Convert a position in the text with marks to a position in the format.

    Args:
        in_text: The position in the text with marks.
        ends: Where each mark ends in the text, and where its part ends in the format; in order.
        written: The format.
    """
    end_in_text, end = max(pair for pair in ends if pair[0] <= in_text)
    return min(end + in_text - end_in_text, max(len(written.text) - 1, 0))


def _values(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:  # noqa: ANN401
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(inner, (*path, name))
    elif isinstance(value, str):
        yield path, value


def _pieces_in(value: str, pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of a value."""
    texts = _MARKED.split(value)
    return [
        pieces[int(text)] if number % 2 else Literal(text)
        for number, text in enumerate(texts)
        if number % 2 or text
    ]


def _column_of(value: str, pieces: list[Piece]) -> tuple[str, int, str | None] | None:
    """Return the column of a value, its rank and its unit; `None` for a further field."""
    inside = _pieces_in(value, pieces)
    parts = [piece for piece in inside if isinstance(piece, Part)]
    bare = "".join(piece.text for piece in inside if isinstance(piece, Literal))
    if len(parts) == 1 and bare.strip() in {"", "[]"}:
        meaning = parts[0].meaning
        column = _path_column(meaning) if meaning.column == "target" else meaning.column
        return (column, meaning.rank, meaning.unit) if column in _KEYS else None
    outline = "".join(
        piece.text if isinstance(piece, Literal) else f"{{{piece.meaning.column or piece.name}}}"
        for piece in inside
    )
    outline = outline.replace("{target}{is_args}{query}", "{target}").replace(
        "{target}{query}", "{target}"
    )
    if _REQUEST.fullmatch(_URL.sub("{url}", outline)):
        return "request", 1, None
    if outline != "{target}" and not _URL.fullmatch(outline):
        return None
    target = next(part.meaning for part in parts if part.meaning.column == "target")
    return _path_column(target), 3, None


def _path_column(target: Meaning) -> str:
    """Return the name in a key map for a target; that of rank 0 is as the client sent it."""
    return PATH_AFTER_REWRITE if target.rank else "path"


def _check_time(column: str, inside: list[Piece], written: Written) -> None:
    """Check that the time of a JSON value can be read.

    Raises:
        UsageError: It cannot.
    """
    if column != "time":
        return
    sample = "".join(
        piece.text if isinstance(piece, Literal) else piece.meaning.sample for piece in inside
    )
    if parse_time(sample) is None:
        part = next(piece for piece in inside if isinstance(piece, Part))
        hint = "write it as %Y-%m-%dT%H:%M:%S%z, in the gateway and here"
        raise written.error("a time that is not read from JSON", part.begin, part.end, hint)


def _key(path: tuple[str, ...], unit: str | None) -> str:
    key = ".".join(name.replace(".", "\\.") for name in path)
    return key if unit is None else f"{key}:{unit}"


def _sample(template: dict[str, Any], pieces: list[Piece]) -> str:
    """Return a record of the template."""

    def text_of(found: re.Match[str]) -> str:
        piece = pieces[int(found[1])]
        return piece.meaning.sample if isinstance(piece, Part) else ""

    return _MARKED.sub(text_of, json.dumps(template, ensure_ascii=False))
