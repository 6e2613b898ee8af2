from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.ingest.shop import FINEST, Shop, lines
from usagestats.catalog.catalog_file import read_catalog
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.cli.console.messages import Messages
from usagestats.cli.runs.store_input import StoreInput
from usagestats.errors import UsageError
from usagestats.periods.period import SLOT, Range
from usagestats.reports.parts.filters import Filters
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from pathlib import Path

HOURLY = Grain((), timedelta(hours=1))
ONE = datetime(2026, 5, 4, 1, tzinfo=UTC)
LIMITED = """
applications = "applications.csv"
[[products]]
name = "default"
rules = [{ http_method = "GET", pattern = "/", metric = "hits" }]
[[plans]]
name = "basic"
limits = [{ metric = "hits", value = 3, per = "minute" }]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A store of two hours, with a request a minute and one reject."""
    shop = Shop(tmp_path)
    shop.append("a.log", lines(0, 120) + b"no request\n")
    shop.ingest()
    return shop


def input_of(shop: Shop, catalog: Catalog = DEFAULT_CATALOG, **changes: object) -> StoreInput:
    messages = Messages(quiet=False, verbose=False)
    location = str(shop.folder / "store")
    made = StoreInput(location, catalog, Range(), ZoneInfo("UTC"), messages)
    return replace(made, **changes)  # type: ignore[arg-type]  # of any field


@pytest.fixture
def limited(tmp_path: Path) -> Catalog:
    """A catalog with a limit per minute."""
    (tmp_path / "applications.csv").write_text("key,name,plan\nk0,Nought,basic\n")
    path = tmp_path / "usagestats.toml"
    path.write_text(LIMITED)
    return read_catalog(path).catalog


def test_no_file_is_read_that_a_report_could_replace(shop: Shop) -> None:
    assert input_of(shop).files == []


@pytest.mark.parametrize(
    ("needed", "expected"), [(None, [60, 60]), (Range(), [60, 60]), (Range(ONE, None), [60])]
)
def test_only_what_is_needed_is_read(shop: Shop, needed: Range | None, expected: list[int]) -> None:
    usage = input_of(shop).read(HOURLY, needed=needed).usage

    assert usage.filter(metric="requests").sort("start")["requests"].to_list() == expected


@pytest.mark.parametrize(
    ("filters", "option", "what"),
    [
        (Filters(path_prefixes=("/items",)), "--path", "a store keeps no paths"),
        (Filters(http_methods=("GET",)), "--http-method", "a store keeps no HTTP methods"),
    ],
)
def test_filters_that_only_logs_have_are_refused(
    shop: Shop, filters: Filters, option: str, what: str
) -> None:
    with pytest.raises(UsageError) as caught:
        input_of(shop).read(filters.grain((), SLOT))

    assert (caught.value.what, caught.value.where) == (what, option)
    assert "name the logs" in str(caught.value.hint)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(products=("default",), backends=("a",)),
        Filters(applications=("a",)),
        Filters(plans=("a",)),
        Filters(accounts=("a",)),
        Filters(statuses=("404",)),
    ],
)
def test_problems_of_a_store_are_chosen_by_product_only(shop: Shop, filters: Filters) -> None:
    kept = input_of(shop).read(FINEST, problems_of=Filters(products=("other",)))

    assert kept.counts.requests == 120
    with pytest.raises(UsageError, match="a store keeps errors by product only") as caught:
        input_of(shop).read(FINEST, problems_of=filters)
    assert caught.value.where == filters.options()[-1]


def test_the_counts_are_those_of_the_range_of_the_report(shop: Shop) -> None:
    later = Range(datetime(2027, 1, 1, tzinfo=UTC), None)

    assert input_of(shop).read(FINEST).counts.lines == 121
    assert input_of(shop, range=later).read(FINEST).counts.lines == 0


def test_details_are_written_for_the_curious_only(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    input_of(shop).read(HOURLY)
    silent = capsys.readouterr().err
    curious = input_of(shop, messages=Messages(quiet=False, verbose=True))
    curious.read(HOURLY)
    written = capsys.readouterr().err.splitlines()

    assert silent == ""
    assert written[0].startswith(f"usagestats: store: {curious.location}, after ")
    assert written[1].startswith("usagestats: rejected: 1 × ")


def test_a_catalog_that_has_changed_since_is_worth_a_warning(
    shop: Shop, limited: Catalog, capsys: pytest.CaptureFixture[str]
) -> None:
    input_of(shop, limited).read(HOURLY)

    assert capsys.readouterr().err.startswith(
        "usagestats: warning: requests up to 2026-05-04 01:59 were mapped by another"
    )


def test_slots_of_a_quarter_of_an_hour_are_too_wide_for_limits_per_minute(
    shop: Shop, limited: Catalog
) -> None:
    assert input_of(shop).limit_slot() is None
    assert input_of(shop, limited).limit_slot() == SLOT


def test_a_report_sees_one_state_of_the_store(shop: Shop) -> None:
    usage = input_of(shop)
    before = usage.read(FINEST).counts
    shop.append("a.log", lines(120, 130))
    shop.ingest()

    assert usage.read(FINEST).counts == before
    assert input_of(shop).read(FINEST).counts != before


def test_a_store_that_is_none_is_refused(shop: Shop) -> None:
    with pytest.raises(UsageError):
        input_of(shop, location=str(shop.folder / "nowhere")).read(HOURLY)
