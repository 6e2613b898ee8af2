from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reports.traffic_questions import (
    DAY,
    FIVE_DAYS,
    HOUR,
    TWO_DAYS,
    question,
)
from usagestats.choices import Granularity
from usagestats.periods.period import SLOT
from usagestats.report import ColumnType
from usagestats.reports.parts.filters import Filters
from usagestats.reports.traffic_parts.question import Traffic
from usagestats.tables.usage import Grain


@pytest.mark.parametrize(
    ("is_long", "expected"),
    [
        (
            False,
            [
                ("requests", ColumnType.COUNT),
                ("hits", ColumnType.COUNT),
                ("metadata", ColumnType.COUNT),
            ],
        ),
        (True, [("metric", ColumnType.NAME), ("usage", ColumnType.COUNT)]),
    ],
)
def test_the_question_alone_decides_the_columns(
    is_long: bool,  # noqa: FBT001
    expected: list[tuple[str, ColumnType]],
) -> None:
    options = replace(TWO_DAYS, is_long=is_long)
    first = [
        ("period_start", ColumnType.TIME),
        ("period_end", ColumnType.TIME),
        ("covered_start", ColumnType.TIME),
        ("covered_end", ColumnType.TIME),
        ("partial", ColumnType.FLAG),
        ("backend", ColumnType.NAME),
        ("status", ColumnType.STATUS),
    ]

    columns = options.columns()

    assert [(column.key, column.type) for column in columns] == [*first, *expected]
    assert [one.key for one in columns if one.is_key][:2] == ["backend", "status"]
    assert [one.key for one in columns if one.adds_up] == (
        [] if is_long else ["requests", "hits", "metadata"]
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (question("2026-05-01", "2026-05-06"), Grain((), DAY)),
        (question(), Grain((), DAY)),
        (question("2026-05-01", "2026-05-06", by=Granularity.HOUR), Grain((), HOUR)),
        (question("2026-05-01", "2026-05-06", by=Granularity.YEAR), Grain((), DAY)),
        (question("2026-05-01T00:15", "2026-05-06"), Grain((), SLOT)),
        (question("2026-03-15T22:00", "2026-04-10T21:00", "Europe/Athens"), Grain((), HOUR)),
        (question("2026-04-30T18:15", "2026-05-01T18:15", "Asia/Kathmandu"), Grain((), SLOT)),
        (replace(FIVE_DAYS, split_by=("status",)), Grain(("status",), DAY)),
        (
            replace(FIVE_DAYS, split_by=("status",), filters=Filters(backends=("catalog",))),
            Grain(("backend", "status"), DAY),
        ),
        (replace(FIVE_DAYS, filters=Filters(applications=("a",))), Grain(("application",), DAY)),
    ],
)
def test_the_grain_has_no_more_keys_and_no_finer_slot_than_needed(
    options: Traffic, expected: Grain
) -> None:
    actual = options.grain()

    assert expected == actual
