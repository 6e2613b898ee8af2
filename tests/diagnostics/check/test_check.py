from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.classify.catalogs import api, rule
from usagestats.catalog.catalog_file import CatalogFile
from usagestats.catalog.model import DEFAULT_RULES, Catalog
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.diagnostics.check.check import Checked, check_report
from usagestats.logs.files.sources import Source
from usagestats.logs.rejects import Rejects
from usagestats.logs.source_reader import SourceOutcome
from usagestats.logs.wall_times import WallTimes
from usagestats.pipeline.lines_read import ChunkLines, LinesRead
from usagestats.report import Report
from usagestats.survey.rule_matches import RuleMatches
from usagestats.tables.counts import Counts

MAY = datetime(2026, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
COUNTS = Counts(lines=9, requests=6, rejects=2, ignored=1, matched=3, unmatched=2, excluded=1)


def lines_read(*hulls: tuple[datetime, datetime], counts: Counts = COUNTS) -> LinesRead:
    """Return lines with these counts, in one source per hull."""
    lines = LinesRead()
    for number, hull in enumerate(hulls or [None]):
        own = counts if number == 0 else Counts()
        lines.take(ChunkLines(number, own, Rejects(), hull, WallTimes(), 0, own.lines, 0))
        lines.outcomes.append(SourceOutcome(Source(f"{number}.log", None), number))
    return lines


def report_of(
    lines: LinesRead, catalog: Catalog | None = None, findings: RuleMatches | None = None
) -> Report:
    file = CatalogFile.none()
    if catalog:
        file = CatalogFile(Path("usagestats.toml"), catalog, NO_APPLICATIONS)
    return check_report(Checked(lines, file, findings, lines.coverage, ZoneInfo("Europe/Athens")))


def rows(report: Report, section: str) -> list[tuple[Any, ...]]:
    return report.rows.filter(section=section).drop("section").rows()


def test_lines_are_counted_in_the_order_in_which_they_add_up() -> None:
    found = rows(report_of(lines_read()), "lines")

    assert [(name, count) for name, _, count, _ in found] == [
        ("lines", 9),
        ("requests", 6),
        ("rejects", 2),
        ("ignored", 1),
        ("matched", 3),
        ("unmatched", 2),
        ("excluded", 1),
    ]


def test_the_time_of_the_logs_has_its_holes_and_is_in_the_zone() -> None:
    lines = lines_read((MAY, MAY), (MAY + 2 * HOUR, MAY + 2 * HOUR))

    assert rows(report_of(lines), "coverage") == [
        ("from", "2026-05-01T03:00:00+03:00", None, None),
        ("to", "2026-05-01T05:15:00+03:00", None, None),
        (
            "hole",
            "2026-05-01T03:15:00+03:00/2026-05-01T05:00:00+03:00",
            None,
            "no log between",
        ),
    ]
    assert rows(report_of(lines_read()), "coverage") == []


def test_the_parts_of_a_catalog_are_counted_without_the_default_rules() -> None:
    catalog = Catalog((api(rule("/a", "foo"), rule("/b", "foo"), own=DEFAULT_RULES),))

    assert rows(report_of(lines_read(), catalog), "catalog") == [
        ("file", "usagestats.toml", None, None),
        ("products", None, 1, None),
        ("backends", None, 1, None),
        ("rules", None, 2, None),
        ("applications", None, 0, None),
    ]
    assert [name for name, *_ in rows(report_of(lines_read()), "catalog")] == ["file"]


MATCHES = RuleMatches(rules=Counter({("api", 1): 3}))


@pytest.mark.parametrize(
    ("findings", "counts", "expected"),
    [
        (MATCHES, COUNTS, ["special_characters", "rule_never_matched"]),
        (MATCHES, Counts(), ["special_characters"]),
        (None, COUNTS, ["special_characters"]),
    ],
)
def test_warnings_that_need_requests_come_only_with_requests(
    findings: RuleMatches | None, counts: Counts, expected: list[str]
) -> None:
    catalog = Catalog((api(rule("/a+", "foo"), rule("/b", "bar")),))
    report = report_of(lines_read(counts=counts), catalog, findings)

    assert [name for name, *_ in rows(report, "warning")] == expected
    assert report.title.endswith(f"{len(expected)} warning{'s' * (len(expected) > 1)}")


def test_a_rule_that_can_never_match_has_one_warning() -> None:
    catalog = Catalog((api(rule("/", "foo", last=True), rule("/a", "bar")),))
    findings = RuleMatches(rules=Counter({("api", 0): 3}))
    found = rows(report_of(lines_read(), catalog, findings), "warning")

    assert [name for name, *_ in found] == ["rule_never_matches"]


def test_a_reject_is_shown_with_the_first_line_of_its_reason() -> None:
    lines = lines_read()
    lines.rejects.add(0, 7, "no time", "GET /?user_key=abc")
    lines.rejects.add(0, 8, "no time", "x")
    lines.rejects.add(0, 9, "no status", "y")

    assert rows(report_of(lines), "reject") == [
        ("no time", "0.log:7", 2, "GET /?user_key=***"),
        ("no status", "0.log:9", 1, "y"),
    ]


def test_a_source_without_lines_is_empty_and_a_damaged_one_names_its_damage() -> None:
    lines = LinesRead(
        [
            SourceOutcome(Source("empty.log", None), 0),
            SourceOutcome(Source("cut.gz", None), 1, damage="cut off"),
        ]
    )

    assert rows(report_of(lines), "source") == [
        ("empty.log", None, 0, "empty"),
        ("cut.gz", None, 0, "cut off"),
    ]
