from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ingest.shop import Shop
from tests.profiles import examples
from tests.reports.tables import utc
from usagestats.choices import Granularity
from usagestats.errors import UsageError
from usagestats.periods.cuts import Cuts
from usagestats.periods.period import Period, Range
from usagestats.store.forgetting import forget_applications
from usagestats.store.imports import import_usage, imported_usage, read_imports, shadowed_by_logs
from usagestats.store.schema import IMPORTED, STORED
from usagestats.store.table import StoreTable
from usagestats.store.upkeep import compact
from usagestats.tables.coverage import Imported
from usagestats.tables.declared import ANY_APPLICATION, FORGOTTEN
from usagestats.tables.usage import ImportsWanted

if TYPE_CHECKING:
    from pathlib import Path

UTC = ZoneInfo("UTC")
DAY = timedelta(days=1)
FIRST = utc("2025-03-01")
EVERY = ImportsWanted(Cuts(Granularity.DAY, UTC))


def days(
    *values: int,
    first: datetime = FIRST,
    application: str = ANY_APPLICATION,
    backend: str | None = None,
    metric: str = "hits",
    product: str = "default",
    width: timedelta = DAY,
) -> pl.DataFrame:
    """Make imported usage, one value after another."""
    rows = [
        (
            first + number * width,
            first + (number + 1) * width,
            product,
            backend,
            application,
            metric,
            value,
        )
        for number, value in enumerate(values)
    ]
    return pl.DataFrame(rows, {name: STORED[name] for name in IMPORTED}, orient="row")


@pytest.fixture
def table(tmp_path: Path) -> StoreTable:
    return StoreTable.open_or_make(str(tmp_path / "store"))


def put(table: StoreTable, usage: pl.DataFrame, name: str = "a.csv", **options: bool) -> int:
    replaced = import_usage(table, usage, name, **options)
    table.reload()
    return replaced


def held(table: StoreTable) -> list[int]:
    return imported_usage(table, Range()).sort("start", "application", "metric")["usage"].to_list()


def test_the_same_time_is_replaced_and_the_rest_stays(table: StoreTable) -> None:
    assert put(table, days(1, 2, 3, 4)) == 0
    assert put(table, days(20, 30, first=FIRST + DAY), "b.csv") == 2
    assert held(table) == [1, 20, 30, 4]
    assert put(table, days(7, width=4 * DAY), "c.csv") == 4
    assert held(table) == [7]


def test_other_metrics_products_and_applications_are_others(table: StoreTable) -> None:
    put(table, days(1, application="Web"))
    put(table, days(2, application="Mobile"))
    put(table, days(3, metric="reads"))
    put(table, days(4, product="other"))

    assert sorted(held(table)) == [1, 2, 3, 4]


@pytest.mark.parametrize("other", [{"application": "Web"}, {"backend": "items"}])
def test_usage_that_would_count_twice_is_refused_or_replaced(
    table: StoreTable, other: dict[str, str]
) -> None:
    put(table, days(1, 2))

    with pytest.raises(UsageError, match=r"hits of default would count twice: a\.csv") as refused:
        put(table, days(5, first=FIRST + DAY, **other), "b.csv")  # type: ignore[arg-type]
    assert refused.value.where == "store import"
    assert "--replace" in str(refused.value.hint)
    assert held(table) == [1, 2]
    assert put(table, days(5, first=FIRST + DAY, **other), "b.csv", is_replacing=True) == 1  # type: ignore[arg-type]
    assert held(table) == [1, 5]
    with pytest.raises(UsageError, match=r"would count twice: b\.csv"):
        put(table, days(1, 2))


