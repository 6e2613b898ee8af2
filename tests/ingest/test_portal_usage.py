from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.classify.catalogs import backend, method, product
from tests.reports.tables import utc
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.catalog.registry import NO_APPLICATIONS, Application, Registry
from usagestats.choices import ImportWidth
from usagestats.errors import UsageError
from usagestats.ingest.portal_usage import PortalUsage
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.tables.declared import ANY_APPLICATION

ITEMS = backend("items", metrics=[method("reads")])
CATALOG = Catalog(products=(product({"/": ITEMS}, name="shop"), product(name="rest", hosts=["r"])))
TWO_BACKENDS = Catalog(
    products=(product({"/": ITEMS, "/more": backend("more")}, name="shop"),),
)
REGISTRY = Registry({"key:0123456789ab": Application("7", "Web", account="Acme")})
RANKING = (
    "Application Name,Application ID,Plan Name,Plan ID,Account Name,Account ID,Total\n"
    "Web,7,B,1,Acme,9,5\nMobile,8,B,1,Acme,9,4\n"
)


def rows(text: str, columns: str = "metric application usage", **options: Any) -> list[Any]:
    usual: dict[str, Any] = {
        "catalog": DEFAULT_CATALOG,
        "registry": NO_APPLICATIONS,
        "clock": Clock(utc("2026-05-10"), ZoneInfo("UTC"), 0),
        "range": Range(),
    }
    found = PortalUsage(**(usual | options)).rows(text.encode(), "data.csv")
    return found.select(columns.split()).rows()


def tidy(*lines: str, header: str = "metric,date,usage") -> str:
    return "\n".join([header, *lines]) + "\n"


DAYS = tidy("hits,2025-03-01,5", "hits,2025-03-02,6", "Metadata,2025-03-01,3")


def test_names_of_metrics_may_be_those_for_people() -> None:
    assert rows(DAYS) == [
        ("hits", ANY_APPLICATION, 5),
        ("hits", ANY_APPLICATION, 6),
        ("metadata", ANY_APPLICATION, 3),
    ]
    named = tidy("Reads,2025-03-01,3", "Reads,2025-03-02,0")
    assert rows(named, "product metric usage", catalog=CATALOG, product="shop") == [
        ("shop", "reads", 3),
        ("shop", "reads", 0),
    ]


def test_metrics_and_ranges_choose() -> None:
    only = Range(utc("2025-03-02"), None)

    assert rows(DAYS, "usage", metrics=("metadata",)) == [(3,)]
    assert rows(DAYS, "start end", range=only) == [(utc("2025-03-02"), utc("2025-03-03"))]
    assert rows(DAYS, range=Range(None, utc("2025-03-01T12:00"))) == []


def test_columns_that_are_no_metrics_are_applications_of_the_metric_that_is_named() -> None:
    text = "datetime,Web by Acme,New by by Corp\n01 Mar 2025 00:00:00 UTC,5,6\n"

    assert rows(text, metrics=("hits",), registry=REGISTRY, width=ImportWidth.DAY) == [
        ("hits", "key:0123456789ab", 5),
        ("hits", "New by by Corp", 6),
    ]


def test_a_ranking_is_of_the_range() -> None:
    march = Range(utc("2025-03-01"), utc("2025-04-01"))

    assert rows(RANKING, "start end metric application usage", range=march, registry=REGISTRY) == [
        (march.start, march.end, "hits", "key:0123456789ab", 5),
        (march.start, march.end, "hits", "8", 4),
    ]


def test_the_owner_and_the_application_may_be_named() -> None:
    given = {"product": "shop", "backend": "items", "application": "Web"}

    assert (
        rows(
            tidy("hits,2025-03-01,5", "hits,2025-03-02,5"),
            "product backend application",
            catalog=CATALOG,
            registry=REGISTRY,
            **given,
        )
        == [("shop", "items", "key:0123456789ab")] * 2
    )


def test_a_file_may_have_an_end_for_each_span() -> None:
    text = tidy("hits,2025-03-01,2025-03-11,5", header="metric,period_start,period_end,usage")

    assert rows(text, "start end") == [(utc("2025-03-01"), utc("2025-03-11"))]


