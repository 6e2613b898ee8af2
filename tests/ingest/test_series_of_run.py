"""Files that a run sees side by side follow each other in the store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.ingest.covered import IN_HALF_A_DAY, MIDNIGHT, half_day, spans_of, spans_of_logs
from tests.ingest.shop import LONG_AFTERWARDS, Shop
from usagestats.store.log_files import stored_files
from usagestats.store.upkeep import compact

if TYPE_CHECKING:
    from pathlib import Path

DATED = "a.log-20260504", "a.log-20260505", "a.log-20260506"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def rows(shop: Shop) -> pl.DataFrame:
    return shop.table().rows("source").collect()


def test_files_that_one_run_saw_side_by_side_follow_each_other(shop: Shop) -> None:
    for name, day in (("a.log.2", 0), ("a.log.1", 1), ("a.log", 2)):
        shop.write(name, half_day(day))
    shop.ingest()

    assert spans_of(shop) == spans_of_logs(shop) == [(0, 60)]


def test_a_missing_number_is_a_hole_until_a_run_has_seen_the_file(shop: Shop) -> None:
    for name, day in (("a.log.3", 0), ("a.log.1", 2), ("a.log", 3)):
        shop.write(name, half_day(day))
    shop.ingest()
    before = spans_of(shop)
    shop.write("a.log.2", half_day(1))
    shop.ingest()

    assert before == [(0, 12), (48, 84)]
    assert spans_of(shop) == [(0, 84)]


@pytest.mark.parametrize("names", [("a.log.3", "a.log.2", "a.log.1"), DATED])
def test_an_empty_file_is_no_missing_one(shop: Shop, names: tuple[str, str, str]) -> None:
    first, quiet, last = names
    shop.write(first, half_day(0))
    shop.write(quiet, b"")
    shop.write(last, half_day(2))
    shop.ingest()

    assert spans_of(shop) == spans_of_logs(shop) == [(0, 60)]


def test_neighbours_that_a_later_run_sees_are_stored_without_new_lines(shop: Shop) -> None:
    shop.write("a.log.2", half_day(0))
    shop.ingest("a.log.2")
    shop.write("a.log.1", half_day(1))
    shop.ingest("a.log.1")
    apart = spans_of(shop)
    shop.ingest()
    commits = shop.table().version
    shop.ingest()

    assert apart == [(0, 12), (24, 36)]
    assert spans_of(shop) == [(0, 36)]
    assert shop.table().version == commits
    assert shop.is_exact(2 * IN_HALF_A_DAY)


def test_every_turn_of_rotation_by_numbers_is_followed(shop: Shop) -> None:
    for day in range(4):
        for number in range(day, 0, -1):
            source = shop.folder / f"a.log{'' if number == 1 else f'.{number - 1}'}"
            source.rename(shop.folder / f"a.log.{number}")
        shop.write("a.log", half_day(day))
        shop.ingest()

    assert spans_of(shop) == spans_of_logs(shop) == [(0, 84)]
    assert shop.is_exact(4 * IN_HALF_A_DAY)


def test_streams_and_other_logs_follow_nothing(shop: Shop) -> None:
    shop.write("a.log", half_day(0))
    shop.write("b.log", half_day(1))
    shop.ingest()

    assert spans_of(shop) == spans_of_logs(shop) == [(0, 12), (24, 36)]


def test_compaction_and_counting_again_keep_the_order(shop: Shop) -> None:
    for name, day in (("a.log.2", 0), ("a.log.1", 1), ("a.log", 2)):
        shop.write(name, half_day(day))
    shop.ingest()
    before = stored_files(rows(shop))
    compact(shop.table(), LONG_AFTERWARDS)
    after = stored_files(rows(shop))
    shop.ingest(settings=shop.settings(is_again=True))

    assert after == before
    assert spans_of(shop) == [(0, 60)]
    assert shop.is_exact(3 * IN_HALF_A_DAY)


def test_an_empty_file_is_not_named_as_missing(shop: Shop) -> None:
    names = *DATED, "a.log-20260507"  # without the empty one the step is still a day
    for name, content in zip(names, (half_day(0), half_day(1), b"", half_day(3)), strict=True):
        shop.write(name, content)
    shop.ingest()

    assert shop.read().coverage.missing == ()
    assert spans_of(shop) == [(0, 84)]


def of_a_bucket(day: int) -> bytes:
    """Return the requests of half a day, as Amazon S3 writes them."""
    after = ' "GET /items/a HTTP/1.1" 200 - 512 512 34 33 "-" "curl/8.5.0" -\n'
    lines = (
        f"79a5 items [{MIDNIGHT + timedelta(minutes=minute):%d/%b/%Y:%H:%M:%S +0000}] 192.0.2.1 -"
        f" 3E57427F3EXAMPLE REST.GET.OBJECT a{after}"
        for minute in range(day * 1440, day * 1440 + 720, 15)
    )
    return "".join(lines).encode()


def test_files_that_are_written_on_demand_follow_each_other_from_run_to_run(shop: Shop) -> None:
    for day, name in enumerate(("2026-05-04-12-FFEE.log", "2026-05-07-12-0A1B.log")):
        shop.write(name, of_a_bucket(3 * day))
        shop.ingest()  # the format of a file that is unchanged is known by the store

    assert spans_of(shop) == spans_of_logs(shop) == [(0, 84)]
