from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from usagestats import rollup
from usagestats.classify.http_methods import decide_by_http_method
from usagestats.classify.requests import Classified
from usagestats.tables.declared import CHUNK, CLASSIFIED, LOG_KEYS, OUTCOMES, ROW_COUNT, USAGE_KEYS
from usagestats.tables.usage import Grain, add_usage, coarser

TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@cache
def default_outcomes() -> pl.DataFrame:
    return decide_by_http_method(pl.Series([], dtype=pl.String)).outcome_table()


def roll_up(classified: Classified, grain: Grain) -> pl.DataFrame:
    return rollup.roll_up(classified, grain).table(grain)


def classified_of(*rows: tuple[int, str, int]) -> Classified:
    """Make requests by minute after ten, backend and outcome."""
    schema = {name: CLASSIFIED[name] for name in ("time", "backend", "outcome")}
    full = [
        (TEN + timedelta(minutes=minute), backend, outcome) for minute, backend, outcome in rows
    ]
    return Classified(pl.DataFrame(full, schema, orient="row"), default_outcomes())


def test_requests_and_usage_are_counted_per_slot_key_and_metric() -> None:
    classified = classified_of((0, "a", 1), (14, "a", 1), (15, "a", 2), (59, "b", 0))
    usage = roll_up(classified, Grain(("backend",), timedelta(minutes=15)))

    assert usage.sort("start", "backend", "metric").rows() == [
        (TEN, "a", "hits", 2, 2),
        (TEN, "a", "metadata", 2, 2),
        (TEN, "a", "requests", 2, 2),
        (TEN + timedelta(minutes=15), "a", "datastore", 1, 1),
        (TEN + timedelta(minutes=15), "a", "hits", 1, 1),
        (TEN + timedelta(minutes=15), "a", "requests", 1, 1),
        (TEN + timedelta(minutes=45), "b", "hits", 1, 1),
        (TEN + timedelta(minutes=45), "b", "requests", 1, 1),
    ]


def test_a_coarse_grain_keeps_no_keys() -> None:
    usage = roll_up(classified_of((0, "a", 1), (61, "b", 1)), Grain((), timedelta(days=1)))

    assert usage.sort("metric").rows() == [
        (datetime(2026, 5, 4, tzinfo=UTC), "hits", 2, 2),
        (datetime(2026, 5, 4, tzinfo=UTC), "metadata", 2, 2),
        (datetime(2026, 5, 4, tzinfo=UTC), "requests", 2, 2),
    ]


def test_usage_of_the_product_itself_has_no_backend() -> None:
    product = default_outcomes().with_columns(owner=pl.lit("product"))
    classified = Classified(classified_of((0, "a", 0)).requests, product)
    usage = roll_up(classified, Grain(("backend",), timedelta(hours=1)))

    assert usage.sort("metric").select("backend", "metric").rows() == [
        (None, "hits"),
        ("a", "requests"),
    ]


EVERY_KEY = (*USAGE_KEYS, *LOG_KEYS)
KEPT = {"time", "backend", "denied", "duration_bin", "response_bytes", "outcome"}


def test_bytes_and_bins_are_rolled_up_where_they_are_asked_for() -> None:
    classified = classified_of((0, "a", 1), (1, "a", 1), (2, "a", 0))
    measured = classified.requests.with_columns(
        response_bytes=pl.Series([5, None, 7], dtype=pl.Int64),
        duration_bin=pl.Series([3, 3, None], dtype=pl.Int16),
        denied=pl.Series([None, False, True], dtype=pl.Boolean),
    ).select(name for name in CLASSIFIED if name in KEPT)
    grain = Grain(("denied", "duration_bin"), timedelta(hours=1), has_bytes=True)
    usage = roll_up(Classified(measured, default_outcomes()), grain)

    assert usage.columns == [
        *("start", "denied", "duration_bin", "metric", "requests", "usage", "response_bytes")
    ]
    assert usage.filter(pl.col("metric") == "requests").sort("denied").rows() == [
        (TEN, None, 3, "requests", 1, 1, 5),
        (TEN, False, 3, "requests", 1, 1, 0),
        (TEN, True, None, "requests", 1, 1, 7),
    ]
    assert (
        add_usage([usage, usage], grain)["response_bytes"].sum()
        == 2 * usage["response_bytes"].sum()
    )


