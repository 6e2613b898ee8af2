"""The laws of DESIGN.md on generated data.

Law 1 is in test_architecture, law 3 in test_periods, law 5 in logs/test_law_fast_equals_careful and
logs/test_json_laws.
"""

from __future__ import annotations

import random
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loglines import good_lines, ncsa_lines
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.choices import Granularity
from usagestats.diagnostics.request_rows import RequestRows
from usagestats.logs.files.sources import find_sources
from usagestats.periods.period import SLOT, Range
from usagestats.pipeline.counting import ProblemsWanted, UsageFromLogs, UsageQuestion, read_logs
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.rows import read_rows, rows_question
from usagestats.reports.parts.filters import Filters
from usagestats.reports.traffic import traffic_report
from usagestats.reports.traffic_parts.question import Traffic
from usagestats.tables.declared import USAGE_KEYS
from usagestats.tables.usage import Grain, add_usage

if TYPE_CHECKING:
    from usagestats.periods.period import Period

UTC_ZONE = ZoneInfo("UTC")
START = datetime(2026, 5, 4, tzinfo=UTC)
FINEST = Grain(USAGE_KEYS, SLOT, has_bytes=True)


def read(
    files: list[list[str]], chunk_bytes: int = 1 << 20, grain: Grain = FINEST
) -> UsageFromLogs:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, lines in enumerate(files):
            path = Path(folder, f"{'abcd'[number]}.log")  # no series, in which one may be a copy
            path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
            paths.append(str(path))
        question = UsageQuestion(
            DEFAULT_CATALOG, grain, UTC_ZONE, problems=ProblemsWanted(NO_APPLICATIONS)
        )
        return read_logs(find_sources(paths), question, chunk_bytes=chunk_bytes)


def rows(usage: pl.DataFrame) -> list[tuple[Any, ...]]:
    return sorted(usage.rows(), key=repr)


@settings(max_examples=examples(25))
@given(st.lists(good_lines(), min_size=1, max_size=60), st.data())
def test_law_2_any_split_in_any_order_adds_up_to_the_same(
    lines: list[str], data: st.DataObject
) -> None:
    whole = read([lines])
    chance = random.Random(data.draw(st.integers(0, 99)))
    files: list[list[str]] = [[] for _ in range(data.draw(st.integers(1, 4)))]
    shuffled = chance.sample(lines, len(lines))
    for line in shuffled:
        chance.choice(files).append(line)
    parts = read([file for file in files if file], chunk_bytes=data.draw(st.integers(1, 2000)))

    assert rows(parts.usage) == rows(whole.usage)
    assert rows(parts.problems) == rows(whole.problems)
    assert parts.counts == whole.counts


