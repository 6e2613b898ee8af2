from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from usagestats.catalog.registry import Application, Registry
from usagestats.choices import Counting
from usagestats.errors import UsageError
from usagestats.periods.period import SLOT
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.safety.pseudonyms import pseudonym
from usagestats.tables.compact_usage import KIND, REQUESTS_ONLY, CompactUsage
from usagestats.tables.declared import USAGE
from usagestats.tables.usage import Grain

KEYS = ("start", "product", "backend", "application", "status")
COLUMNS = (*KEYS, "http_method", "is_on_path", "metric", "requests", "usage")
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
        ("catalog", "web", 200, "GET", True, 1),
        ("catalog", pseudonym(CREDENTIAL), 404, "get", False, 2),
        ("search", "web", 499, "POST", True, 3),
        ("search", "(none)", None, "DELETE", True, 4),
        (None, "mobile", 500, None, False, 5),
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
        (Filters(http_methods=("GET",)), [1, 2]),
        (Filters(http_methods=("GET", "NONE")), [1, 2, 5]),
        (Filters(http_methods=("PUT",)), []),
        (Filters(path_prefixes=("/v1",)), [1, 3, 4]),
        (Filters(path_prefixes=("/v1",), http_methods=("POST",)), [3]),
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
        (Filters(path_prefixes=("/v1",), http_methods=("GET",)), {"http_method", "is_on_path"}),
    ],
)
def test_the_keys_are_those_that_the_filters_need(filters: Filters, expected: set[str]) -> None:
    actual = filters.keys()

    assert expected == actual


def test_counting_leaves_refused_requests_out_but_for_the_requests_themselves() -> None:
    start = datetime(2026, 5, 4, tzinfo=UTC)
    rows = [
        (start, "api", "b", "a", status, denied, metric, 1, 1)
        for status, denied in REFUSALS
        for metric in ("requests", "hits")
    ]
    schema = {name: USAGE[name] for name in (*KEYS, "denied", "metric", "requests", "usage")}
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


@pytest.mark.parametrize("counting", Counting)
def test_counting_leaves_the_same_out_where_metrics_share_a_row(counting: Counting) -> None:
    start = datetime(2026, 5, 4, tzinfo=UTC)
    schema = {name: USAGE[name] for name in ("start", "status", "denied", "requests", "usage")}
    rows = pl.DataFrame([(start, *one, 2, 2) for one in REFUSALS], schema, orient="row")
    kinds = ((*REQUESTS_ONLY, ("hits", 1, 3)), (("hits", 0, 5),))
    of_kinds = [rows.with_columns(pl.lit(number, pl.UInt32).alias(KIND)) for number in (0, 1)]
    usage = CompactUsage(pl.concat(of_kinds), kinds)
    filters, grain = Filters(counting=counting), Grain(("status", "denied"), SLOT)
    table = usage.table(grain)

    counted = filters.counted_in(usage).table(grain)

    assert sorted(counted.rows(), key=repr) == sorted(filters.counted(table).rows(), key=repr)
    assert filters.left_out_of(usage) == filters.left_out(table)
    assert filters.counted_in(CompactUsage(usage.rows.clear(), ())).rows.is_empty()


@pytest.mark.parametrize(
    ("prefix", "what", "hint"),
    [
        ("v1?a", "a path begins with a slash: 'v1?a'", "did you mean '/v1'?"),
        ("", "a path begins with a slash: ''", "did you mean '/'?"),
        ("http://a/v1", "a path begins with a slash: 'http://a/v1'", "write one like /v1/"),
        ("/v1?a=", "a path ends before its question mark: '/v1?a='", "did you mean '/v1'?"),
    ],
)
def test_a_text_that_begins_no_path_is_refused(prefix: str, what: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        Filters(path_prefixes=("/v2", prefix))
    error = caught.value

    assert (error.what, error.where, error.hint) == (what, "--path", hint)


@pytest.mark.parametrize("name", ["GET ", "", "G,T", "404", "get"])
def test_a_text_that_is_no_http_method_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        Filters(http_methods=("PURGE", "M-SEARCH", name))

    assert (caught.value.what, caught.value.where) == (f"no HTTP method: {name}", "--http-method")


def test_the_grain_has_the_keys_of_the_report_and_of_the_filters() -> None:
    filters = Filters(statuses=("4xx",), path_prefixes=("/v1", "/v2"))

    assert filters.grain({"plan", "duration_bin"}, SLOT, has_bytes=True) == Grain(
        ("application", "status", "duration_bin", "is_on_path"),
        SLOT,
        has_bytes=True,
        path_prefixes=("/v1", "/v2"),
    )


def test_filters_of_applications_choose_no_part_of_their_requests() -> None:
    applications = Filters(
        applications=("web",), plans=("gold",), counting=Counting.AUTHORIZED, registry=REGISTRY
    )
    every = replace(
        applications,
        products=("api",),
        backends=("b",),
        statuses=("4xx",),
        path_prefixes=("/v1",),
        http_methods=("GET",),
    )

    assert every.of_applications() == applications
    assert every.options() == [
        *("--product", "--backend", "--app", "--plan", "--status", "--path", "--http-method")
    ]
