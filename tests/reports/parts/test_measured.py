"""Bytes and percentiles of durations."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.choices import Granularity, Measure
from usagestats.periods.period import Range
from usagestats.reports.parts.figures import figures_of
from usagestats.reports.parts.measured import measured_by, nothing_measured
from usagestats.reports.traffic import traffic_report
from usagestats.reports.traffic_parts.question import Traffic
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import USAGE
from usagestats.tables.durations import duration_bin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DAY = datetime(2026, 5, 4, tzinfo=UTC)
PERCENTILES = [measure for measure in Measure if measure.percentile is not None]


def histogram(
    durations: Sequence[float | None], metric: str = "requests", key: int = 0
) -> pl.DataFrame:
    """Return what rolling up makes of durations."""
    bins = pl.Series("duration_bin", durations, dtype=pl.Float64).to_frame()
    return (
        bins.select(duration_bin(pl.col("duration_bin")))
        .group_by("duration_bin")
        .agg(pl.len().cast(pl.Int64).alias("requests"))
        .with_columns(period=pl.lit(key), metric=pl.lit(metric))
    )


def exact(durations: list[float], percentile: int) -> float:
    """Return the smallest duration that so many of a hundred did not exceed."""
    return sorted(durations)[math.ceil(percentile * len(durations) / 100) - 1]


def normal(count: int) -> list[float]:
    chance = random.Random(7)
    return [chance.lognormvariate(3, 1.2) for _ in range(count)]


def bimodal(count: int) -> list[float]:
    """Nine tenths are quick, one tenth waits for something else."""
    chance = random.Random(8)
    return [
        chance.lognormvariate(1, 0.3) if chance.random() < 0.9 else chance.gauss(2000, 150)
        for _ in range(count)
    ]


@pytest.mark.slow  # a million numbers, made one by one
@pytest.mark.parametrize("make", [normal, bimodal])
def test_percentiles_of_a_million_durations_err_by_two_per_cent_at_most(
    make: Callable[[int], list[float]],
) -> None:
    durations = make(1_000_000)
    usage = histogram(durations)
    for measure in PERCENTILES:
        found = measured_by(usage, ["period"], figures_of(["requests"], [measure]))["requests"][0]
        expected = exact(durations, measure.percentile or 0)

        assert abs(found - expected) <= 0.02 * expected, measure


@given(
    st.lists(st.floats(0.001, 1e7, exclude_min=True), min_size=1, max_size=200),
    st.sampled_from(PERCENTILES),
)
def test_percentiles_of_any_durations_err_by_two_per_cent_at_most(
    durations: list[float], measure: Measure
) -> None:
    found = measured_by(histogram(durations), ["period"], figures_of(["requests"], [measure]))[
        "requests"
    ][0]

    assert found == pytest.approx(exact(durations, measure.percentile or 0), rel=0.02)


def test_groups_have_percentiles_of_their_own_and_unknown_durations_do_not_count() -> None:
    usage = pl.concat(
        [
            histogram([10.0, 20.0, None, None]),
            histogram([500.0], "hits"),
            histogram([None, -1.0], key=1),
        ]
    )
    found = measured_by(usage, ["period"], figures_of(["requests", "hits"], [Measure.P50])).sort(
        "period"
    )

    assert found["requests"].to_list() == [pytest.approx(10, rel=0.02), None]
    assert found["hits"].to_list() == [pytest.approx(500, rel=0.02), None]


def test_several_measures_are_those_measured_one_by_one() -> None:
    usage = pl.concat([histogram([10.0, 20.0, None, 30.0]), histogram([None], key=1)])
    usage = usage.with_columns(usage="requests", response_bytes=pl.lit(7, pl.Int64()))
    measures = [Measure.P99, Measure.BYTES, Measure.USAGE, Measure.P50]
    together = measured_by(usage, ["period"], figures_of(["requests"], measures)).sort("period")

    assert together.columns[0] == "period"
    for measure in measures:
        alone = measured_by(usage, ["period"], figures_of(["requests"], [measure])).sort("period")
        assert together[f"requests_{measure}"].to_list() == alone["requests"].to_list()


@pytest.mark.parametrize(
    ("durations", "is_said"), [([None, -1.0], True), ([None, 0.0], False), ([], False)]
)
def test_it_is_said_where_no_request_has_a_duration(
    durations: list[float | None], *, is_said: bool
) -> None:
    expected = "p95 is unknown: the log has no duration of any of these requests"

    found = nothing_measured(histogram(durations), [Measure.P95])

    assert found == ((expected,) if is_said else ())


@pytest.mark.parametrize(("sizes", "is_said"), [([0, 0], True), ([0, 5], False), ([], False)])
def test_it_is_said_where_no_response_has_bytes(sizes: list[int], *, is_said: bool) -> None:
    usage = pl.DataFrame({"response_bytes": pl.Series(sizes, dtype=pl.Int64)})

    assert bool(nothing_measured(usage, [Measure.BYTES])) is is_said
    assert nothing_measured(usage, [Measure.USAGE]) == ()


def test_a_group_whose_key_is_null_keeps_its_percentile() -> None:
    usage = histogram([10.0]).with_columns(backend=pl.lit(None, pl.String))
    found = measured_by(usage, ["period", "backend"], figures_of(["requests"], [Measure.P99]))

    assert found["requests"].to_list() == [pytest.approx(10, rel=0.02)]


def report(measure: Measure, rows: list[tuple[object, ...]], column: str) -> list[object]:
    options = Traffic(
        Granularity.DAY,
        Range(DAY, DAY.replace(day=7)),
        ZoneInfo("UTC"),
        ("requests", "hits"),
        measures=(measure,),
    )
    names = ["start", "metric", column, "requests", "usage"]
    frame = pl.DataFrame(rows, {name: USAGE.get(name, pl.Int64()) for name in names}, orient="row")
    coverage = Coverage.of([(DAY, DAY.replace(day=5, hour=23, minute=59))])
    return [row[5:] for row in traffic_report(options, frame, coverage, Counts()).rows.iter_rows()]


def test_bytes_are_added_and_zero_where_nothing_was_sent() -> None:
    rows: list[tuple[object, ...]] = [
        (DAY, "requests", 1000, 2, 2),
        (DAY, "hits", 700, 1, 5),
        (DAY, "requests", 1, 1, 1),
    ]

    assert report(Measure.BYTES, rows, "response_bytes") == [(1001, 700), (0, 0), (None, None)]


def test_percentiles_are_unknown_where_no_duration_is() -> None:
    rows: list[tuple[object, ...]] = [(DAY, "requests", 100, 2, 2), (DAY, "hits", None, 2, 2)]

    assert report(Measure.P90, rows, "duration_bin") == [
        (pytest.approx(49.52, rel=0.001), None),
        (None, None),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (Measure.USAGE, (("status",), False)),
        (Measure.BYTES, (("status",), True)),
        (Measure.P99, (("status", "duration_bin"), False)),
    ],
)
def test_the_grain_has_only_what_is_measured(
    measure: Measure, expected: tuple[tuple[str, ...], bool]
) -> None:
    options = Traffic(
        Granularity.DAY,
        Range(),
        ZoneInfo("UTC"),
        ("requests",),
        split_by=("status",),
        measures=(measure,),
    )

    assert (options.grain().keys, options.grain().has_bytes) == expected
