from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tests.reports.tables import utc
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog, Credential
from usagestats.diagnostics.why.counted_lines import CountedLines, counted_in_logs
from usagestats.logs.files.sources import find_sources
from usagestats.periods.period import Period
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.rows import read_rows, rows_question
from usagestats.reports.parts.cell import Cell
from usagestats.reports.parts.filters import Filters

if TYPE_CHECKING:
    from pathlib import Path

    from usagestats.diagnostics.why.counted import Counted

LINE = '203.0.113.1 - {user} [04/May/2026:10:00:{second:02} +0000] "{request}" 200 5 "-" "-"\n'
DAY = Period(utc("2026-05-04"), utc("2026-05-05"))


def counted(
    folder: Path, requests: list[str], cell: Cell, catalog: Catalog = DEFAULT_CATALOG, kept: int = 9
) -> Counted:
    """Count requests in two logs, a chunk for every few lines."""
    for name, part in (("a.log", requests[::2]), ("b.log", requests[1::2])):
        lines = (
            LINE.format(user="s3cr3t", second=number, request=f"{request} HTTP/1.1")
            for number, request in enumerate(part)
        )
        (folder / name).write_text("".join(lines), encoding="utf-8")
    sources = find_sources([str(folder)])
    question = rows_question(catalog, CountedLines(catalog, cell, kept), ZoneInfo("UTC"))
    return counted_in_logs(read_rows(LinesRead(), sources, question, chunk_bytes=300), kept)


def test_lines_are_counted_by_source_and_rule(tmp_path: Path) -> None:
    requests = ["GET /a", "POST /b", "GET /c", "GET /d", "PUT /e", "POST /f"] * 4
    hits = Cell(spans=(DAY,), filters=Filters(), metric="hits")

    found = counted(tmp_path, requests, hits)

    rows = found.rules.with_columns(found.rules["source"].str.split("/").list.last())
    assert rows.rows() == [
        ("a.log", "GET → metadata", 8, 8),
        ("a.log", "any other HTTP method → hits", 4, 4),
        ("b.log", "POST → datastore", 8, 8),
        ("b.log", "GET → metadata", 4, 4),
    ]
    assert found.requests == found.usage == 24


def test_the_first_lines_of_each_rule_are_kept_with_their_numbers(tmp_path: Path) -> None:
    requests = ["GET /a", "POST /b"] * 6
    hits = Cell(spans=(DAY,), filters=Filters(), metric="hits")

    found = counted(tmp_path, requests, hits, kept=3)

    assert found.lines["line"].to_list() == [1, 2, 1]


def test_a_credential_that_is_no_parameter_is_masked_in_lines(tmp_path: Path) -> None:
    catalog = Catalog(identify=(Credential("remote_user", None, is_secret=True),))
    every = Cell(spans=(DAY,), filters=Filters())

    found = counted(tmp_path, ["GET /a?api_key=abc"], every, catalog)

    (text,) = found.lines["text"]
    assert "s3cr3t" not in text
    assert "api_key=***" in text


def test_other_times_are_left_out(tmp_path: Path) -> None:
    before = Cell(spans=(Period(utc("2026-05-03"), utc("2026-05-04")),), filters=Filters())

    found = counted(tmp_path, ["GET /a"], before)

    assert found.rules.is_empty()
    assert found.requests == 0
