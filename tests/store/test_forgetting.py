"""Usage that is forgotten: what is left, and what is gone."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import polars as pl
import pytest

from tests.ingest.shop import LONG_AFTERWARDS, Shop, lines
from tests.store.contents_of import contents_of
from usagestats.catalog.model import Catalog
from usagestats.periods.period import SLOT
from usagestats.store.forgetting import forget_applications, forget_before
from usagestats.store.upkeep import compact
from usagestats.tables.declared import FORGOTTEN
from usagestats.tables.usage import Grain

pytestmark = pytest.mark.slow  # a store of thirty commits

TWO = datetime(2026, 5, 4, 2, tzinfo=UTC)  # after 120 lines


def usage_and_problems(shop: Shop) -> pl.DataFrame:
    rows = [shop.table().rows(row_type).select("start") for row_type in ("usage", "problem")]
    return pl.concat(rows).collect()


def test_what_is_forgotten_is_unknown_and_stays_so(busy_shop: Shop) -> None:
    before = usage_and_problems(busy_shop)
    gone = forget_before(busy_shop.table(), TWO)
    left = usage_and_problems(busy_shop)
    busy_shop.ingest()
    read = busy_shop.read()
    hull = read.coverage.hull

    assert gone == before.filter(pl.col("start") < TWO).height > 300
    assert left["start"].min() == TWO
    assert left.height == before.height - gone
    assert sorted(busy_shop.counted().values()) == [1] * 180
    assert hull is not None
    assert hull.start == TWO
    assert read.problems["start"].min() >= TWO  # type: ignore[operator]
    assert (read.counts.requests, read.counts.rejects) == (300, 30)


def test_to_forget_twice_keeps_the_later_bound(busy_shop: Shop) -> None:
    forget_before(busy_shop.table(), TWO)
    forget_before(busy_shop.table(), datetime(2026, 5, 4, 1, tzinfo=UTC))
    compact(busy_shop.table(), LONG_AFTERWARDS)
    hull = busy_shop.read().coverage.hull

    assert hull is not None
    assert hull.start == TWO


def test_to_forget_all_keeps_how_far_sources_were_counted(busy_shop: Shop) -> None:
    forget_before(busy_shop.table(), datetime(2027, 1, 1, tzinfo=UTC))
    busy_shop.append("a.log", lines(300, 305))
    busy_shop.ingest()
    read = busy_shop.read()

    assert read.coverage.hull is None
    reasons = busy_shop.table().rows("source").select(pl.col("reasons").explode()).collect()
    texts = reasons["reasons"].drop_nulls().struct.field("text")
    assert set(texts) == {""}
    assert reasons["reasons"].struct.field("lines").sum() == 30


def test_a_forgotten_application_is_nobody_and_totals_stay(busy_shop: Shop) -> None:
    log = b'9.9.9.9 - bob [04/May/2026:01:00:00 +0000] "GET /bob HTTP/1.1" 503 5\n' * 2
    busy_shop.write("b.log", log + b"a reject of bob\n" + lines(400, 402))
    busy_shop.ingest()
    coarse = Grain(("status",), SLOT, has_bytes=True)
    before = contents_of(busy_shop.read(coarse))
    found = forget_applications(busy_shop.table(), {"bob", "robert"})
    compact(busy_shop.table(), LONG_AFTERWARDS)
    after = contents_of(busy_shop.read(coarse))
    again = forget_applications(busy_shop.table(), {"bob"})
    files = b"".join(
        path.read_bytes() for path in (busy_shop.folder / "store").rglob("*") if path.is_file()
    )

    assert (found, again) == ((2, 0), (0, 0))
    assert after[0] == before[0]
    assert after[2:] == before[2:]
    assert busy_shop.counted()[FORGOTTEN] == 2
    assert b"bob" not in files


def test_no_other_application_is_touched(busy_shop: Shop) -> None:
    before = busy_shop.counted()
    one = next(iter(before))
    forget_applications(busy_shop.table(), {one})
    after = busy_shop.counted()

    assert before.keys() - after.keys() == {one}
    assert after.keys() - before.keys() == {FORGOTTEN}


def test_what_another_run_is_about_to_commit_is_not_deleted(busy_shop: Shop) -> None:
    folder = busy_shop.folder / "store" / "kind=usage" / "month=2026-05"
    fresh, stray = folder / "fresh.parquet", folder / "stray.parquet"
    for path in (fresh, stray):
        path.write_bytes(b"x")
    os.utime(stray, (0, 0))
    forget_applications(busy_shop.table(), {next(iter(busy_shop.counted()))})

    assert fresh.exists()
    assert not stray.exists()


def test_a_warning_about_another_catalog_is_of_what_is_left(busy_shop: Shop) -> None:
    busy_shop.catalog = Catalog(identify=busy_shop.catalog.identify[:1])
    before = busy_shop.read().counted_otherwise
    forget_before(busy_shop.table(), datetime(2027, 1, 1, tzinfo=UTC))

    assert before is not None
    assert busy_shop.read().counted_otherwise is None
