"""Groups of sources: one day's become one, no report changes, and the store becomes smaller."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from tests.ingest.shop import LONG_AFTERWARDS, Shop, line, lines
from tests.store.contents_of import contents_of
from usagestats.periods.period import SLOT
from usagestats.store import upkeep
from usagestats.store.groups import groups_to_merge, members_of_groups, rows_of
from usagestats.store.sources import read_progress
from usagestats.store.upkeep import beginning_of_day, compact, merge_when_many
from usagestats.tables.usage import Grain

MIDNIGHT = datetime(2026, 5, 5, tzinfo=UTC)
GATEWAYS = 4


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Logs of four gateways that serve the same applications on the same day."""
    shop = Shop(tmp_path)
    for number in range(GATEWAYS):
        content = b"".join(line(100 * hour, 503) for hour in range(10))
        shop.write(f"gw{number}.log", content + b"GET gw%d\n" % number)
    shop.ingest()
    return shop


def groups(shop: Shop) -> dict[str, frozenset[str]]:
    return members_of_groups(read_progress(shop.table()))


def rows(shop: Shop, row_type: str) -> int:
    return shop.table().rows(row_type).collect().height


def sources(*cells: tuple[str, str, datetime]) -> pl.DataFrame:
    """Return rows of sources: id, group and the time of the last request."""
    return pl.DataFrame(
        [(name, group, last - timedelta(hours=1), last, 1) for name, group, last in cells],
        {
            "source": pl.String(),
            "group": pl.String(),
            "first": pl.Datetime("us", "UTC"),
            "last": pl.Datetime("us", "UTC"),
            "offset": pl.Int64(),
        },
        orient="row",
    )


def test_rows_do_not_multiply_by_gateways(shop: Shop) -> None:
    before, contents = (rows(shop, "usage"), rows(shop, "problem")), contents_of(shop.read())
    compact(shop.table(), LONG_AFTERWARDS)

    assert (rows(shop, "usage"), rows(shop, "problem")) == tuple(n // GATEWAYS for n in before)
    assert contents_of(shop.read()) == contents
    assert rows(shop, "source") == GATEWAYS
    assert {group: len(members) for group, members in groups(shop).items()} == {"2026-05-04": 4}


def test_a_log_that_has_not_ended_stays_a_group(shop: Shop) -> None:
    compact(shop.table(), datetime(2026, 5, 4, tzinfo=UTC))

    assert {len(members) for members in groups(shop).values()} == {1}


def test_a_merged_log_that_grows_again_is_counted_in_its_group(shop: Shop) -> None:
    compact(shop.table(), LONG_AFTERWARDS)
    shop.append("gw1.log", line(2000))
    shop.ingest()
    compact(shop.table(), LONG_AFTERWARDS)

    assert list(groups(shop)) == ["2026-05-04"]
    assert set(shop.table().rows("usage").collect()["group"]) == {"2026-05-04"}
    assert shop.requests() == 41


def test_a_late_log_joins_the_group_of_its_day(shop: Shop) -> None:
    compact(shop.table(), LONG_AFTERWARDS)
    shop.write("late.log", lines(0, 20))
    shop.ingest()
    compact(shop.table(), LONG_AFTERWARDS)

    assert {group: len(members) for group, members in groups(shop).items()} == {"2026-05-04": 5}
    assert shop.requests() == 60


def test_logs_over_the_end_of_a_month_are_merged_at_once(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    log = b"".join(
        b'9.9.9.9 - - [%s/2026:%02d:30:00 +0000] "GET / HTTP/1.1" 503 5\n' % (day, hour)
        for day in (b"31/May", b"01/Jun")
        for hour in range(24)
    )
    for number in range(3):
        shop.write(f"gw{number}.log", log + b"GET gw%d\n" % number)
    shop.ingest()
    contents = contents_of(shop.read())
    version = shop.table().version
    compact(shop.table(), LONG_AFTERWARDS)

    assert shop.table().version == version + 1
    assert contents_of(shop.read()) == contents
    assert list(groups(shop)) == ["2026-06-01"]


def test_ingest_merges_many_groups_by_itself(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    contents = contents_of(shop.read())
    merge_when_many(shop.table(), LONG_AFTERWARDS)
    few = groups(shop)
    monkeypatch.setattr(upkeep, "_MANY_GROUPS", 3)
    shop.ingest(settings=shop.settings(merged_before=LONG_AFTERWARDS))

    assert len(few) == GATEWAYS
    assert list(groups(shop)) == ["2026-05-04"]
    assert contents_of(shop.read()) == contents


def test_one_log_of_a_day_and_a_merged_group_stay_what_they_are() -> None:
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    known = sources(
        ("alone", "alone", noon),
        ("b", "2026-05-05", noon + timedelta(days=2)),  # merged, and grown afterwards
        ("c", "2026-05-05", noon + timedelta(days=1)),
        ("d", "d", noon + timedelta(days=2)),
    )

    assert groups_to_merge(known, LONG_AFTERWARDS).is_empty()


def test_the_logs_of_each_day_become_a_group() -> None:
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    known = sources(
        *(
            (f"{day}{name}", f"{day}{name}", noon + timedelta(days=day))
            for day in range(3)
            for name in "ab"
        )
    )
    found = groups_to_merge(known, datetime(2026, 5, 6, tzinfo=UTC))

    assert found.select("source", "group").rows() == [
        ("0a", "2026-05-04"),
        ("0b", "2026-05-04"),
        ("1a", "2026-05-05"),
        ("1b", "2026-05-05"),
    ]


def test_days_begin_at_midnight() -> None:
    now = datetime(2026, 5, 12, 15, 30, tzinfo=UTC)

    assert beginning_of_day(now) == MIDNIGHT
    assert beginning_of_day(now, 0) == datetime(2026, 5, 12, tzinfo=UTC)


def test_a_condition_names_groups_and_sources(shop: Shop) -> None:
    table = shop.table()
    (one, *others) = sorted(groups(shop))
    table.commit(table.rows("usage").head(0).collect(), rows_of([one], [one]))

    assert sorted(groups(shop)) == others
    assert set(shop.read(Grain((), SLOT)).usage["requests"]) == {len(others)}
