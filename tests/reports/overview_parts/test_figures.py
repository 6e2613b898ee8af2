from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.reports.overviews import (
    DAY,
    HOUR,
    MAY,
    Request,
    report,
    section,
)
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.reports.parts.filters import Filters
from usagestats.tables.coverage import Coverage


def change(value: int, previous: int) -> float | None:
    return (value - previous) / previous if previous else None


requests = st.lists(
    st.tuples(
        st.integers(0, 3 * 24 * 4 - 1).map(lambda slots: MAY + slots * timedelta(minutes=15)),
        st.sampled_from(["a", "b", "c", "x", "y", "z", "(none)"]),
        st.sampled_from([None, 101, 200, 204, 301, 404, 429, 500]),
    ),
    max_size=60,
)


@given(requests=requests)
def test_figures_are_those_of_counting_one_by_one(requests: list[Request]) -> None:
    labels = {"a": "Shop", "b": "Robot", "c": "Map"}
    this = [one for one in requests if MAY + DAY <= one[0] < MAY + 2 * DAY]
    before = [one for one in requests if MAY <= one[0] < MAY + DAY]

    actual = report(requests)

    total = (len(this), len(before), change(len(this), len(before)))
    assert section(actual, "traffic")[:2] == [("requests", *total), ("hits", *total)]
    callers, earlier = (
        Counter(labels.get(name, name) for _, name, _ in part if name != "(none)")
        for part in (this, before)
    )
    top = sorted(callers.items(), key=lambda item: (-item[1], item[0]))[:5]
    assert section(actual, "top applications") == [
        (name, count, earlier[name], change(count, earlier[name])) for name, count in top
    ]
    classes, then = (
        Counter("none" if status is None else f"{status // 100}xx" for _, _, status in part)
        for part in (this, before)
    )
    assert section(actual, "response codes") == [
        (name, classes[name], then[name], change(classes[name], then[name]))
        for name in ("1xx", "2xx", "3xx", "4xx", "5xx", "none")
    ]


def test_accounts_that_reached_a_limit_stand_with_their_violations() -> None:
    five = [(MAY + DAY + hours * HOUR, "a", 200) for hours in range(5)]  # 100 and 120 %
    four = [(MAY + DAY, name, 200) for name in "bbbbcccc"]
    earlier = [(MAY, "c", 200)] * 4

    actual = report([*five, *four, *earlier])

    # that of c is 24 hours after the one of the day before
    assert section(actual, "potential upgrades") == [("Acme", 3, 1, 2.0), ("Robot", 1, 0, None)]


def test_new_applications_need_no_log() -> None:
    long_ago = MAY - 300 * DAY
    nothing = report([], coverage=Coverage.of([(long_ago, long_ago)]))

    assert section(nothing, "new applications") == [("registered", 1, 1, 0.0)]
    assert section(nothing, "traffic")[0] == ("requests", None, None, None)


def test_without_a_registry_new_applications_are_those_first_seen() -> None:
    requests = [(MAY, "x", 200), (MAY + DAY, "x", 200), (MAY + DAY, "y", 200)]

    actual = report([*requests, (MAY + DAY, "(none)", 200)], registry=NO_APPLICATIONS)

    assert section(actual, "new applications") == [("first seen", 1, 1, 0.0)]
    assert section(actual, "potential upgrades") == []
    assert any("no applications are registered" in note for note in actual.notes)


def test_errors_of_either_span_are_shown() -> None:
    problems = [(MAY, "upstream_failed", 2), (MAY + DAY, "limits_exceeded", 5)]

    actual = report([], problems=problems)

    assert section(actual, "integration errors") == [
        ("limits_exceeded", 5, 0, None),
        ("upstream_failed", 0, 2, -1.0),
    ]


def test_filters_choose_requests_and_rows_about_limits_but_never_the_usage_of_a_limit() -> None:
    requests = [(MAY + DAY + n * HOUR, name, 200 + n % 2) for n in range(8) for name in "ab"]
    both = report(requests)
    shop = report(requests, filters=Filters(applications=("Shop",)))
    created = report(requests, filters=Filters(statuses=("201",)))

    assert section(both, "potential upgrades") == [("Acme", 4, 0, None), ("Robot", 4, 0, None)]
    assert section(shop, "potential upgrades") == [("Acme", 4, 0, None)]
    assert section(created, "potential upgrades") == section(both, "potential upgrades")
    assert section(shop, "traffic")[:2] == [("requests", 8, 0, None), ("hits", 8, 0, None)]
    assert section(created, "traffic")[:2] == [("requests", 8, 0, None), ("hits", 8, 0, None)]
    assert [row[:2] for row in section(created, "top applications")] == [("Robot", 4), ("Shop", 4)]
    assert section(both, "new applications") == [("registered", 1, 1, 0.0)]
    assert section(shop, "new applications") == [("registered", 1, 0, None)]
    assert {one.in_range for one in (both, shop, created)} == {16}
