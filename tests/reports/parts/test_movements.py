from __future__ import annotations

import polars as pl
import pytest

from tests.reports.tables import covering, usage_of, utc
from usagestats.periods.period import Period
from usagestats.reports.parts.movements import (
    TwoRanges,
    counts_of,
    first_of_each,
    in_order,
    with_movements,
)

APRIL, MAY, JUNE = "2026-04-01", "2026-05-01", "2026-06-01"
WHOLE = (("2026-03-01T00:00", "2026-06-10T00:00"),)
USED = usage_of(
    [
        ("2026-05-20", "new", "requests", 3),
        ("2026-03-02", "back", "requests", 9),
        ("2026-05-20", "back", "requests", 2),
        ("2026-04-02", "up", "requests", 4),
        ("2026-05-02", "up", "requests", 6),
        ("2026-04-30", "down", "requests", 4),
        ("2026-05-01", "down", "requests", 1),
        ("2026-04-02", "same", "requests", 5),
        ("2026-05-31", "same", "requests", 5),
        ("2026-04-02", "gone", "requests", 7),
        ("2026-03-03", "silent", "requests", 8),
        ("2026-06-02", "later", "requests", 8),
        ("2026-06-02", "gone", "requests", 8),
    ],
    "application",
)


def moved(*hulls: tuple[str, str]) -> pl.DataFrame:
    ranges = TwoRanges(Period(utc(MAY), utc(JUNE)), Period(utc(APRIL), utc(MAY)), covering(*hulls))
    return in_order(with_movements(ranges.used(USED, ["application"]), ranges), ["application"])


def words(rows: pl.DataFrame) -> dict[str, str | None]:
    return dict(rows.select("application", "movement").iter_rows())


def test_each_application_has_the_movement_between_both_ranges() -> None:
    rows = moved(*WHOLE)

    assert list(words(rows).items()) == [
        ("new", "new"),
        ("back", "returning"),
        ("up", "up"),
        ("down", "down"),
        ("same", "same"),
        ("gone", "gone"),
        ("silent", "silent"),
    ]
    assert rows["difference"].to_list() == [3, 2, 2, -3, 0, -7, 0]
    assert rows["change"].to_list() == [None, None, 0.5, -0.75, 0.0, -1.0, None]
    assert rows["change_per_day"][2] == pytest.approx(6 * 30 / 31 / 4 - 1)


def test_nothing_after_the_range_counts() -> None:
    rows = moved(*WHOLE)

    assert "later" not in rows["application"].to_list()
    assert rows.filter(pl.col("application") == "gone")["last_seen"].to_list() == [
        utc("2026-04-02")
    ]


def test_where_no_log_covers_the_range_before_nobody_is_new_or_returning() -> None:
    rows = moved(("2026-03-01T00:00", "2026-03-20T00:00"), ("2026-05-01T00:00", "2026-06-01T00:00"))

    assert words(rows) == dict.fromkeys(("new", "back", "up", "down", "same", "silent")) | {
        "gone": "gone"
    }
    assert rows["previous"].null_count() == rows.height
    assert rows["difference"].null_count() == rows.height


def test_a_hole_in_the_range_leaves_open_who_is_gone() -> None:
    rows = moved(("2026-03-01T00:00", "2026-05-10T00:00"), ("2026-05-12T00:00", "2026-06-10T00:00"))

    assert words(rows) == dict.fromkeys(("up", "down", "same", "gone", "silent")) | {
        "new": "new",
        "back": "returning",
    }
    assert rows["usage"].null_count() == 0


def test_without_a_range_before_only_use_itself_is_known() -> None:
    ranges = TwoRanges(Period(utc(MAY), utc(JUNE)), None, covering(*WHOLE))
    rows = with_movements(ranges.used(USED, ["application"]), ranges)

    assert rows["movement"].null_count() == rows.height
    assert rows["previous"].null_count() == rows.height
    assert rows["usage"].sum() == 3 + 2 + 6 + 1 + 5


def test_the_first_of_each_movement_are_the_largest() -> None:
    rows = pl.DataFrame(
        {
            "movement": ["up", "down", "up", None, "up", None],
            "difference": [3, -9, 8, None, 5, None],
            "usage": [3, 1, 8, 1, 5, 2],
            "last_seen": [utc(MAY)] * 6,
            "name": ["a", "b", "c", "d", "e", "f"],
        }
    )
    ordered = in_order(rows, ["name"])

    assert ordered["name"].to_list() == ["c", "e", "a", "b", "f", "d"]
    assert first_of_each(ordered, 1)["name"].to_list() == ["c", "b", "f"]
    assert first_of_each(ordered, None).height == 6
    assert list(counts_of(rows).items()) == [("up", 3), ("down", 1), (None, 2)]
