"""CSV files with usage that a portal has added up: those of 3scale, and tidy ones.

Layouts, known by their header:

- the API of the portal: `Metric System Name,Metric Name,Date,Value`;
- the button of its page: `datetime`, and a column for each metric or application;
- its top applications: `Application Name,Application ID,…,Total`, of one metric and range;
- tidy: `metric`, a time, `usage` and, if told apart, `application`; so `traffic --long` writes it.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_API: Final = ("metric system name", "metric name", "date", "value")
_TOP: Final = (
    *("application name", "application id", "plan name", "plan id"),
    *("account name", "account id", "total"),
)
_PAGE: Final = "datetime"
_MEANINGS: Final = {
    "metric": ("metric", "metric system name", "metric_system_name"),
    "start": ("period_start", "period", "start", "date", "datetime", "time", "day", "month"),
    "end": ("period_end", "end"),
    "application_id": ("application_id", "application id", "app_id"),
    "application": ("application", "app", "application name"),
    "product": ("product", "service"),
    "backend": ("backend",),
    "usage": ("usage", "value", "total"),
}
_IGNORED: Final = {
    *("covered_start", "covered_end", "partial", "metric name", "unit"),
    *("account_id", "account", "plan_id", "plan"),
    *("account id", "account name", "plan id", "plan name"),
}
_VALUE: Final = re.compile(r"([0-9]+)(?:\.0+)?")
_LARGEST: Final = 2**63 - 1


class Value(NamedTuple):
    """A value of a file; texts are as the file has them, and empty where it has none."""

    line: int
    usage: int
    metric: str = ""
    start: str = ""
    end: str = ""
    application: str = ""
    product: str = ""
    backend: str = ""


def values_of(data: bytes, file: str) -> list[Value]:
    """Read the values of a file; cells without a value are left out, since they are unknown.

    A file with a column per metric or application has the name of the column as `metric`, one of
    top applications has neither metric nor time.

    Raises:
        UsageError: It has none of the layouts, or a cell is no number.
    """
    text = _decoded(data, file)
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(StringIO(text), delimiter=delimiter, strict=True)
    try:
        header = next(rows, [])
        names = [name.strip().lower() for name in header]
        numbered = _numbered(rows, len(names), file)
        if names and names[0] == _PAGE and not {"metric", "usage"} & set(names):
            return list(_of_page(header, numbered, file))
        return list(_of_tidy(_columns(names, file), numbered, file))
    except csv.Error as error:
        raise UsageError(f"no CSV: {error}", where=f"{file}:{rows.line_num}") from error


def is_ranking(data: bytes) -> bool:
    """Return whether a file has the header of the portal's top applications: no metric, no time."""
    first = data.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace")
    return tuple(name.strip().lower() for name in first.split(",")) == _TOP


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "save it as CSV UTF-8"
        raise UsageError("is not UTF-8", where=file, hint=hint) from error


def _numbered(rows: Iterable[list[str]], width: int, file: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not blank with the numbers of their lines.

    Raises:
        UsageError: A row is longer or shorter than the header.
    """
    for row in rows:
        line = getattr(rows, "line_num", 0)
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != width:
            what = f"{len(cells)} cells, but the header has {width}"
            raise UsageError(what, where=f"{file}:{line}")
        yield line, cells


def _columns(names: Sequence[str], file: str) -> dict[str, int]:
    """Return the positions of the columns by their meaning.

    Raises:
        UsageError: A column is missing, unknown, or there twice.
    """
    meanings = {name: meaning for meaning, words in _MEANINGS.items() for name in words}
    found: dict[str, int] = {}
    for position, name in enumerate(names):
        if name in _IGNORED:
            continue
        meaning = meanings.get(name)
        if meaning is None or meaning in found:
            what = f"the column {name!r} is " + ("there twice" if meaning else "unknown")
            raise UsageError(what, where=f"{file}:1", hint=did_you_mean(name, meanings) or _LAYOUTS)
        found[meaning] = position
    needed = {"usage"} if tuple(names) == _TOP else {"metric", "start", "usage"}
    if missing := sorted(needed - found.keys()):
        what = f"no column for {' and '.join(missing)}"
        raise UsageError(what, where=f"{file}:1", hint=_LAYOUTS)
    return found


_LAYOUTS: Final = (
    "known are the CSV files of the 3scale portal and of its API, and files with the columns"
    " metric, date, usage and, if told apart, application, product, backend"
)


def _of_page(
    header: Sequence[str], rows: Iterable[tuple[int, list[str]]], file: str
) -> Iterator[Value]:
    names = [name.strip() for name in header]
    for name in names[1:]:
        if not name or names.count(name) > 1:
            what = f"the column {name!r} is there twice" if name else "a column has no name"
            raise UsageError(what, where=f"{file}:1")
    for line, (start, *cells) in rows:
        for name, cell in zip(names[1:], cells, strict=True):
            if cell:
                yield Value(line, _number(cell, f"{file}:{line}"), name, start)


def _of_tidy(
    columns: dict[str, int], rows: Iterable[tuple[int, list[str]]], file: str
) -> Iterator[Value]:
    named = {key: place for key, place in columns.items() if key not in {"usage", "application_id"}}
    for line, cells in rows:
        if usage := cells[columns["usage"]]:
            texts = {key: cells[place] for key, place in named.items()}
            if own := cells[columns["application_id"]] if "application_id" in columns else "":
                texts["application"] = own
            yield Value(line, _number(usage, f"{file}:{line}"), **texts)


def _number(cell: str, where: str) -> int:
    match = _VALUE.fullmatch(cell)
    if match is None or int(match[1]) > _LARGEST:
        raise UsageError("the usage is no whole number", where=where)
    return int(match[1])