@settings(max_examples=examples(25))
@given(
    st.lists(st.integers(0, 20 * 24 * 60), min_size=1, max_size=40).map(sorted),
    st.data(),
)
def test_law_2_cutting_a_log_into_the_members_of_a_series_changes_no_answer(
    minutes: list[int], data: st.DataObject
) -> None:
    cuts = [0, *sorted(data.draw(st.lists(st.integers(0, len(minutes)), max_size=6))), len(minutes)]
    pieces = [minutes[start:end] for start, end in pairwise(cuts)]
    days = {day: [minute for minute in minutes if minute // 1440 == day] for day in range(21)}
    last = minutes[-1] // 1440
    files = {
        "falling": {f"a.log.{len(pieces) - n}": piece for n, piece in enumerate(pieces)},
        "rising": {f"a.{n}.log": piece for n, piece in enumerate(pieces)},
        "dates": {
            f"a-{START + timedelta(days=day):%Y-%m-%d}": days[day] for day in range(last + 1)
        },
    }
    files["active"] = {
        f"a.log.{len(pieces) - 1 - n}".removesuffix(".0"): piece for n, piece in enumerate(pieces)
    }
    whole = coverage_of({"a.log": minutes})

    assert {how: coverage_of(parts) for how, parts in files.items()} == dict.fromkeys(files, whole)


def coverage_of(files: dict[str, list[int]]) -> tuple[Period, ...]:
    """Return the time that files cover which have requests at some minutes."""
    with tempfile.TemporaryDirectory() as folder:
        for name, minutes in files.items():
            times = (START + timedelta(minutes=minute) for minute in minutes)
            text = "".join(
                f'192.0.2.1 - - [{time:%d/%b/%Y:%H:%M:%S} +0000] "GET / HTTP/1.1" 200 1\n'
                for time in times
            )
            Path(folder, name).write_text(text, encoding="utf-8")
        question = UsageQuestion(DEFAULT_CATALOG, FINEST, UTC_ZONE)
        return read_logs(find_sources([folder]), question).coverage.spans


@settings(max_examples=examples(15))
@given(st.lists(good_lines(), min_size=2, max_size=40), st.integers(0, 40))
def test_law_2_usage_tables_add(lines: list[str], place: int) -> None:
    first, second = lines[: place % len(lines)], lines[place % len(lines) :]
    added = add_usage([read([first or [""]]).usage, read([second]).usage], FINEST)

    assert rows(added) == rows(read([lines]).usage)


@settings(max_examples=examples(15))
@given(st.lists(good_lines(), min_size=1, max_size=40))
def test_law_3_one_range_has_the_same_total_at_every_granularity(lines: list[str]) -> None:
    totals = set()
    for granularity in Granularity:
        for zone in ("UTC", "Asia/Kathmandu", "America/St_Johns"):
            question = Traffic(granularity, Range(), ZoneInfo(zone), DEFAULT_CATALOG.metrics())
            logs = read([lines], grain=question.grain())
            report = traffic_report(question, logs.usage, logs.coverage, logs.counts)
            totals.add(tuple(report.rows.select(question.metrics).sum().row(0)))

    assert len(totals) == 1
    assert totals.pop()[0] == len(lines)


@settings(max_examples=examples(25))
@given(st.lists(st.one_of(good_lines(), ncsa_lines()), min_size=1, max_size=40))
def test_filters_on_http_method_and_path_part_the_requests(lines: list[str]) -> None:
    lines = [*lines, '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 1']
    requests = rows_of(lines).select(
        "path", pl.col("http_method").str.to_uppercase().fill_null("NONE")
    )
    assert chosen(lines, Filters()) == requests.height
    for name, count in requests["http_method"].value_counts().rows():
        assert chosen(lines, Filters(http_methods=(name,))) == count
    for prefixes in (("/",), ("/a", "/\u00e9"), ("/a", "/a/b"), ("/a,b",)):
        begins = requests["path"].drop_nulls().to_list()
        expected = sum(path.startswith(prefixes) for path in begins)
        assert chosen(lines, Filters(path_prefixes=prefixes)) == expected


def chosen(lines: list[str], filters: Filters) -> int:
    """Return the number of requests in USAGE that pass, at the coarsest grain."""
    usage = read([lines], grain=filters.grain((), timedelta(days=1))).usage
    return int(filters.apply(usage).filter(pl.col("metric") == "requests")["requests"].sum())


def rows_of(lines: list[str]) -> pl.DataFrame:
    """Return the requests one by one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.log")
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        rows = RequestRows(DEFAULT_CATALOG, Range())
        question = rows_question(DEFAULT_CATALOG, rows, UTC_ZONE)
        found = read_rows(LinesRead(), find_sources([str(path)]), question)
        return pl.concat(part.rows for part in found)


@settings(max_examples=examples(25))
@given(st.lists(st.one_of(good_lines(), ncsa_lines(), st.just(""), st.just("# x")), max_size=40))
def test_law_4_no_line_is_lost(lines: list[str]) -> None:
    lines = [line.replace("\r", "") for line in lines]  # it would end a line
    certain = ['1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1'] * (len(lines) + 1)
    logs = read([certain + lines])
    counted = logs.usage.filter(pl.col("metric") == "requests")["requests"].sum()

    assert logs.counts.lines == len(certain) + len(lines)
    assert logs.counts.requests == counted
    assert logs.counts.rejects == sum(logs.lines.rejects.counts.values())


def test_the_columns_asked_for_do_not_change_which_lines_are_requests() -> None:
    lines = [
        '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET /?a HTTP/1.1" 200 1',
        '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "-" 400 -',
        'v.example.org 1.2.3.4 - bob [04/May/2026:10:00:00 +0000] "PUT /\\x22 HTTP/1.1" - x',
        "no request",
        '1.2.3.4 - - [04/May/2026:10:00:00 +0000] "GET / HTTP/1.1"',
    ]
    counts = {
        grain: read([lines], grain=grain).counts
        for grain in (FINEST, Grain((), timedelta(days=1)), Grain(("application",), SLOT))
    }

    assert {(found.requests, found.rejects) for found in counts.values()} == {(3, 2)}


def test_times_are_utc() -> None:
    logs = read([['1.2.3.4 - - [04/May/2026:10:00:00 +0330] "GET / HTTP/1.1" 200 1']])

    assert logs.usage["start"][0].astimezone(UTC).isoformat() == "2026-05-04T06:30:00+00:00"