OVERLAPPING = (
    (0, "hits", "backend", 1),
    (0, "hits", "product", 1),
    (1, "hits", "product", 2),
    (1, "reads", "product", 2),
    (2, "hits", "backend", 3),
)
MEASURED = st.lists(
    st.tuples(
        st.integers(0, 90),  # minutes after ten
        st.sampled_from("pq"),
        st.sampled_from("ab"),
        st.sampled_from("xyz"),
        st.sampled_from([200, 404, None]),
        st.sampled_from([True, False, None]),
        st.sampled_from([-3, 80, None]),
        st.sampled_from(["GET", "PUT", None]),
        st.booleans(),
        st.sampled_from(["/a", "/b", None]),
        st.sampled_from(["curl", "okhttp", None]),
        st.sampled_from([0, 10, None]),
        st.integers(0, 3),
    )
)


def overlapping() -> pl.DataFrame:
    return pl.DataFrame(OVERLAPPING, OUTCOMES, orient="row")


@given(
    rows=MEASURED,
    keys=st.sets(st.sampled_from(EVERY_KEY)),
    minutes=st.sampled_from([15, 60, 1440]),
    of_requests=st.booleans(),
)
def test_usage_of_any_grain_is_that_of_a_finer_one_added_up(
    *, rows: list[tuple[object, ...]], keys: set[str], minutes: int, of_requests: bool
) -> None:
    full = [(TEN + timedelta(minutes=int(str(minute))), *others) for minute, *others in rows]
    classified = Classified(pl.DataFrame(full, dict(CLASSIFIED), orient="row"), overlapping())
    ordered = tuple(key for key in EVERY_KEY if key in keys)
    slot = timedelta(minutes=minutes)
    grain = Grain(ordered, slot, has_bytes=True, of_requests=of_requests)
    finest = Grain(EVERY_KEY, timedelta(minutes=1), has_bytes=True)
    added = coarser(roll_up(classified, finest).lazy(), grain).collect()

    assert finest.suffices_for(grain)
    assert sorted(added.rows(), key=repr) == sorted(
        add_usage([roll_up(classified, grain)], grain).rows(), key=repr
    )


def test_a_request_counts_once_per_metric_whoever_owns_it() -> None:
    classified = Classified(classified_of((0, "a", 0)).requests, overlapping())
    usage = roll_up(classified, Grain(("backend",), timedelta(hours=1)))

    assert usage.sort("metric", "backend").rows() == [
        (TEN, None, "hits", 0, 1),
        (TEN, "a", "hits", 1, 1),
        (TEN, "a", "requests", 1, 1),
    ]


def test_chunks_that_are_counted_together_have_the_usage_of_each_alone() -> None:
    rows = [(0, "a", 1), (1, "a", 1), (2, "b", 0), (16, "a", 2)]
    requests, outcomes = classified_of(*rows).requests, overlapping()
    numbers = pl.Series(CHUNK, [0, 0, 2, 2], pl.UInt32())
    for grain in (Grain(("backend",), HOUR), Grain((), HOUR), Grain((), HOUR, of_requests=True)):
        together = rollup.roll_up(Classified(requests.with_columns(numbers), outcomes), grain)
        alone = [
            roll_up(Classified(requests.filter(numbers == chunk), outcomes), grain)
            for chunk in range(3)
        ]
        assert [sorted(part.table(grain).rows(), key=repr) for part in together.of_chunks(3)] == [
            sorted(part.rows(), key=repr) for part in alone
        ]


def test_without_requests_there_is_no_usage() -> None:
    nothing = Classified(classified_of().requests, overlapping().clear())

    assert roll_up(nothing, Grain(("backend",), HOUR)).is_empty()


def test_a_request_that_adds_to_one_metric_of_each_owner_counts_for_both() -> None:
    metrics = [(0, "hits", "product", 1), (0, "reads", "backend", 1)]
    outcomes = pl.DataFrame(metrics, OUTCOMES, orient="row")
    usage = roll_up(
        Classified(classified_of((0, "a", 0)).requests, outcomes), Grain(("backend",), HOUR)
    )

    assert usage.sort("metric").select("backend", "metric", "requests").rows() == [
        (None, "hits", 1),
        ("a", "reads", 1),
        ("a", "requests", 1),
    ]


def test_rows_that_are_groups_have_their_number_and_bytes_already() -> None:
    groups = classified_of((0, "a", 1), (1, "b", 0)).requests.with_columns(
        pl.Series(ROW_COUNT, [3, 4], pl.Int64), pl.Series("response_bytes", [50, 70], pl.Int64)
    )
    usage = roll_up(
        Classified(groups, default_outcomes()), Grain(("backend",), HOUR, has_bytes=True)
    )

    assert usage.sort("backend", "metric").rows() == [
        (TEN, "a", "hits", 3, 3, 50),
        (TEN, "a", "metadata", 3, 3, 50),
        (TEN, "a", "requests", 3, 3, 50),
        (TEN, "b", "hits", 4, 4, 70),
        (TEN, "b", "requests", 4, 4, 70),
    ]
