"""The time that the sources of a store cover: as from the logs themselves, or as runs saw them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings

from tests.ingest.covered import IN_HALF_A_DAY, MIDNIGHT, half_day, hours, spans_of, spans_of_logs
from tests.ingest.shop import Shop, lines
from tests.store.careful_coverage import careful_coverage, careful_files
from tests.store.rows_of_sources import SCHEMA, rows_of_sources
from usagestats.store.forgetting import forget_before
from usagestats.store.log_files import read_files, stored_coverage, stored_files
from usagestats.store.places import PLACE, place_cells
from usagestats.store.schema import STORED
from usagestats.store.sources import added_sources, read_bound
from usagestats.tables.coverage import Coverage


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def test_a_log_follows_the_one_whose_path_it_took(shop: Shop) -> None:
    for day in range(3):
        shop.write("a.log", half_day(day))
        shop.ingest("a.log")

    assert spans_of(shop) == [(0, 60)]


def test_a_log_does_not_follow_one_that_was_not_counted_to_its_end(shop: Shop) -> None:
    shop.write("a.log", half_day(0) + b"203.0.113.9 - - [half a line")
    shop.ingest("a.log")
    shop.write("a.log", half_day(1))
    shop.ingest("a.log")

    assert spans_of(shop) == [(0, 12), (24, 36)]


def test_the_path_of_a_log_that_was_renamed_meanwhile_is_taken_all_the_same(shop: Shop) -> None:
    shop.write("a.log", lines(0, 100))
    shop.ingest("a.log")
    shop.write("old.log", lines(0, 720))  # renamed, with its last lines
    shop.ingest("old.log")
    shop.write("a.log", half_day(1))
    shop.ingest("a.log")

    assert spans_of(shop) == [(0, 36)]


def test_dated_logs_follow_each_other_whichever_run_read_them(shop: Shop) -> None:
    for day in (0, 1, 3):
        shop.write(f"a-2026-05-0{4 + day}.log", half_day(day))
        shop.ingest(f"a-2026-05-0{4 + day}.log")
    (hole,) = shop.read().coverage.missing

    assert spans_of(shop) == spans_of_logs(shop) == [(0, 36), (72, 84)]
    assert hole.paths == ((shop.folder / "a-2026-05-06.log").as_posix(),)


@pytest.mark.parametrize("commit_bytes", [1, 2_500, 1 << 30])
def test_the_size_of_commits_changes_nothing(shop: Shop, commit_bytes: int) -> None:
    for day in range(3):
        shop.write("a.log", half_day(day))
        shop.ingest("a.log", settings=shop.settings(chunk_bytes=900, commit_bytes=commit_bytes))

    assert spans_of(shop) == [(0, 60)]


def test_the_paths_of_a_log_stand_in_the_order_in_which_it_had_them(shop: Shop) -> None:
    names = [f"{name}.log" for name in "kdhbjaf"]
    for number, name in enumerate(names):
        log = shop.write(name, lines(0, number + 1))
        shop.ingest(name)
        log.unlink()  # it is renamed
    (file,) = read_files(shop.table()).values()

    assert [Path(path).name for path in file.paths] == names


def rows(shop: Shop) -> pl.DataFrame:
    return shop.table().rows("source").collect()


def test_usage_that_is_forgotten_is_not_covered(shop: Shop) -> None:
    shop.write("a.log.1", half_day(0))
    shop.write("a.log", half_day(1))
    shop.ingest()
    forgotten = []
    for hour in (1, 20, 30, 40):
        forget_before(shop.table(), MIDNIGHT + timedelta(hours=hour))
        forgotten.append(hours(stored_coverage(rows(shop)).spans))

    assert forgotten == [[(1, 36)], [(20, 36)], [(30, 36)], []]
    assert read_bound(shop.table()) == MIDNIGHT + timedelta(hours=40)


def test_a_store_of_an_older_version_is_read_and_gets_the_new_columns(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {"paths", "format", "is_complete", "follows"}
    old = {name: dtype for name, dtype in STORED.items() if name not in new}
    with monkeypatch.context() as before:
        for module in ("table", "schema"):
            before.setattr(f"usagestats.store.{module}.STORED", old)
        shop.table()
    made = set(pl.read_delta(str(shop.folder / "store")).columns)
    shop.write("a.log.1", half_day(0))
    shop.write("a.log", half_day(1))
    before_ingest = shop.read().counts.requests
    shop.ingest()

    assert new.isdisjoint(made)
    assert new.issubset(pl.read_delta(str(shop.folder / "store")).columns)
    assert before_ingest == 0
    assert shop.is_exact(2 * IN_HALF_A_DAY)
    assert spans_of(shop) == [(0, 36)]


def shown(coverage: Coverage) -> object:
    """Return a coverage with its missing files in one order: logs may come in any."""
    missing = sorted((one.after, one.before, one.paths) for one in coverage.missing)
    return coverage.spans, missing, coverage.last_request


@settings(max_examples=150)
@given(sources=rows_of_sources())
def test_coverage_by_columns_is_that_of_single_sources(sources: pl.DataFrame) -> None:
    files = stored_files(sources)

    assert files == careful_files(sources)
    assert shown(stored_coverage(sources)) == shown(careful_coverage(files, sources))


@settings(max_examples=100)
@given(sources=rows_of_sources())
def test_rows_that_were_added_up_have_the_places_of_their_paths(sources: pl.DataFrame) -> None:
    catalog = pl.when(pl.col("offset").is_not_null()).then(pl.lit("catalog")).alias("catalog")
    lacking = {name: pl.lit(None, dtype) for name, dtype in STORED.items() if name not in SCHEMA}
    complete = sources.with_columns(**lacking).with_columns(catalog)
    added = added_sources(complete)
    places = {
        one["source"]: {name: one[name] for name in PLACE}
        for one in added.filter(pl.col("paths").list.len() > 0).iter_rows(named=True)
    }
    files = stored_files(sources).values()

    assert places == {one.source: place_cells(one.paths[-1], one.log_format) for one in files}
    assert shown(stored_coverage(added)) == shown(stored_coverage(sources))
