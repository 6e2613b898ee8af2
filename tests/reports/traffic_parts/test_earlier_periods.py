from __future__ import annotations

from dataclasses import replace

from tests.reports.tables import covering, utc
from tests.reports.traffic_questions import FIVE_DAYS, HOLE_OF_TWO_DAYS, USED
from usagestats.periods.period import Period, cut
from usagestats.reports.parts.by_period import period_table
from usagestats.reports.traffic_parts.earlier_periods import notes_on_earlier, with_earlier
from usagestats.tables.compact_usage import CompactUsage

QUESTION = replace(FIVE_DAYS, is_compared=True, metrics=("requests",))
SPAN = Period(utc("2026-05-02"), utc("2026-05-04"))


def test_usage_stands_under_the_numbers_of_the_periods_compared_with_it() -> None:
    coverage = covering(("2026-04-30", "2026-05-03T23:59"))
    days = period_table(cut(SPAN, QUESTION.granularity, QUESTION.zone), SPAN, coverage)

    periods, earlier = with_earlier(QUESTION, CompactUsage.of(USED), days, SPAN, coverage)

    assert periods["is_compared"].to_list() == [True, True]
    measured = earlier.measured(QUESTION.figures).sort("period")
    assert measured.select("period", "requests").rows() == [(0, 100), (1, 7)]


def test_a_period_before_which_no_log_covers_is_not_compared() -> None:
    coverage = covering(("2026-05-01", "2026-05-03T23:59"))
    days = period_table(cut(SPAN, QUESTION.granularity, QUESTION.zone), SPAN, coverage)

    periods, earlier = with_earlier(QUESTION, CompactUsage.of(USED), days, SPAN, coverage)

    assert periods["is_compared"].to_list() == [False, True]
    assert earlier.measured(QUESTION.figures)["period"].to_list() == [1]


def test_the_notes_name_the_span_before_and_its_holes() -> None:
    span = Period(utc("2026-05-05"), utc("2026-05-07"))

    assert notes_on_earlier(QUESTION, span, HOLE_OF_TWO_DAYS) == (
        "compared with 2026-05-03 00:00 to 2026-05-05 00:00, UTC",
        "no log between 2026-05-03 00:00 and 2026-05-05 00:00",
    )
