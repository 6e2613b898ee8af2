from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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
from usagestats.logs.rejects import Rejects
from usagestats.pipeline.lines_read import ChunkLines, LinesRead
from usagestats.report import Report
from usagestats.survey.rule_matches import RuleMatches
from usagestats.tables.counts import Counts

MAY = datetime(2026, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
COUNTS = Counts(lines=9, requests=6, rejects=2, ignored=1, matched=3, unmatched=2, excluded=1)


def report_of(
    catalog: Catalog | None = None,
    findings: RuleMatches | None = None,
    counts: Counts = COUNTS,
    hulls: Sequence[tuple[datetime, datetime]] = (),
) -> Report:
    file = CatalogFile.none()
    if catalog:
        file = CatalogFile(Path("usagestats.toml"), catalog, NO_APPLICATIONS)
    zone = ZoneInfo("Europe/Athens")
    lines = LinesRead(counts=counts)
    for number, hull in enumerate(hulls):
        lines.take(ChunkLines(number, Counts(), Rejects(), hull, 0, 0, 0, 0))
    return check_report(Checked(lines, file, findings, zone))


def rows(report: Report, section: str) -> list[tuple[Any, ...]]:
    return report.rows.filter(section=section).drop("section").rows()


def test_lines_are_counted_in_the_order_in_which_they_add_up() -> None:
    found = rows(report_of(), "lines")

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
    hulls = [(MAY, MAY), (MAY + 2 * HOUR, MAY + 2 * HOUR)]

    assert rows(report_of(hulls=hulls), "coverage") == [
        ("from", "2026-05-01T03:00:00+03:00", None, None),
        ("to", "2026-05-01T05:15:00+03:00", None, None),
        (
            "hole",
            "2026-05-01T03:15:00+03:00/2026-05-01T05:00:00+03:00",
            None,
            "no log between",
        ),
    ]
    assert rows(report_of(), "coverage") == []


def test_the_parts_of_a_catalog_are_counted_without_the_default_rules() -> None:
    catalog = Catalog((api(rule("/a", "foo"), rule("/b", "foo"), own=DEFAULT_RULES),))

    assert rows(report_of(catalog), "catalog") == [
        ("file", "usagestats.toml", None, None),
        ("products", None, 1, None),
        ("backends", None, 1, None),
        ("rules", None, 2, None),
        ("applications", None, 0, None),
    ]
    assert [name for name, *_ in rows(report_of(), "catalog")] == ["file"]


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
    report = report_of(catalog, findings, counts)

    assert [name for name, *_ in rows(report, "warning")] == expected
    assert report.title.endswith(f"{len(expected)} warning{'s' * (len(expected) > 1)}")


def test_a_rule_that_can_never_match_has_one_warning() -> None:
    catalog = Catalog((api(rule("/", "foo", last=True), rule("/a", "bar")),))
    found = rows(report_of(catalog, RuleMatches(rules=Counter({("api", 0): 3}))), "warning")

    assert [name for name, *_ in found] == ["rule_never_matches"]
