from __future__ import annotations

from dataclasses import replace

import pytest

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.catalog.registry import Registry
from usagestats.choices import Counting
from usagestats.cli.options.groups import ApplicationFilters, LimitFilters, RequestFilters
from usagestats.cli.runs.filters import application_filters, limit_filters, request_filters
from usagestats.errors import UsageError
from usagestats.reports.parts.filters import Filters

REGISTRY = Registry()
FILE = replace(CatalogFile.none(), registry=REGISTRY)
STRICT = replace(FILE, catalog=replace(FILE.catalog, counting=Counting.AUTHORIZED))


def test_without_options_everything_passes() -> None:
    assert request_filters(RequestFilters(), FILE) == Filters(registry=REGISTRY)
    assert limit_filters(LimitFilters(), FILE) == Filters(registry=REGISTRY)
    assert application_filters(ApplicationFilters(), FILE) == Filters(registry=REGISTRY)


def test_every_option_becomes_a_filter() -> None:
    applications = ApplicationFilters(app=["a"], plan=["p"], account=["c"])
    owners = LimitFilters(["x"], ["y"], applications)
    options = RequestFilters(owners, ["4xx"], ["/v1"], ["GET"])

    assert request_filters(options, FILE, Counting.AUTHORIZED) == Filters(
        products=("x",),
        backends=("y",),
        applications=("a",),
        plans=("p",),
        accounts=("c",),
        statuses=("4xx",),
        path_prefixes=("/v1",),
        http_methods=("GET",),
        counting=Counting.AUTHORIZED,
        registry=REGISTRY,
    )


def test_lists_are_cut_at_commas_but_names_of_applications_and_paths_may_have_some() -> None:
    applications = ApplicationFilters(app=["a,b"], plan=["p,q"], account=["Doe, Jane"])
    owners = LimitFilters(["x,y"], ["u,v"], applications)
    options = RequestFilters(owners, ["404,none"], ["/a,b", "/c", "/c"], ["get, Post", "none"])
    filters = request_filters(options, FILE)

    assert (filters.products, filters.backends) == (("x", "y"), ("u", "v"))
    assert filters.statuses == ("404", "none")
    assert (filters.applications, filters.plans) == (("a,b",), ("p,q",))
    assert filters.accounts == ("Doe, Jane",)
    assert filters.path_prefixes == ("/a,b", "/c")
    assert filters.http_methods == ("GET", "POST", "NONE")


@pytest.mark.parametrize(
    ("option", "expected"),
    [(None, Counting.AUTHORIZED), (Counting.MATCHED, Counting.MATCHED)],
)
def test_the_option_decides_what_counts_and_then_the_catalog(
    option: Counting | None, expected: Counting
) -> None:
    assert request_filters(RequestFilters(), STRICT, option).counting == expected
    assert limit_filters(LimitFilters(), STRICT, option).counting == expected


def test_a_status_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="no such status: 40x"):
        request_filters(RequestFilters(status=["40x"]), FILE)
