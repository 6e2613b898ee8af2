from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from usagestats.catalog.registry import Application, Registry
from usagestats.choices import Counting
from usagestats.errors import UsageError
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.safety.secrets import pseudonym
from usagestats.tables.declared import USAGE

COLUMNS = ("start", "product", "backend", "application", "status", "metric", "requests", "usage")
REFUSALS = (
    *((status, None) for status in (200, 401, 403, 404, 429, None)),
    *((403, False), (404, True), (404, False)),
)
CREDENTIAL = "s3cr3t"
REGISTRY = Registry(
    {
        "web": Application("web", "Website", "Shop", "gold", account_id="a1", plan_id="p1"),
        pseudonym(CREDENTIAL): Application("17", "Robot", "City", "basic"),
    }
)


@pytest.fixture
def usage() -> pl.DataFrame:
    """Five rows, known by their number of requests: 1 to 5."""
    rows = [
        ("catalog", "web", 200, 1),
        ("catalog", pseudonym(CREDENTIAL), 404, 2),
        ("search", "web", 499, 3),
        ("search", "(none)", None, 4),
        (None, "mobile", 500, 5),
    ]
    start = datetime(2026, 5, 4, tzinfo=UTC)
    return pl.DataFrame(
        [(start, "default", *keys, "requests", count, count) for *keys, count in rows],
        schema={name: USAGE[name] for name in COLUMNS},
        orient="row",
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (EVERYTHING, [1, 2, 3, 4, 5]),
        (Filters(backends=("catalog",)), [1, 2]),
        (Filters(backends=("catalog", "search")), [1, 2, 3, 4]),
        (Filters(backends=("nothing",)), []),
        (Filters(applications=("web",)), [1, 3]),
        (Filters(applications=("(none)", "mobile")), [4, 5]),
        (Filters(applications=(pseudonym(CREDENTIAL),)), [2]),
        (Filters(applications=(CREDENTIAL,)), [2]),
        (Filters(accounts=("a1",), registry=REGISTRY), [1, 3]),
        (Filters(plans=("p1", "basic"), registry=REGISTRY), [1, 2, 3]),
        (Filters(statuses=("404",)), [2]),
        (Filters(statuses=("4xx",)), [2, 3]),
        (Filters(statuses=("4XX", "200")), [1, 2, 3]),
        (Filters(statuses=("5xx",)), [5]),
        (Filters(statuses=("none",)), [4]),
        (Filters(statuses=("None", "2xx")), [1, 4]),
        (Filters(products=("default",), statuses=("4xx",)), [2, 3]),
        (Filters(products=("other",)), []),
        (Filters(plans=("gold",), registry=REGISTRY), [1, 3]),
        (Filters(plans=("gold", "basic"), registry=REGISTRY), [1, 2, 3]),
        (Filters(accounts=("City",), registry=REGISTRY), [2]),
        (Filters(applications=("Website",), registry=REGISTRY), [1, 3]),
        (Filters(applications=("Robot",), registry=REGISTRY), [2]),
        (Filters(backends=("catalog",), applications=("web",), statuses=("2xx",)), [1]),
        (Filters(backends=("search",), applications=("web",), statuses=("2xx",)), []),
    ],
)
def test_values_of_a_key_add_up_and_keys_narrow_down(
    usage: pl.DataFrame, filters: Filters, expected: list[int]
) -> None:
    actual = filters.apply(usage)["requests"].to_list()

    assert expected == actual


@pytest.mark.parametrize("status", ["4x", "xxx", "0xx", "1000", "-1", "", "nine", "044", "4xx "])
def test_what_is_no_status_is_refused(status: str) -> None:
    with pytest.raises(UsageError) as caught:
        Filters(statuses=("200", status))
    error = caught.value
    actual = (error.what, error.where, error.hint)

    hint = "write a status such as 404, a class such as 4xx, or none"

    assert (f"no such status: {status}", "--status", hint) == actual


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (EVERYTHING, set()),
        (Filters(backends=("catalog",)), {"backend"}),
        (Filters(applications=("web",), statuses=("4xx",)), {"application", "status"}),
        (Filters(plans=("gold",), products=("api",)), {"application", "product"}),
        (Filters(accounts=("City",)), {"application"}),
        (Filters(counting=Counting.AUTHORIZED), {"status", "denied"}),
    ],
)
def test_the_keys_are_those_that_the_filters_need(filters: Filters, expected: set[str]) -> None:
    actual = filters.keys()

    assert expected == actual


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
    ],
)
def test_a_name_that_made_no_request_is_noted_and_a_credential_is_not_repeated(
    usage: pl.DataFrame, filters: Filters, expected: list[str]
) -> None:
    actual = filters.unknown(usage)

    assert expected == actual


def test_an_unknown_credential_is_not_repeated(usage: pl.DataFrame) -> None:
    actual = " ".join(Filters(applications=("an-0ther-s3cr3t",)).unknown(usage))

    assert actual == "no request of the application given"


def test_a_registered_application_without_requests_is_named_not_its_credential(
    usage: pl.DataFrame,
) -> None:
    silent = usage.filter(pl.col("application") == "mobile")
    filters = Filters(applications=("web", CREDENTIAL), registry=REGISTRY)

    assert filters.unknown(silent) == [
        "no request of application Website",
        "no request of application Robot",
    ]


def test_plans_and_accounts_without_requests_are_noted(usage: pl.DataFrame) -> None:
    filters = Filters(plans=("golden",), accounts=("City",), registry=REGISTRY)

    assert filters.unknown(usage) == ["no request of plan golden; did you mean 'gold'?"]


def test_counting_leaves_refused_requests_out_but_for_the_requests_themselves() -> None:
    start = datetime(2026, 5, 4, tzinfo=UTC)
    rows = [
        (start, "api", "b", "a", status, denied, metric, 1, 1)
        for status, denied in REFUSALS
        for metric in ("requests", "hits")
    ]
    schema = {name: USAGE[name] for name in (*COLUMNS[:5], "denied", *COLUMNS[5:])}
    usage = pl.DataFrame(rows, schema, orient="row")
    authorized = Filters(counting=Counting.AUTHORIZED)
    counted = authorized.counted(usage)

    assert counted.filter(pl.col("metric") == "requests").height == 9
    assert counted.filter(pl.col("metric") == "hits")["status"].to_list() == [
        200,
        404,
        None,
        403,
        404,
    ]
    assert authorized.left_out(usage) == 4
    assert EVERYTHING.left_out(usage) == 0
    assert EVERYTHING.counted(usage).height == 18


def test_names_that_nobody_registered_are_noted_whatever_the_usage() -> None:
    filters = Filters(
        applications=("Websit", CREDENTIAL, "an-0ther-s3cr3t"),
        plans=("golden", "basic"),
        accounts=("Shop", "Town"),
        registry=REGISTRY,
    )

    assert filters.unregistered() == [
        "not registered: application given; did you mean 'Website'?",
        "not registered: application given",
        "no plan golden; did you mean 'gold'?",
        "no account Town",
    ]
