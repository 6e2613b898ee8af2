from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from usagestats.catalog.registry import Application, Registry
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.unknown_names import not_registered, without_requests
from usagestats.safety.pseudonyms import pseudonym
from usagestats.tables.declared import USAGE

COLUMNS = ("start", "backend", "application", "http_method", "is_on_path", "metric", "requests")
CREDENTIAL = "s3cr3t"
REGISTRY = Registry(
    {
        "web": Application("web", "Website", "Shop", "gold"),
        pseudonym(CREDENTIAL): Application("17", "Robot", "City", "basic"),
    }
)


@pytest.fixture
def usage() -> pl.DataFrame:
    rows = [
        ("catalog", "web", "get", True),
        ("catalog", pseudonym(CREDENTIAL), "POST", False),
        ("search", "(none)", None, False),
        (None, "mobile", "POST", False),
    ]
    start = datetime(2026, 5, 4, tzinfo=UTC)
    return pl.DataFrame(
        [(start, *keys, "requests", 1) for keys in rows],
        schema={name: USAGE[name] for name in COLUMNS},
        orient="row",
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), []),
        (Filters(backends=("catalog",), applications=("web", CREDENTIAL)), []),
        (
            Filters(backends=("catalogue",)),
            ["no request of backend catalogue; did you mean 'catalog'?"],
        ),
        (Filters(backends=("x", "search")), ["no request of backend x"]),
        (
            Filters(applications=("mobil",)),
            ["no request of the application given; did you mean 'mobile'?"],
        ),
        (
            Filters(applications=("key:0123456789ab",)),
            ["no request of application key:0123456789ab"],
        ),
        (Filters(statuses=("418",)), []),
        (Filters(http_methods=("GET", "NONE")), []),
        (
            Filters(http_methods=("GTE", "PUT")),
            ["no request of http_method GTE; did you mean 'GET'?", "no request of http_method PUT"],
        ),
        (Filters(path_prefixes=("/v1", "/v9")), []),
    ],
)
def test_a_name_that_made_no_request_is_noted_and_a_credential_is_not_repeated(
    usage: pl.DataFrame, filters: Filters, expected: list[str]
) -> None:
    actual = without_requests(filters, usage)

    assert actual == tuple(expected)


def test_an_unknown_credential_is_not_repeated(usage: pl.DataFrame) -> None:
    actual = " ".join(without_requests(Filters(applications=("an-0ther-s3cr3t",)), usage))

    assert actual == "no request of the application given"


def test_a_registered_application_without_requests_is_named_not_its_credential(
    usage: pl.DataFrame,
) -> None:
    silent = usage.filter(pl.col("application") == "mobile")
    filters = Filters(applications=("web", CREDENTIAL), registry=REGISTRY)

    assert without_requests(filters, silent) == (
        "no request of application Website",
        "no request of application Robot",
    )


def test_plans_and_accounts_without_requests_are_noted(usage: pl.DataFrame) -> None:
    filters = Filters(plans=("golden",), accounts=("City",), registry=REGISTRY)

    assert without_requests(filters, usage) == ("no request of plan golden; did you mean 'gold'?",)


def test_names_that_nobody_registered_are_noted_whatever_the_usage() -> None:
    filters = Filters(
        applications=("Websit", CREDENTIAL, "an-0ther-s3cr3t"),
        plans=("golden", "basic"),
        accounts=("Shop", "Town"),
        registry=REGISTRY,
    )

    assert not_registered(filters) == (
        "not registered: application given; did you mean 'Website'?",
        "not registered: application given",
        "no plan golden; did you mean 'gold'?",
        "no account Town",
    )


def test_prefixes_that_no_path_has_are_noted_together(usage: pl.DataFrame) -> None:
    nowhere = usage.with_columns(is_on_path=pl.lit(value=False))

    assert without_requests(Filters(path_prefixes=("/v1", "/v2")), nowhere) == (
        "no request has a path that begins with /v1 or /v2",
    )
