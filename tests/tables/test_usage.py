from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from usagestats.tables.declared import PROBLEMS, USAGE
from usagestats.tables.usage import Grain, add_problems, add_usage, coarser, slot_start

TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)
MINUTE, QUARTER, HOUR = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1)


def usage_of(grain: Grain, *rows: tuple[object, ...]) -> pl.DataFrame:
    schema = {column: USAGE[column] for column in grain.columns()}
    return pl.DataFrame(rows, schema, orient="row")


def test_nothing_adds_up_to_an_empty_table() -> None:
    assert add_usage([], Grain((), timedelta(days=1))).rows() == []


@pytest.mark.parametrize(
    ("keys", "slot"),
    [
        (("status", "backend"), timedelta(hours=1)),
        (("is_on_path", "status"), timedelta(hours=1)),
        ((), timedelta(hours=7)),
    ],
)
def test_a_grain_out_of_order_or_off_the_day_is_refused(
    keys: tuple[str, ...], slot: timedelta
) -> None:
    with pytest.raises(ValueError, match=r"keys must be in the order|a day is no multiple"):
        Grain(keys, slot)


def test_a_sum_of_bytes_never_overflows_and_is_equal_however_it_is_made() -> None:
    grain = Grain(("backend",), QUARTER, has_bytes=True)
    one = usage_of(grain, *[(TEN, "a", "hits", 1, 1, 2**62)] * 3)
    other = usage_of(grain, (TEN, "a", "hits", 1, 1, None), (TEN, "a", "hits", 1, 1, 7))
    expected = [(TEN, "a", "hits", 5, 5, 2**63 - 1)]

    assert add_usage([one, other], grain).rows() == expected
    assert add_usage([add_usage([one], grain), other], grain).rows() == expected
    both = pl.concat([one, other]).lazy()
    assert coarser(both, Grain((), HOUR, has_bytes=True)).collect()["response_bytes"].to_list() == [
        2**63 - 1
    ]


def test_rows_with_equal_keys_become_one_and_null_is_a_key() -> None:
    grain = Grain(("backend",), QUARTER, has_bytes=True)
    one = usage_of(grain, (TEN, "a", "hits", 1, 2, 10), (TEN, None, "hits", 1, 1, 0))
    other = usage_of(grain, (TEN, "a", "hits", 3, 4, None), (TEN, None, "hits", 1, 1, 5))

    assert add_usage([one, other], grain).sort("backend").rows() == [
        (TEN, None, "hits", 2, 2, 5),
        (TEN, "a", "hits", 4, 6, 10),
    ]


def test_a_coarser_grain_has_wider_slots_and_fewer_keys() -> None:
    fine = usage_of(
        Grain(("backend", "status"), QUARTER),
        (TEN, "a", 200, "hits", 1, 1),
        (TEN + QUARTER, "a", 404, "hits", 2, 2),
        (TEN + HOUR, "a", 200, "hits", 4, 4),
    )

    actual = coarser(fine.lazy(), Grain(("backend",), HOUR)).collect()

    assert actual.sort("start").rows() == [
        (TEN, "a", "hits", 3, 3),
        (TEN + HOUR, "a", "hits", 4, 4),
    ]


@pytest.mark.parametrize(
    ("grain", "suffices"),
    [
        (Grain((), HOUR), True),
        (Grain(("status",), 2 * HOUR, of_requests=True), True),
        (Grain(("application",), HOUR), False),
        (Grain((), QUARTER), False),
        (Grain((), HOUR, has_bytes=True), False),
    ],
)
def test_a_grain_suffices_for_coarser_ones(grain: Grain, *, suffices: bool) -> None:
    assert Grain(("backend", "status"), HOUR).suffices_for(grain) == suffices
    assert not Grain(("status",), HOUR, of_requests=True).suffices_for(Grain((), HOUR))


@pytest.mark.parametrize(
    ("time", "slot", "start"),
    [
        (TEN, QUARTER, TEN),
        (TEN - timedelta(microseconds=1), QUARTER, TEN - QUARTER),
        (TEN + 14 * MINUTE, MINUTE, TEN + 14 * MINUTE),
        (TEN, timedelta(days=1), datetime(2026, 5, 4, tzinfo=UTC)),
    ],
)
def test_a_slot_holds_its_start_but_not_its_end(
    time: datetime, slot: timedelta, start: datetime
) -> None:
    frame = pl.DataFrame({"time": [time]}, {"time": USAGE["start"]})

    assert frame.select(slot_start("time", slot)).item() == start


def test_problems_keep_the_first_sample_and_both_ends() -> None:
    def part(requests: int, first: datetime, last: datetime, sample: str) -> pl.DataFrame:
        row = (TEN, "api", "limits_exceeded", requests, first, last, sample)
        return pl.DataFrame([row], PROBLEMS, orient="row")

    early, late = TEN + MINUTE, TEN + 9 * MINUTE
    parts = [part(1, late, late, "a"), part(2, early, early, "c"), part(4, early, late, "b")]

    assert add_problems(parts).rows() == [
        (TEN, "api", "limits_exceeded", 7, early, late, "b"),
    ]
