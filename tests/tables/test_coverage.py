from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.periods.period import Period
from usagestats.tables.coverage import LARGEST_BRIDGED_GAP, Coverage, Imported, MissingFiles

DAY = "2026-05-04T"
TWO_SPANS = (("10:00", "11:59"), ("14:00", "15:44"))  # 10:00 to 12:00, 14:00 to 15:45


def at(clock: str) -> datetime:
    return datetime.fromisoformat(DAY + clock).replace(tzinfo=UTC)


def period(start: str, end: str) -> Period:
    return Period(at(start), at(end))


def covering(*hulls: tuple[str, str]) -> Coverage:
    return Coverage.of((at(first), at(last)) for first, last in hulls)


def written(spans: tuple[Period, ...] | list[Period]) -> list[tuple[str, str]]:
    return [(f"{span.start:%H:%M}", f"{span.end:%H:%M}") for span in spans]


@pytest.mark.parametrize(
    ("hulls", "expected"),
    [
        ([], []),
        ([("10:07", "10:07")], [("10:00", "10:15")]),
        ([("10:00", "10:14:59.999999")], [("10:00", "10:15")]),
        ([("10:14:59.999999", "10:15")], [("10:00", "10:30")]),
        ([("10:00", "12:00"), ("11:00", "13:00")], [("10:00", "13:15")]),
        ([("10:00", "13:00"), ("11:00", "12:00")], [("10:00", "13:15")]),
        ([("10:00", "10:59"), ("12:00", "12:59")], [("10:00", "13:00")]),  # rotation
        ([("10:00", "10:59"), ("12:15", "12:59")], [("10:00", "11:00"), ("12:15", "13:00")]),
        (
            [("18:00", "18:00"), ("02:00", "02:00"), ("10:00", "10:00")],
            [("02:00", "02:15"), ("10:00", "10:15"), ("18:00", "18:15")],
        ),
        (  # a long source bridges what lies after it
            [("10:00", "15:59"), ("10:00", "11:00"), ("16:30", "17:00")],
            [("10:00", "17:15")],
        ),
    ],
)
def test_sources_add_up_and_gaps_of_an_hour_are_bridged(
    hulls: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    actual = written(covering(*hulls).spans)

    assert expected == actual


@pytest.mark.parametrize(
    ("hulls", "expected"),
    [
        ((), None),
        (TWO_SPANS, period("10:00", "15:45")),
        ((("10:07", "10:07"),), period("10:00", "10:15")),
    ],
)
def test_the_hull_reaches_from_the_first_to_the_last_covered_time(
    hulls: tuple[tuple[str, str], ...], expected: Period | None
) -> None:
    actual = covering(*hulls).hull

    assert expected == actual


@pytest.mark.parametrize(
    ("start", "end", "is_covered", "is_touched", "holes"),
    [
        ("10:00", "12:00", True, True, []),
        ("10:15", "11:00", True, True, []),
        ("09:00", "10:00", False, False, [("09:00", "10:00")]),
        ("12:00", "14:00", False, False, [("12:00", "14:00")]),
        ("15:45", "16:00", False, False, [("15:45", "16:00")]),
        ("09:45", "10:15", False, True, [("09:45", "10:00")]),
        ("11:45", "12:15", False, True, [("12:00", "12:15")]),
        ("10:00", "15:45", False, True, [("12:00", "14:00")]),
        (
            "09:00",
            "17:00",
            False,
            True,
            [("09:00", "10:00"), ("12:00", "14:00"), ("15:45", "17:00")],
        ),
    ],
)
def test_a_period_is_covered_touched_or_unknown(
    start: str,
    end: str,
    is_covered: bool,  # noqa: FBT001
    is_touched: bool,  # noqa: FBT001
    holes: list[tuple[str, str]],
) -> None:
    coverage = covering(*TWO_SPANS)
    span = period(start, end)
    actual = (coverage.covers(span), coverage.touches(span), written(coverage.holes(span)))

    assert (is_covered, is_touched, holes) == actual


def test_without_sources_nothing_is_covered() -> None:
    span = period("10:00", "11:00")
    coverage = Coverage()

    assert (coverage.covers(span), coverage.touches(span)) == (False, False)
    assert coverage.holes(span) == [span]


moments = st.integers(0, 20_000).map(lambda minute: at("00:00") + timedelta(minutes=minute))
hulls = st.lists(st.tuples(moments, moments).map(sorted).map(tuple), max_size=8)


@given(first=hulls, second=hulls)
def test_the_order_of_sources_does_not_matter_and_spans_stay_apart(
    first: list[tuple[datetime, datetime]], second: list[tuple[datetime, datetime]]
) -> None:
    forwards, backwards = Coverage.of([*first, *second]), Coverage.of([*second[::-1], *first[::-1]])
    gaps = [after.start - before.end for before, after in pairwise(forwards.spans)]

    assert forwards == backwards
    assert all(gap > LARGEST_BRIDGED_GAP for gap in gaps)


@given(sources=hulls, start=moments, slots=st.integers(1, 500))
def test_a_period_is_covered_where_it_has_no_hole(
    sources: list[tuple[datetime, datetime]], start: datetime, slots: int
) -> None:
    coverage = Coverage.of(sources)
    span = Period(start, start + slots * timedelta(minutes=15))
    holes = coverage.holes(span)

    assert coverage.covers(span) == (not holes)
    assert coverage.touches(span) == (holes != [span])


def test_missing_files_are_those_of_a_hole_or_stand_beside_other_logs() -> None:
    gone = MissingFiles(at("11:00"), at("13:00"), ("a.log.2",))
    later = MissingFiles(at("15:00"), at("16:00"), ("a.log.4", "a.log.5"))
    hulls = [(at("10:00"), at("11:00")), (at("13:00"), at("18:00"))]
    coverage = Coverage.of(hulls, [gone, later])
    day = period("00:00", "23:00")
    (hole,) = coverage.holes(period("10:00", "18:00"))

    assert coverage.missing_in(hole) == ["a.log.2"]
    assert coverage.missing_beside(period("10:00", "18:00")) == ["a.log.4", "a.log.5"]
    assert coverage.missing_in(day) == ["a.log.2", "a.log.4", "a.log.5"]
    assert coverage.missing_beside(period("10:00", "12:00")) == []
    assert coverage.without_holes().missing_in(day) == []


def test_imported_time_is_covered_but_lacks_metrics() -> None:
    gone = MissingFiles(at("11:00"), at("13:00"), ("a.log.2",))
    of_logs = Coverage.of([(at("14:00"), at("15:00"))], [gone])
    hits = Imported(period("10:00", "12:00"), frozenset({"hits"}))
    coverage = of_logs.with_imported((hits,))

    assert coverage.spans == (period("10:00", "12:00"), period("14:00", "15:15"))
    assert coverage.missing == (gone,)
    assert coverage.lacks("requests", period("11:45", "13:00"))
    assert not coverage.lacks("hits", period("11:45", "13:00"))
    assert not coverage.lacks("requests", period("12:00", "16:00"))
    assert of_logs.with_imported(()) is of_logs


def test_imports_follow_each_other_with_the_same_metrics_only() -> None:
    first = Imported(period("10:00", "12:00"), frozenset({"hits"}))

    assert first.is_followed_by(Imported(period("12:00", "13:00"), frozenset({"hits"})))
    assert not first.is_followed_by(Imported(period("12:15", "13:00"), frozenset({"hits"})))
    assert not first.is_followed_by(Imported(period("12:00", "13:00"), frozenset({"reads"})))
