from __future__ import annotations

from dataclasses import replace

import pytest

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.catalog.registry import Registry
from usagestats.choices import Counting
from usagestats.cli.options.groups import ApplicationOptions, UsageOptions
from usagestats.cli.runs.filters import applications_of, filters_of
from usagestats.errors import UsageError
from usagestats.reports.parts.filters import Filters

REGISTRY = Registry()
FILE = replace(CatalogFile.none(), registry=REGISTRY)
STRICT = replace(FILE, catalog=replace(FILE.catalog, counting=Counting.AUTHORIZED))


def test_without_options_everything_passes() -> None:
    assert filters_of(UsageOptions(), FILE) == Filters(registry=REGISTRY)
    assert applications_of(ApplicationOptions(), FILE) == Filters(registry=REGISTRY)


def test_every_option_becomes_a_filter() -> None:
    applications = ApplicationOptions(app=["a"], plan=["p"], account=["c"])
    usage = UsageOptions(["x"], ["y"], applications, Counting.AUTHORIZED)

    assert filters_of(usage, FILE, ["4xx"]) == Filters(
        products=("x",),
        backends=("y",),
        applications=("a",),
        plans=("p",),
        accounts=("c",),
        statuses=("4xx",),
        counting=Counting.AUTHORIZED,
        registry=REGISTRY,
    )


def test_lists_are_cut_at_commas_but_names_of_applications_may_have_some() -> None:
    applications = ApplicationOptions(app=["a,b"], plan=["p,q"], account=["Doe, Jane"])
    filters = filters_of(UsageOptions(["x,y"], ["u,v"], applications), FILE, ["404,none"])

    assert (filters.products, filters.backends) == (("x", "y"), ("u", "v"))
    assert filters.statuses == ("404", "none")
    assert (filters.applications, filters.plans) == (("a,b",), ("p,q",))
    assert filters.accounts == ("Doe, Jane",)


@pytest.mark.parametrize(
    ("option", "expected"),
    [(None, Counting.AUTHORIZED), (Counting.MATCHED, Counting.MATCHED)],
)
def test_the_option_decides_what_counts_and_then_the_catalog(
    option: Counting | None, expected: Counting
) -> None:
    assert filters_of(UsageOptions(counting=option), STRICT).counting == expected


def test_a_status_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="no such status: 40x"):
        filters_of(UsageOptions(), FILE, ["40x"])
