from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.reports.tables import utc
from tests.same_process import run_in_process
from usagestats.catalog.catalog_file import read_catalog
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.diagnostics.why.counted_groups import counted_in_store
from usagestats.periods.period import Period
from usagestats.reports.parts.cell import Cell
from usagestats.reports.parts.filters import Filters
from usagestats.store.table import StoreTable

if TYPE_CHECKING:
    from pathlib import Path

    from usagestats.catalog.model import Catalog

WEEK = Period(utc("2026-05-04"), utc("2026-05-11"))


@pytest.fixture(scope="module")
def table(sample_logs: Path, tmp_path_factory: pytest.TempPathFactory) -> StoreTable:
    folder = tmp_path_factory.mktemp("store")
    arguments = ["ingest", str(sample_logs / "gateway"), "--store", "kept", "--catalog"]
    command = [*arguments, str(sample_logs / "usagestats.toml")]
    assert run_in_process(Invocation(command, folder, ENVIRONMENT)).exit == 0
    return StoreTable.open(str(folder / "kept"))


@pytest.fixture
def catalog(sample_logs: Path) -> Catalog:
    return read_catalog(sample_logs / "usagestats.toml").catalog


def test_a_method_has_the_rules_that_may_have_added_to_it(
    table: StoreTable, catalog: Catalog
) -> None:
    cell = Cell(spans=(WEEK,), filters=Filters(backends=("catalog",)), metric="datastore")

    found = counted_in_store(table, cell, catalog)

    assert set(found.rules["rule"]) == {
        "POST /datasets/ → datastore of catalog or PUT /datasets/ → datastore of catalog"
    }
    assert found.rules.height == 5
    assert found.usage == found.requests > 0
    assert found.lines.is_empty()
    assert found.notes


def test_usage_that_another_catalog_counted_is_marked(table: StoreTable) -> None:
    cell = Cell(spans=(WEEK,), filters=Filters(), metric="metadata")

    found = counted_in_store(table, cell, DEFAULT_CATALOG)

    assert set(found.rules["rule"]) == {
        "by HTTP method, of catalog, counted by another catalog",
        "by HTTP method, of search, counted by another catalog",
    }


def test_a_rule_that_is_gone_is_said_to_be(table: StoreTable, catalog: Catalog) -> None:
    cell = Cell(spans=(WEEK,), filters=Filters(), metric="metadata", split_by=("product",))

    found = counted_in_store(table, cell, _without_rules(catalog))

    assert "metadata of search, no rule any more, counted by another catalog" in set(
        found.rules["rule"]
    )


def _without_rules(catalog: Catalog) -> Catalog:
    products = tuple(replace(one, mounts=()) for one in catalog.products)
    return replace(catalog, products=products)


def test_problems_are_of_a_product(table: StoreTable, catalog: Catalog) -> None:
    cell = Cell(spans=(WEEK,), filters=Filters(), code="limits_exceeded")

    found = counted_in_store(table, cell, catalog)

    assert set(found.rules["rule"]) == {"limits_exceeded of city"}
    none = Cell(spans=(WEEK,), filters=Filters(products=("else",)), code="limits_exceeded")
    assert counted_in_store(table, none, catalog).usage == 0