TWO_DAYS = tidy("hits,2025-03-01,5", "hits,2025-03-02,5")


IN_SHOP = {"catalog": CATALOG, "product": "shop"}


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (
            RANKING,
            {},
            "--range: top applications have no times"
            "\n  help: name the time that it is of, such as --range 2025-03",
        ),
        (
            tidy("hits,2025-03-01,5"),
            {},
            "data.csv:2: the times do not show the width of a span\n  help: name it: --by day",
        ),
        (
            tidy("hits,soon,5"),
            {},
            "data.csv:2: no time: soon"
            "\n  help: times are read in UTC: --timezone names the zone of the portal's account",
        ),
        (
            tidy("hits,2025-03-01 01:00,5"),
            {"width": ImportWidth.DAY},
            "data.csv:2: no day begins at 2025-03-01 01:00 in UTC"
            "\n  help: name the zone of the portal's account by --timezone, or the width by --by",
        ),
        (
            tidy("wonder,2025-03-01,5", "hits,2025-03-02,5"),
            {},
            "data.csv:2: no metric of the catalog: wonder\n  help: declare it in the catalog, or choose"
            " others: --metric NAME; if each column is an application, --metric names their metric",
        ),
        (
            tidy("metadat,2025-03-01,5", "hits,2025-03-02,5"),
            {},
            "data.csv:2: no metric of the catalog: metadat\n  help: did you mean 'metadata'?",
        ),
        (
            TWO_DAYS,
            {"catalog": CATALOG},
            "data.csv:2: the product is not named\n  help: choose from shop, rest: --product NAME",
        ),
        (
            TWO_DAYS,
            {"catalog": CATALOG, "product": "shp"},
            "data.csv:2: no such product: shp\n  help: did you mean 'shop'?",
        ),
        (
            TWO_DAYS,
            IN_SHOP | {"backend": "itms"},
            "data.csv:2: no such backend of shop: itms\n  help: did you mean 'items'?",
        ),
        (
            TWO_DAYS,
            {"catalog": TWO_BACKENDS, "product": "shop", "backend": "zzz"},
            "data.csv:2: no such backend of shop: zzz\n  help: choose from items, more",
        ),
        (
            tidy("hits,2025-03-01,5", "hits,2025-03-01,6", "hits,2025-03-02,1"),
            {},
            "data.csv: hits is there twice for the time from 2025-03-01 00:00 UTC"
            "\n  help: does the file hold several applications or products?",
        ),
        (
            tidy("hits,2025-03-01,5,Web", "hits,2025-03-02,5,", header="metric,date,usage,app"),
            {},
            "data.csv: some rows have an application, others have none: usage would count twice",
        ),
        (
            tidy("hits,2025-03-02,2025-03-02,5", header="metric,start,end,usage"),
            {},
            "data.csv:2: a span ends before it begins",
        ),
    ],
)
def test_what_cannot_be_right_is_refused(text: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        rows(text, **options)

    assert str(caught.value) == f"usagestats: {message}"


def test_a_week_begins_on_the_day_of_the_clock() -> None:
    from_sundays = tidy("hits,2025-03-02,5", "hits,2025-03-09,6")
    clock = Clock(utc("2026-05-10"), ZoneInfo("UTC"), 6)

    assert rows(from_sundays, "start end", clock=clock) == [
        (utc("2025-03-02"), utc("2025-03-09")),
        (utc("2025-03-09"), utc("2025-03-16")),
    ]
    with pytest.raises(UsageError, match="no week begins at 2025-03-02 00:00 in UTC"):
        rows(from_sundays)


def test_one_product_may_have_applications_where_another_has_none() -> None:
    text = tidy(
        *("hits,2025-03-01,5,Web,shop", "hits,2025-03-02,5,Web,shop", "hits,2025-03-01,7,,rest"),
        header="metric,date,usage,app,product",
    )

    assert rows(text, "product application usage", catalog=CATALOG) == [
        ("shop", "Web", 5),
        ("shop", "Web", 5),
        ("rest", ANY_APPLICATION, 7),
    ]
