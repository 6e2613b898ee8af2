"""JSON records, one per line: a format is a key map, and a rule to recognise its records."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.json.key_map import (
    COLUMNS,
    PATH_AFTER_REWRITE,
    Key,
    KeyMap,
    clashes,
    key_map,
    path_of,
)
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.log_format import (
    CONNECTION,
    CarefulFormat,
    NoRequestError,
    OtherRecordError,
    Request,
    request,
)
from usagestats.logs.readers.reader import CarefulReader

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import datetime

    from usagestats.logs.readers.json.record import Record
    from usagestats.logs.readers.json.record_filter import KeyOfOthers, RecordFilter
    from usagestats.logs.readers.log_format import TextGroups
    from usagestats.logs.readers.reader import Reader
    from usagestats.tables.declared import Detail


_OBJECT: Final = r"^[ \t\r\x00\ufeff]*\{"
_ANY_OBJECT: Final = late_pattern(r"\{[^\n]*+")
_PLAIN_NAME: Final = late_pattern(r"[\w@$. -]+", re.ASCII)
_ESCAPED_NAMES: Final = r"\\[ux]"  # with these, the letters of a name may look otherwise


@dataclass(frozen=True, slots=True)
class JsonFormat(CarefulFormat):
    """A `LogFormat` of JSON records.

    Args:
        name: The name of the format.
        sample: A line of it.
        keys: The paths of the columns in a record.
        telling: The keys that a record must have to be of this format, besides time and status.
        records: The value that distinguishes records of requests from others; `None`: every record
            is a request.
        has_connections: Whether there may be records of TCP connections, as Envoy writes them.
        needs_status: Whether each record has one of the keys of the status.
        day: The key of the day, in UTC, of times that are only a time of day.
        readers: The functions for texts of columns that the gateway writes in its own way.
    """

    name: str
    sample: str
    keys: KeyMap
    telling: tuple[Key, ...] = ()
    records: RecordFilter | KeyOfOthers | None = None
    has_connections: bool = False
    needs_status: bool = True
    day: Key | None = None
    readers: Mapping[str, Callable[[str], Any]] = field(default_factory=dict)

    def reader(self, columns: frozenset[str], detail: Detail) -> Reader:
        """Return a reader by the kernel; a careful one where there is none."""
        if kernel() is None:
            return CarefulReader(columns)
        from usagestats.logs.readers.json.json_reader import JsonReader
        from usagestats.logs.readers.json.program import Question, task_of

        task = task_of(Question(self.keys, self.telling, self.records, columns, detail, self.day))
        if task is None:
            return CarefulReader(columns)
        return JsonReader(task, columns, self.readers)

    @property
    def has_quotes(self) -> bool:
        """Return true: names of keys stand in quotation marks."""
        return True

    @property
    def line_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the beginning of an object, and what may follow."""
        return (_ANY_OBJECT,)

    @property
    def line_texts(self) -> TextGroups:
        """Return the keys of all records that this format knows."""
        return self.request_texts if self.records is None else _texts(self._names_of_records())

    @property
    def request_texts(self) -> TextGroups:
        """Return the keys of records of requests."""
        needed = ("time", "status") if self.needs_status else ("time",)
        known = [self.keys[name] for name in needed if name in self.keys]
        groups = [*((key,) for key in self.telling), *known]
        return _texts([*groups, *self._names_of_records()])

    def might_fit(self, lines: pl.Series) -> pl.Series:
        """Return for each line whether it might be a record with the keys of this format."""
        return _with_texts(lines, self.request_texts)

    def might_be_known(self, lines: pl.Series) -> pl.Series:
        """Return for each line whether it might be a record that this format knows."""
        return _with_texts(lines, self.line_texts)

    def _names_of_records(self) -> list[tuple[Key, ...]]:
        """Return the keys by which the record filter knows records of any kind."""
        signs = self.records.signs if self.records else ()
        return [tuple(map(Key, signs))] if signs else []

    def reasons(self, lines: pl.Series) -> pl.Series:
        """Return the reasons for refusing lines; most of them are no records at all."""
        from usagestats.logs.readers.json.record import NO_OBJECT

        objects = lines.str.contains(_OBJECT).arg_true()
        found = pl.repeat(NO_OBJECT, len(lines), dtype=pl.String(), eager=True)
        return found.scatter(objects, [self._reason(line) for line in lines.gather(objects)])

    @property
    def holds(self) -> tuple[str, ...]:
        """Return how a record begins."""
        return ("{",)

    def read_line(self, line: str) -> Request:
        """Read one line with care."""
        from usagestats.logs.readers.json.cells import cells_in
        from usagestats.logs.readers.json.record import texts_by_path

        record, time = self._record_and_time(line)
        cells = cells_in(record, self.keys)
        for name, read in self.readers.items():
            cells[name] = None if cells[name] is None else read(cells[name])
        return request(time, **cells, fields=texts_by_path(record))

    def check_line(self, line: str) -> None:
        """Raise the error that `read_line` would raise."""
        self._record_and_time(line)

    def _record_and_time(self, line: str) -> tuple[Record, datetime]:
        """Return the record in a line, and its time.

        Raises:
            OtherRecordError: The record is one of the gateway, but not of a request.
            NoRequestError: The line is not a request of this format.
        """
        from usagestats.logs.readers.json.cells import check_status, is_connection, time_in
        from usagestats.logs.readers.json.record import parse_record, text_at

        record = parse_record(line)
        if self.records is not None:
            self.records.check(record)
        for key in self.telling:
            if text_at(record, key.path) is None:
                raise NoRequestError(f"no {key}")
        if "status" in self.keys and self.needs_status:
            check_status(record, self.keys)
        if self.has_connections and is_connection(record, self.keys):
            raise OtherRecordError(CONNECTION)
        return record, time_in(record, self.keys, self.day)


