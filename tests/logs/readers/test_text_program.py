"""The patterns of a format and a question become the task of the kernel."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from tests.chunks import skip_without_kernel
from usagestats.logs.readers.kernel.outputs import Kept
from usagestats.logs.readers.kernel.text_finder import TextFinder
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.text_lines import TextLines
from usagestats.logs.readers.text_program import text_reader
from usagestats.logs.readers.text_reader import TextReader
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import yearless_time
from usagestats.tables.declared import FIELD, FULL_DETAIL, Detail

PATTERN = re.compile(
    '(?P<time>[^ ]+) (?P<host>[^ ]+) "(?P<request>[^"]*)" (?P<status>[0-9]+) (?P<note>.*)'
)
TEXTS = NamedTexts(parse_iso_time)


def reader(
    *columns: str,
    texts: NamedTexts = TEXTS,
    pattern: re.Pattern[str] = PATTERN,
    detail: Detail = FULL_DETAIL,
) -> TextReader | None:
    asked = frozenset({"time", *columns})
    return text_reader(TextLines((pattern,), texts, is_tabbed=False), asked, detail)


def groups(found: TextReader | None) -> tuple[str, ...]:
    assert found is not None
    assert isinstance(found.task.finder, TextFinder)
    return found.task.finder.groups


def test_only_the_groups_that_the_question_needs_are_found() -> None:
    assert groups(reader("service")) == ("time", "request", "status")
    assert groups(reader("host", f"{FIELD}note")) == ("time", "host", "request", "status", "note")


def test_equal_requests_are_grouped_where_no_line_has_its_own_text() -> None:
    slot = Detail(timedelta(minutes=15), frozenset({"user_key"}))
    grouped, rows = reader("query", detail=slot), reader("path", detail=slot)
    assert grouped is not None
    assert rows is not None
    assert grouped.takes_pieces
    assert grouped.task.outputs.texts["query"].kept is Kept.REDUCED
    assert not rows.takes_pieces


def test_unusual_statuses_are_left_to_the_careful_path() -> None:
    assert reader("host", texts=replace(TEXTS, readers={"status": int})) is None


def test_times_without_a_year_are_for_the_kernel() -> None:
    assert reader("host", texts=replace(TEXTS, time=yearless_time)) is not None


def test_an_unusual_pattern_is_left_to_the_careful_path() -> None:
    assert reader(pattern=re.compile("(?P<time>[^ ]+)(?<=Z)")) is None


def test_a_host_may_stand_in_the_target_too() -> None:
    skip_without_kernel()
    found = reader("host")
    assert found is not None
    data = b'2026-05-04T10:15:30Z - "GET http://A.example.org:80/x HTTP/1.1" 200 -\n'
    assert found.read([data]).requests["host"].to_list() == ["a.example.org"]