def test_what_a_report_cannot_show_is_left_out_with_the_reason(table: StoreTable) -> None:
    put(table, days(1, 2))
    put(table, days(9, width=31 * DAY, metric="reads"))
    every = Range()

    nothing = read_imports(table, None, every)
    by_day = read_imports(table, EVERY, every)
    of_application = ImportsWanted(EVERY.cuts, frozenset({"application"}))

    assert nothing.rows.is_empty()
    assert list(nothing.left_out.values()) == [Period(FIRST, FIRST + 31 * DAY)]
    assert by_day.rows["usage"].to_list() == [1, 2]
    assert len(by_day.left_out) == 1
    assert read_imports(table, of_application, every).rows.is_empty()
    assert read_imports(table, EVERY, Range(FIRST + 31 * DAY, None)).left_out == {}


def test_spans_that_follow_each_other_are_one(table: StoreTable) -> None:
    put(table, days(1, 0, 3))
    put(table, days(1, metric="reads"))
    found = read_imports(table, EVERY, Range())

    assert found.spans() == (
        Imported(Period(FIRST, FIRST + DAY), frozenset({"hits", "reads"})),
        Imported(Period(FIRST + DAY, FIRST + 3 * DAY), frozenset({"hits"})),
    )
    usage = found.usage().collect()
    assert usage["usage"].to_list() == [1, 1, 3]
    assert set(usage.select("requests", "response_bytes").rows()) == {(0, 0)}


@pytest.mark.parametrize("clock", ["00:00:00", "23:59:59"])
def test_logs_with_usage_of_the_product_take_the_place_of_a_span(
    tmp_path: Path, clock: str
) -> None:
    shop = Shop(tmp_path)
    line = f'1.1.1.1 - - [02/Mar/2025:{clock} +0000] "GET / HTTP/1.1" 200 5\n'
    shop.write("a.log", line.encode())
    shop.ingest("a.log")
    table = shop.table()
    usage = pl.concat([days(1, 2, 3), days(4, 5, 6, product="other")])
    put(table, usage)

    assert shadowed_by_logs(table, usage)["usage"].to_list() == [2]
    shown = read_imports(table, EVERY, Range())
    assert shown.rows["usage"].sort().to_list() == [1, 3, 4, 5, 6]
    assert list(shown.left_out) == ["logs have usage of the same time"]


def test_forgotten_applications_are_added_up_as_one(table: StoreTable) -> None:
    for number, application in enumerate(("Web", "Mobile", "Other"), start=1):
        put(table, days(number, 10 * number, application=application))
    found = forget_applications(table, {"Web", "Mobile"})
    table.reload()
    rows = imported_usage(table, Range()).sort("start", "application")

    assert found == (0, 4)
    assert rows.select("application", "usage").rows() == [
        *((FORGOTTEN, 3), ("Other", 3)),
        *((FORGOTTEN, 30), ("Other", 30)),
    ]
    assert forget_applications(table, {"Web", "Mobile"}) == (0, 0)


def test_compaction_changes_nothing(table: StoreTable) -> None:
    for number in range(3):
        put(table, days(number, first=FIRST + number * DAY))
    before = imported_usage(table, Range()).sort("start")
    compact(table, utc("2030-01-01"))
    table.reload()

    assert imported_usage(table, Range()).sort("start").equals(before)
    assert held(table) == [0, 1, 2]


@settings(max_examples=examples(15), deadline=None)
@given(
    imports=st.lists(
        st.tuples(st.integers(0, 40), st.lists(st.integers(0, 9), min_size=1, max_size=40)),
        min_size=1,
        max_size=4,
    )
)
def test_each_day_has_the_value_that_was_imported_last(
    imports: list[tuple[int, list[int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    table = StoreTable.open_or_make(str(tmp_path_factory.mktemp("store") / "store"))
    expected: dict[datetime, int] = {}
    for number, (skipped, values) in enumerate(imports):
        first = FIRST + skipped * DAY
        put(table, days(*values, first=first), f"{number}.csv")
        expected |= {first + place * DAY: value for place, value in enumerate(values)}

    found = imported_usage(table, Range()).sort("start").select("start", "usage").rows()
    assert dict(found) == dict(sorted(expected.items()))
    assert len(found) == len(expected)
