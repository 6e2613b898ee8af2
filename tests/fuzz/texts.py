"""Texts that users give: ranges, formats, catalogs and files of other programs, changed by chance.

Each kind of text is read as the program reads it. The reading must end in a result, which must be
sound, or in an error for users; anything else is a fault.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from tests.case import Case
from tests.conftest import PROJECT
from tests.fuzz.comparing import difference, groups
from tests.fuzz.given import Kind, read
from tests.fuzz.sources import PASTED, MadeUp
from tests.fuzz.texts_of_options import kinds_of_options
from tests.logs.pasted.given import FORMS
from usagestats.catalog.applications_file import parse_registry
from usagestats.catalog.catalog_file import read_catalog
from usagestats.catalog.imports.import_file import import_file
from usagestats.catalog.new_catalog import APPLICATIONS_FILE, applications_text, catalog_text
from usagestats.catalog.plain_ids import with_plain_ids
from usagestats.errors import UsageStatsError
from usagestats.logs.formats import FORMATS
from usagestats.logs.pasted.pasted_format import doubt_about, pasted_format
from usagestats.periods.clock import Clock
from usagestats.periods.range_expression import parse_bounds, parse_range
from usagestats.pipeline.counting import UsageQuestion
from usagestats.tables.declared import USAGE_KEYS
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from collections.abc import Callable

    from usagestats.periods.period import Range

_RANGES: Final = (
    *("today", "yesterday..", "this-week", "last-quarter..now", "last-3-months", "12h", "..2w"),
    *(
        "2026",
        "2026-Q2..2026-Q3",
        "2026-05",
        "2026-W18",
        "2026-W53..",
        "2024-02-29",
        "..2026-05-04",
    ),
    *("2026-05-04T10:15..2026-05-05T11:00:30Z", "2026-05-04T10:15+05:45..", "last-999-days"),
)
_CLOCKS: Final = tuple(
    Clock(datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo(zone), week_start)
    for now, zone, week_start in (
        ("2026-05-13T10:07:30", "UTC", 0),
        ("2026-04-04T15:10:00", "Australia/Lord_Howe", 6),
        ("2026-10-25T01:30:00", "Europe/Athens", 5),
        ("2011-12-30T09:59:00", "Pacific/Apia", 0),  # a day that never was
    )
)
_QUESTIONS: Final = (0, 2, 3)  # all columns, and two kinds of sums
_PIECES: Final = {
    "range": [*"-:.+TWQZhdw0", "..", "last-", "-days", "9" * 20, "2026", "0000", "9999", "+14:00", "\u0662"],
    "log-format": [*"${}%[](),:'\"\\#;", "$request", "$time_local", "%{", "}i", "%>s", "%t", "%{+Q}r", "%ST",
                   "%REQ(:PATH)%", "%START_TIME(%s.%3f)%", "json:{", "log_format x ", "escape=json ", "#Fields: ",
                   "%{%Y-%m-%d}t", "%{msec_frac}t", "\u00e9", "\\x22", "\t"],
    "catalog": ["[[", "]]", "[", "]", "{", "}", "=", ".", ",", "\n", '"""', "'''", "'", '"', "#", "\\u0000",
                "1e400", "nan", "inf", "-0", "2026-05-04", "10:00:00", "9" * 30, "true", '""', "[]", "{}", '"*"',
                '"{"', '"/a{"', '"/a?b={c}"', "$", "'/.*$'", "\u2028", "\x00", "0x10", "1_0", "-1", '"4xx"'],
    "applications": [",", '"', "\n", "\r", ";", "\t", '""', "'", "=1+1", "\ufeff", "2026-05-04", "9" * 30, "\x00"],
    "import": ["{", "}", "[", "]", ":", ",", "- ", "\n", "\n  ", "&a ", "*a", "<<: ", "!!python/object ", "|", ">",
               "null", "~", "true", "1e400", "9" * 30, "''", '""', "$ref: '#/paths'", "{}", "[]", "'{id}'", "---\n",
               "\u0662", "\t", "http://h/", "'~/a(b'", "2026-05-04"],
}  # fmt: skip
"""Pieces that mean something in texts of a kind."""


