"""A draft → a commented `usagestats.toml` and `applications.csv`; existing files are kept."""

from __future__ import annotations

import csv
import os
import re
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

import tomlkit

from usagestats.catalog.applications_file import COLUMNS, parse_registry
from usagestats.catalog.toml_file import read_document
from usagestats.errors import UsageError, UsageStatsError
from usagestats.safety.visible import harmless_cell
from usagestats.unfinished_files import UnfinishedFiles, unfinished_files, write_to_disk

if TYPE_CHECKING:
    from pathlib import Path

    from tomlkit.items import InlineTable, Item

    from usagestats.catalog.imports.draft import Draft

APPLICATIONS_FILE: Final = "applications.csv"

_FOR_PEOPLE = frozenset(("name", "account_id", "account", "plan_id", "email"))
_BLANK_LINES = re.compile(r"\n{3,}")
_HEADER = """\
The catalog of usagestats: what requests are mapped by. docs/catalog.md explains every key.
Try it:      usagestats traffic LOG --split-by backend
Look closer: usagestats check LOG, usagestats explain 'GET https://host/path?key=…'
"""
_SETTINGS = """\
timezone = "Europe/Athens"   # of reports; else the system's
log_timezone = "UTC"         # of logs without a UTC offset; else timezone
counting = "authorized"      # leave out what the gateway refused; else "matched"
"""
_IDENTIFY = "Where requests carry the key of their application; the first one in a request counts."
_APPLICATIONS = "Who the applications are: fill in their names, accounts and plans."
_BACKENDS = """\
Without rules of its own a backend counts GET as metadata, POST as datastore, the rest as hits.
Rules look like this; {id} is one segment, $ the end, and all that match count:
  methods = ["list", "read"]
  rules = [
    { http_method = "GET", pattern = "/things$", metric = "list" },
    { http_method = "GET", pattern = "/things/{id}", metric = "read" },
  ]
"""
_PRODUCTS = """\
A product is an API as it is published: its hosts, and its backends with their paths. The longest
path that fits takes a request.
"""
_PLANS = """\
The limits of applications: [[plans]] with a name and limits, such as
  limits = [{ metric = "hits", value = 10000, per = "day" }]
"""
_EXCLUDE = """\
[exclude] takes out what is no usage, such as health checks: paths = ["/healthz"]
"""
_SECTIONS = {
    "backends": _BACKENDS,
    "products": _PRODUCTS,
    "plans": _PLANS,
    "exclude": _EXCLUDE,
}


def catalog_text(draft: Draft) -> str:
    """Write a draft as `usagestats.toml`.

    Raises:
        UsageError: The text could not be read back as a catalog.
    """
    document = tomlkit.document()
    _comment(document, _HEADER)
    for title, lines in (("Notes:", draft.notes), ("Left out:", draft.unsupported)):
        if lines:
            _comment(document, "\n".join([title, *(f"  {line}" for line in lines)]))
    _comment(document, _SETTINGS)
    rest = dict(draft.catalog)
    if identify := rest.pop("identify", None):
        _comment(document, _IDENTIFY, is_apart=False)
        document.add("identify", _value(identify))
    if draft.applications:
        _comment(document, _APPLICATIONS, is_apart=False)
        document.add("applications", tomlkit.item(APPLICATIONS_FILE))
    document.add(tomlkit.nl())
    for key, comment in _SECTIONS.items():
        document.add(tomlkit.nl())
        _comment(document, comment, is_apart=key not in rest)
        if key in rest:
            document.add(key, _tables(rest[key]))
    text = _BLANK_LINES.sub("\n\n", tomlkit.dumps(document)).rstrip("\n") + "\n"
    read_document(text.encode(), "the draft")
    return text


def applications_text(draft: Draft) -> str:
    """Write the applications of a draft as `applications.csv`; no name is a formula.

    Raises:
        UsageError: The text could not be read back.
    """
    stream = StringIO()
    rows = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\n")
    rows.writeheader()
    for row in draft.applications:
        rows.writerow({k: harmless_cell(v) if k in _FOR_PEOPLE else v for k, v in row.items()})
    plans = {plan["name"]: plan.get("id") for plan in draft.catalog.get("plans", [])}
    parse_registry(stream.getvalue().encode(), f"the draft of {APPLICATIONS_FILE}", plans)
    return stream.getvalue()


def write_new(texts: dict[Path, str]) -> None:
    """Write files that must not exist yet: all of them, or none.

    Raises:
        UsageError: A file exists.
        UsageStatsError: A file cannot be written.
    """
    for path in texts:
        if os.path.lexists(path):  # a broken link exists, too
            raise _exists(path)
    with unfinished_files() as files:
        for path, text in texts.items():
            _write_new(path, text, files)
        files.keep()


def _write_new(path: Path, text: str, files: UnfinishedFiles) -> None:
    try:
        with files.create(path) as file:
            write_to_disk(file, [text.encode()])
    except FileExistsError as error:  # another program was faster
        raise _exists(path) from error
    except OSError as error:
        raise UsageStatsError(f"cannot be written: {error.strerror}", where=str(path)) from error


def _exists(path: Path) -> UsageError:
    hint = "move it away, or name a file in another folder with --output"
    return UsageError("exists, and is never overwritten", where=str(path), hint=hint)


def _comment(document: tomlkit.TOMLDocument, text: str, *, is_apart: bool = True) -> None:
    for line in text.rstrip("\n").split("\n"):
        document.add(tomlkit.comment(line))
    if is_apart:
        document.add(tomlkit.nl())


def _tables(section: dict[str, Any] | list[dict[str, Any]]) -> Item:
    if isinstance(section, dict):
        found: Item = tomlkit.item(section)
        return found
    tables = tomlkit.aot()
    for entry in section:
        table = tomlkit.table()
        for key, value in entry.items():
            table.add(key, _value(value))
        tables.append(table)
    return tables


def _value(value: object) -> Item:
    """Return a value; in a list of tables each table has a line of its own."""
    if not isinstance(value, list) or not any(isinstance(entry, dict) for entry in value):
        found: Item = tomlkit.item(value)
        return found
    lines = tomlkit.array()
    lines.multiline(multiline=True)
    for entry in value:
        lines.append(_inline(entry) if isinstance(entry, dict) else entry)
    return lines


def _inline(entry: dict[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    table.update(entry)
    return table
