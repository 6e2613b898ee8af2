from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from usagestats.render.about import facts_about
from usagestats.report import RowsCut

if TYPE_CHECKING:
    from usagestats.report import Report


def test_the_facts_name_range_zone_counts_and_every_remark(report: Report) -> None:
    remarked = replace(report, notes=("one", "two"), warnings=("three",), cut=RowsCut(7, {}))

    assert list(facts_about(remarked)) == [
        ("report", "traffic"),
        ("title", "Traffic by hour"),
        ("range start", "2026-10-25T02:00:00+03:00"),
        ("range end", "2026-10-25T05:00:00+02:00"),
        ("time zone", "Europe/Athens"),
        ("granularity", "hour"),
        ("counting", "matched"),
        ("lines read", 12),
        ("requests", 9),
        ("rejects", 2),
        ("ignored", 1),
        ("matched", 9),
        ("unmatched", 0),
        ("excluded", 0),
        ("requests in the range", 8),
        ("rows not shown", 7),
        ("note", "one"),
        ("note", "two"),
        ("warning", "three"),
    ]


def test_without_a_range_and_logs_there_are_fewer_facts(report: Report) -> None:
    facts = dict(facts_about(replace(report, span=None, counts=None, granularity=None)))

    assert facts["range start"] is facts["range end"] is facts["granularity"] is None
    assert "requests" not in facts
    assert "rows not shown" not in facts