_PATH: Final = re.compile(r"/[^\s\"']*")
_LINE: Final = (
    '203.0.113.7 - k [04/May/2026:10:15:30 +0200] "{method} {path} HTTP/1.1" 200 12 "-" "curl/8"\n'
)


@cache
def kinds() -> dict[str, Kind]:
    """Return all kinds by name."""
    catalogs, applications = _of_cases()
    imports = [file.read_text("utf-8") for file in sorted(_IMPORTED.iterdir())]
    seeds_and_faults: dict[str, tuple[tuple[str, ...], Callable[[str], str | None]]] = {
        "range": (_RANGES, _fault_of_range),
        "log-format": ((*FORMS.values(), *(text for text, _ in PASTED.values())), _fault_of_format),
        "catalog": (catalogs, _fault_of_catalog),
        "applications": (applications, _fault_of_applications),
        "import": (tuple(imports), _fault_of_import),
    }
    found = {
        name: Kind(seeds, fault, tuple(_PIECES[name]))
        for name, (seeds, fault) in seeds_and_faults.items()
    }
    return found | kinds_of_options()


_IMPORTED: Final = PROJECT / "tests" / "catalog" / "imports" / "data"


def _of_cases() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the catalogs and the files of applications that the whole-program cases have."""
    found: dict[str, list[str]] = {".toml": [], ".csv": []}
    for path in sorted((PROJECT / "tests" / "cases").rglob("*.toml")):
        for name, text in Case.read(path).files.items():
            if Path(name).suffix in found and not text.startswith("hex:"):
                found[Path(name).suffix].append(text)
    catalogs, applications = (dict.fromkeys(texts) for texts in found.values())
    return tuple(catalogs), tuple(applications)


def _fault_of_range(text: str) -> str | None:
    first, _, last = text.partition("..")
    for clock in _CLOCKS:
        readings = (partial(parse_range, text, clock), partial(parse_bounds, first, last, clock))
        spans = [read(reading) for reading in readings]
        if not all(span is None or _is_sound(span) for span in spans):
            return f"{clock}: {spans}"
    return None


def _is_sound(span: Range) -> bool:
    return not (span.start and span.end) or span.start < span.end


def _fault_of_format(text: str) -> str | None:
    with TemporaryDirectory() as folder:
        log_format = read(lambda: pasted_format(text, "--log-format", Path(folder)))
    if log_format is None:
        return None
    doubt_about(text)
    lines = [line for _, line in PASTED.values()]
    made_up = MadeUp("given", log_format, tuple(lines))
    return next(filter(None, (difference(made_up, lines, number) for number in _QUESTIONS)), None)


def _fault_of_catalog(text: str) -> str | None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "usagestats.toml")
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        Path(folder, APPLICATIONS_FILE).write_text("name,key\na,k\n", "utf-8")
        found = read(lambda: read_catalog(file))
    if found is None:
        return None
    question = UsageQuestion(found.catalog, Grain(USAGE_KEYS, timedelta(hours=1)), ZoneInfo("UTC"))
    paths = [*_PATH.findall(text)[:50], "/", "/a/b?user_key=k&c", "//a/../%61"]
    lines = "".join(
        _LINE.format(method=method, path=path) for path in paths for method in ("GET", "post")
    )
    fast, careful = groups(MadeUp("ncsa", FORMATS["ncsa"], ()), lines.encode(), question)
    if fast != careful:
        return f"fast:    {fast}\ncareful: {careful}"
    counts = fast[2]
    return None if counts.requests == lines.count("\n") else f"{counts} of {lines}"


def _fault_of_applications(text: str) -> str | None:
    read(lambda: parse_registry(text.encode("utf-8", "surrogateescape"), "a.csv"))
    return None


def _fault_of_import(text: str) -> str | None:
    """A catalog that is drafted is valid, or the error says what is wrong with the imported file."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "given.yaml")
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
        draft = read(lambda: with_plain_ids(import_file(file)))
        if draft is None:
            return None
        catalog = Path(folder, "usagestats.toml")
        catalog.write_text(catalog_text(draft), "utf-8")
        if draft.applications:
            Path(folder, APPLICATIONS_FILE).write_text(applications_text(draft), "utf-8")
        try:
            read_catalog(catalog)
        except UsageStatsError as error:
            return f"the draft is refused: {error}\n{catalog.read_text('utf-8')}"
    return None
