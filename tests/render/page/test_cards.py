from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.report_sets import Asked, limited_set, requests_each, sample_set, set_of_lines
from usagestats.choices import Granularity
from usagestats.periods.period import Period
from usagestats.render.page.cards import Card, arrow, cards, compared_with, days_of, sparks_of

FEBRUARY = datetime(2026, 2, 1, tzinfo=UTC)


def by_name(found: list[Card]) -> dict[str, Card]:
    return {card.name: card for card in found}


def texts(card: Card) -> list[str]:
    return [f"{note.strong} {note.text}".strip() for note in card.notes]


def two_months(per_day: int = 24, more: int = 36) -> list[str]:
    """Return requests of February, and more a day of March."""
    march = FEBRUARY + timedelta(days=28)
    day = timedelta(days=1)
    return [
        *requests_each(FEBRUARY, day / per_day, 28 * per_day),
        *requests_each(march, day / more, 31 * more + 1),
    ]


def test_a_month_is_compared_with_the_month_before_and_by_day() -> None:
    reports = set_of_lines(two_months(), Asked("2026-03"))
    requests = by_name(cards(reports))["Requests"]

    assert requests.value == "1,116"
    assert texts(requests) == ["▲ 66.1 % from 672", "▲ 50.0 % a day"]
    assert compared_with(reports) == "beside 1 – 28 February 2026 (28 days; this range has 31)"


def test_where_the_logs_have_holes_nothing_is_compared() -> None:
    reports = sample_set("2026-05-07..2026-05-09")
    (text,) = texts(by_name(cards(reports))["Requests"])

    assert text.endswith(" before")
    assert compared_with(reports) == (
        "beside 4 – 6 May 2026; changes are not shown: the logs do not cover all of both"
    )


def test_a_range_before_without_a_log_is_named() -> None:
    reports = set_of_lines(two_months(), Asked("2026-02"))

    assert compared_with(reports).endswith("this range has 28): no log covers it")


def test_the_share_of_errors_is_in_points_and_good_or_bad() -> None:
    march = FEBRUARY + timedelta(days=28)
    errors = requests_each(march, timedelta(days=1), 10, status=503)
    rate = by_name(cards(set_of_lines([*two_months(), *errors], Asked("2026-03"))))["Error rate"]

    assert rate.value == "0.9 %"
    assert texts(rate) == ["▲ 0.9 points from 0.0 %"]
    assert rate.notes[0].tone == "bad"


def test_the_cards_of_the_sample_logs() -> None:
    found = by_name(cards(sample_set()))

    assert list(found) == [
        *("Requests", "metadata", "datastore", "Error rate", "Latency, p95"),
        *("Active applications", "Limits reached"),
    ]
    assert texts(found["Limits reached"]) == ["no application reached 100 %"]
    assert found["Latency, p95"].value.endswith(" ms")
    assert found["Requests"].spark is not None


def test_small_drawings_of_traffic_leave_out_days_that_are_covered_in_part() -> None:
    days = sample_set().by_width("traffic")[Granularity.DAY]
    spark = by_name(cards(sample_set()))["Requests"].spark
    assert spark is not None

    drawn = {int(float(one)) for one in re.findall(r"[ML]([\d.]+)", spark.path)}
    full = (~days.rows["partial"] & days.rows["requests"].is_not_null()).arg_true()
    assert drawn == set(full) < set(range(days.rows.height))


def test_limits_that_were_reached_are_counted() -> None:
    card = by_name(cards(limited_set()))["Limits reached"]

    assert (card.value, texts(card)) == ("4", ["by 1 application"])


def test_without_requests_there_is_no_card() -> None:
    assert cards(set_of_lines([])) == []


def test_without_durations_and_limits_there_are_no_cards_of_them() -> None:
    names = by_name(cards(set_of_lines(two_months(), Asked("2026-03"))))

    assert {"Latency, p95", "Limits reached"} & set(names) == set()


@pytest.mark.parametrize(
    ("change", "text"), [(0.247, "▲ 24.7 %"), (-0.5, "▼ 50.0 %"), (0.0001, "= 0.0 %")]
)
def test_a_change_has_an_arrow(change: float, text: str) -> None:
    assert arrow(change) == text


def test_a_month_of_summer_time_has_all_its_days() -> None:
    assert days_of(Period(FEBRUARY, FEBRUARY + timedelta(days=31, hours=-1))) == 31


def test_a_small_drawing_is_by_day_or_else_by_what_fits() -> None:
    short = set_of_lines(two_months(), Asked("2026-03-03"))
    found, of_hours = sparks_of(sample_set(), "traffic"), sparks_of(short, "traffic")

    assert found is not None
    assert found.granularity is Granularity.DAY
    assert of_hours is not None
    assert of_hours.granularity is Granularity.HOUR
    assert sparks_of(replace(short, reports={}), "traffic") is None