def _texts(groups: Iterable[tuple[Key, ...]]) -> TextGroups:
    """Return the names at the ends of keys, as records hold them; small groups first."""
    found = [tuple(key.path[-1] for key in keys) for keys in groups]
    return tuple(
        tuple(f'"{name}"' for name in names)
        for names in sorted(found, key=len)
        if all(map(_PLAIN_NAME.fullmatch, names))
    )


def _with_texts(lines: pl.Series, groups: TextGroups) -> pl.Series:
    """Return for each line whether it might be an object with a name of each group."""
    might = lines.str.contains(_OBJECT)
    for names in groups:
        if might.any():
            texts = map(re.escape, names)
            might &= lines.str.contains("|".join([*texts, _ESCAPED_NAMES]))
    return might


def json_format(
    name: str,
    sample: str,
    keys: Mapping[str, Collection[str]],
    *,
    telling: Collection[str] = (),
    records: RecordFilter | KeyOfOthers | None = None,
) -> JsonFormat:
    """Return a format that is declared by texts.

    Args:
        name: The name of the format.
        sample: A line of it.
        keys: The keys of each column, see `key_map`.
        telling: The paths that a record must have to be of this format.
        records: The value that distinguishes records of requests from others; `None`: every record
            is a request.

    Raises:
        ValueError: A key leads to a value where another one leads through an object, or there is no
            such column.
    """
    if unknown := keys.keys() - {*COLUMNS, PATH_AFTER_REWRITE}:
        raise ValueError(f"no such columns: {', '.join(sorted(unknown))}")
    required = tuple(Key(path_of(text)) for text in telling)
    found = JsonFormat(name, sample, key_map(keys), required, records)
    paths = [key.path for keys_of in found.keys.values() for key in keys_of]
    if clashing := clashes([*paths, *(key.path for key in required)]):
        raise ValueError(f"{'.'.join(clashing[0])} is both a value and an object")
    return found
