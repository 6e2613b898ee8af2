"""`applications.csv` → Registry. A key is hashed as soon as it is read, and never shown.

Errors show the text of no cell, whatever its column: if columns are shifted, it may be a key.
"""

from __future__ import annotations

import csv
import gc
import re
from contextlib import contextmanager
from io import StringIO
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from usagestats.catalog.created_at import creation_of
from usagestats.catalog.mistakes import CatalogError, Mistake, nearest
from usagestats.catalog.registry import Application, Registry
from usagestats.errors import UsageError, did_you_mean
from usagestats.safety.pseudonyms import pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

COLUMNS: Final = (
    *("key", "id", "name", "account_id", "account", "plan_id", "plan"),
    *("state", "created_at", "email"),
)
"""The columns that the file may have, in any order; a row needs an id or a key."""

NO_PLANS: Final[Mapping[str, str | None]] = MappingProxyType({})
"""The plans where the catalog has none."""

_LISTED = f"columns are {', '.join(COLUMNS)}"
_HASH = "sha256:"
_DIGEST = re.compile(r"[0-9A-Fa-f]{64}")


def read_registry(path: Path, plans: Mapping[str, str | None] = NO_PLANS) -> Registry:
    """Read the applications.

    Args:
        path: The CSV file: UTF-8, with a header.
        plans: The id of each plan by its name; any plan is accepted where there are none.

    Raises:
        OSError: The file cannot be read.
        CatalogError: The file has mistakes; each is named with its line.
    """
    return parse_registry(path.read_bytes(), str(path), plans)


def parse_registry(data: bytes, file: str, plans: Mapping[str, str | None] = NO_PLANS) -> Registry:
    """Read the applications from the bytes of a file; `file` is its name in errors.

    Raises:
        CatalogError: The file has mistakes; each is named with its line.
    """
    with _without_collections():
        return _registry(data, file, plans)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Pause garbage collection: all objects are kept, and it would take a third more time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _registry(data: bytes, file: str, plans: Mapping[str, str | None]) -> Registry:
    lines = _Rows(file, _decoded(data, file))
    rows = iter(lines)
    header = next(rows, [])
    reading = _Reading(file, plans, _positions(header, f"{file}:{lines.line}"))
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
    """The rows that are not empty; `line` is the line where the current row begins, from 1."""

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
            hint = (
                'put a cell with a comma or a " between quotation marks, and write a " in it as ""'
            )
            raise CatalogError([UsageError(f"not CSV: {error}", where=where, hint=hint)]) from error


def _positions(header: list[str], where: str) -> list[int]:
    """Return the position of each of COLUMNS in the file; -1 for a column that it lacks."""
    names = [name.lower() for name in header]
    if not {"key", "id"} & set(names):
        # nothing of this line is shown: if the header is missing, the line may hold a key
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
            errors.append(UsageError(f"the column {name!r} occurs twice", where=where))
    if errors:
        raise CatalogError(errors)
    return [names.index(name) if name in names else -1 for name in COLUMNS]


class _Reading:
    """The applications and the errors so far."""

    def __init__(self, file: str, plans: Mapping[str, str | None], positions: list[int]) -> None:
        self.identities: dict[str, Application] = {}
        self.errors: list[UsageError] = []
        self._file = file
        self._plans = plans
        self._plans_by_id = {own_id: name for name, own_id in plans.items() if own_id}
        self._names: dict[tuple[str, str], tuple[str, int]] = {}
        self._width = max(positions) + 1
        self._in_order = itemgetter(*positions)
        self._lines: dict[str, int] = {}

    def add(self, row: list[str], line: int) -> None:
        """Add a row that begins at a line."""
        try:
            if len(row) != self._width:
                row = _fitted(row, self._width)
            self._take([*row, ""], line)  # position -1, the last cell, is for missing columns
        except Mistake as mistake:
            where = f"{self._file}:{line}"
            self.errors.append(UsageError(mistake.what, where=where, hint=mistake.hint))

    def _take(self, cells: list[str], line: int) -> None:
        ordered = self._in_order(cells)
        key, own_id, name, account_id, account, plan_id, plan = ordered[:7]
        state, created_at, email = ordered[7:]
        if not key and not own_id:
            raise Mistake("needs an id or a key")
        plan_id, plan = self._plan(plan_id, plan)
        key_identity = _key_identity(key) if key else ""
        identity = own_id or key_identity
        application = Application(
            identity,
            name or identity,
            self._named("account", account_id, account, line) or None,
            self._named("plan", plan_id, plan, line) or None,
            state or None,
            creation_of(created_at),
            email or None,
            account_id or None,
            plan_id or None,
        )
        if own_id:
            application = self._with_id(application, line, has_key=bool(key))
        if key:
            self._with_key(key_identity, application, line)

    def _plan(self, plan_id: str, plan: str) -> tuple[str, str]:
        """Return the id and the name of a plan, also where the file has only one of them."""
        if not self._plans or not (plan_id or plan):
            return plan_id, plan
        if plan and plan not in self._plans:
            raise Mistake("plan: no such plan", nearest(plan, sorted(self._plans)))
        if not plan and plan_id not in self._plans_by_id:
            raise Mistake("plan_id: no plan of the catalog has this id", "give the plan its id")
        plan = plan or self._plans_by_id[plan_id]
        known_id = self._plans[plan] or plan_id
        if plan_id and (plan_id != known_id or self._plans_by_id.get(plan_id, plan) != plan):
            raise Mistake("plan_id: in the catalog the plan has another id")
        return known_id, plan

    def _named(self, what: str, own_id: str, name: str, line: int) -> str:
        """Return the name of an account or plan, by default its id; an id has one name only."""
        if not own_id:
            return name
        name = name or own_id
        first_name, first_line = self._names.setdefault((what, own_id), (name, line))
        if name != first_name:
            raise Mistake(f"the {what}_id is that of line {first_line}, but another {what}")
        return name

    def _with_id(self, application: Application, line: int, *, has_key: bool) -> Application:
        """Return the application as its first row has it; later rows may only add keys."""
        own_id = application.id
        first = self.identities.setdefault(own_id, application)
        first_line = self._lines.setdefault(own_id, line)
        if first is application:
            return application
        if first.id != own_id or not has_key:
            raise Mistake(f"the id is the same as in line {first_line}")
        if differing := _differences(first, application):
            what = f"the id is the same as in line {first_line}, but another {differing}"
            raise Mistake(what, "rows of one application may differ only in the key")
        return first

    def _with_key(self, identity: str, application: Application, line: int) -> None:
        owner_line = self._lines.setdefault(identity, line)
        if owner_line != line:
            raise Mistake(f"the key is the same as in line {owner_line}")
        self.identities[identity] = application


def _fitted(row: list[str], width: int) -> list[str]:
    """Return a row with as many cells as the header; empty cells at its end may be missing."""
    if any(row[width:]):
        what = f"{len(row)} cells where the header has {width}"
        raise Mistake(what, "put a cell with a comma between quotation marks")
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
