"""`applications.csv` → Registry. A key is hashed as it is read, and never shown.

Errors show no text of a cell, whatever its column: where columns are shifted, it is a key.
"""

from __future__ import annotations

import csv
import gc
import re
from contextlib import contextmanager
from io import StringIO
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from usagestats.catalog.created_at import creation_of
from usagestats.catalog.mistakes import CatalogError, Mistake, nearest
from usagestats.catalog.registry import Application, Registry
from usagestats.errors import UsageError, did_you_mean
from usagestats.safety.secrets import pseudonym

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

COLUMNS: Final = ("key", "id", "name", "account", "plan", "state", "created_at", "email")
"""What the file may tell of an application, in any order; a row needs an id or a key."""

_LISTED = f"columns are {', '.join(COLUMNS)}"
_HASH = "sha256:"
_DIGEST = re.compile(r"[0-9A-Fa-f]{64}")


def read_registry(path: Path, plans: Collection[str] = ()) -> Registry:
    """Read the applications.

    Args:
        path: Of the CSV file: UTF-8, with a header.
        plans: The names of plans; any plan will do where there are none.

    Raises:
        OSError: The file cannot be read.
        CatalogError: It says what cannot be; every problem is named with its line.
    """
    return parse_registry(path.read_bytes(), str(path), plans)


def parse_registry(data: bytes, file: str, plans: Collection[str] = ()) -> Registry:
    """Read the applications from the bytes of a file; `file` is named with each problem.

    Raises:
        CatalogError: As `read_registry`.
    """
    with _without_collections():
        return _registry(data, file, plans)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Let no garbage be looked for: all that is made is kept, and looking takes a third more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _registry(data: bytes, file: str, plans: Collection[str]) -> Registry:
    lines = _Rows(file, _decoded(data, file))
    rows = iter(lines)
    header = next(rows, [])
    reading = _Reading(file, frozenset(plans), _positions(header, f"{file}:{lines.line}"))
    for row in rows:
        reading.add(row, lines.line)
    if reading.errors:
        raise CatalogError(reading.errors)
    return Registry(reading.identities)


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "save it as CSV in UTF-8"
        raise CatalogError([UsageError("not UTF-8", where=f"{file}:{line}", hint=hint)]) from error


class _Rows:
    """The rows that are not empty; `line` is where the present one begins, from 1."""

    def __init__(self, file: str, text: str) -> None:
        self.line = 1
        self._file = file
        self._reader = csv.reader(StringIO(text, newline=""), strict=True)

    def __iter__(self) -> Iterator[list[str]]:
        reader = self._reader
        try:
            for row in reader:
                cells = [cell.strip() for cell in row]
                if any(cells):
                    yield cells
                self.line = reader.line_num + 1
        except csv.Error as error:
            where = f"{self._file}:{self.line}"
            hint = 'a cell with a comma or a " stands in "…", and a " in it is written ""'
            raise CatalogError([UsageError(f"not CSV: {error}", where=where, hint=hint)]) from error


def _positions(header: list[str], where: str) -> list[int]:
    """Return where each of COLUMNS stands; -1 for one that the file has not."""
    names = [name.lower() for name in header]
    if not {"key", "id"} & set(names):
        # nothing of this line is shown: where the header is missing, it holds a key
        hint = "columns are separated by commas" if ";" in "".join(header) else _LISTED
        what = "the first line must be a header that has a column id or key"
        raise CatalogError([UsageError(what, where=where, hint=hint)])
    errors = []
    for position, name in enumerate(names):
        if name not in COLUMNS:
            hint = did_you_mean(name, COLUMNS) or _LISTED
            what = f"column {position + 1} has a name that is not known"
            errors.append(UsageError(what, where=where, hint=hint))
        elif name in names[:position]:
            errors.append(UsageError(f"the column {name!r} stands twice", where=where))
    if errors:
        raise CatalogError(errors)
    return [names.index(name) if name in names else -1 for name in COLUMNS]


class _Reading:
    """The applications so far, and what is wrong so far."""

    def __init__(self, file: str, plans: frozenset[str], positions: list[int]) -> None:
        self.identities: dict[str, Application] = {}
        self.errors: list[UsageError] = []
        self._file = file
        self._plans = plans
        self._width = max(positions) + 1
        self._in_order = itemgetter(*positions)
        self._lines: dict[str, int] = {}

    def add(self, row: list[str], line: int) -> None:
        """Take a row that begins at a line."""
        try:
            if len(row) != self._width:
                row = _fitted(row, self._width)
            self._take([*row, ""], line)  # the last cell is that of columns the file has not
        except Mistake as mistake:
            where = f"{self._file}:{line}"
            self.errors.append(UsageError(mistake.what, where=where, hint=mistake.hint))

    def _take(self, cells: list[str], line: int) -> None:
        key, own_id, name, account, plan, state, created_at, email = self._in_order(cells)
        if not key and not own_id:
            raise Mistake("needs an id or a key")
        if plan and self._plans and plan not in self._plans:
            raise Mistake("plan: no such plan", nearest(plan, sorted(self._plans)))
        key_identity = _key_identity(key) if key else ""
        identity = own_id or key_identity
        application = Application(
            identity,
            name or identity,
            account or None,
            plan or None,
            state or None,
            creation_of(created_at),
            email or None,
        )
        if own_id:
            application = self._with_id(application, line, has_key=bool(key))
        if key:
            self._with_key(key_identity, application, line)

    def _with_id(self, application: Application, line: int, *, has_key: bool) -> Application:
        """Return the application as it was first told of: other rows give it other keys."""
        own_id = application.id
        first = self.identities.setdefault(own_id, application)
        first_line = self._lines.setdefault(own_id, line)
        if first is application:
            return application
        if first.id != own_id or not has_key:
            raise Mistake(f"the id is that of line {first_line}")
        if differing := _differences(first, application):
            what = f"the id is that of line {first_line}, but another {differing}"
            raise Mistake(what, "rows of one application differ in nothing but the key")
        return first

    def _with_key(self, identity: str, application: Application, line: int) -> None:
        owner_line = self._lines.setdefault(identity, line)
        if owner_line != line:
            raise Mistake(f"the key is that of line {owner_line}")
        self.identities[identity] = application


def _fitted(row: list[str], width: int) -> list[str]:
    """Return a row with as many cells as the header; those that end it may be left out."""
    if any(row[width:]):
        what = f"{len(row)} cells where the header has {width}"
        raise Mistake(what, 'a cell with a comma stands in "…"')
    return row[:width] + [""] * (width - len(row))


def _key_identity(key: str) -> str:
    prefix, digest = key[: len(_HASH)], key[len(_HASH) :]
    if prefix.lower() != _HASH:
        return pseudonym(key)
    if not _DIGEST.fullmatch(digest):
        raise Mistake("the hash of a key has 64 hexadecimal digits", f"{_HASH} and the digits")
    return f"key:{digest[:12].lower()}"


def _differences(first: Application, other: Application) -> str:
    names = Application._fields
    return " and ".join(name for name in names if getattr(first, name) != getattr(other, name))
