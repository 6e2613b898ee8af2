from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from tests.classify.catalogs import backend, method, product, rule
from tests.classify.classifying import classify
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog, Credential
from usagestats.catalog.registry import NO_APPLICATIONS, Application, Registry
from usagestats.classify import problems
from usagestats.classify.requests import columns_needed
from usagestats.safety.pseudonyms import pseudonym
from usagestats.tables.declared import CHUNK, LAST, REQUESTS, ROW_COUNT, TEXT
from usagestats.tables.usage import add_problems

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CATALOG = Catalog(
    products=(
        product(
            {"/": backend(rules=[rule("/items", "items")], metrics=[method("items")])},
            hosts=("api.example.org",),
        ),
    )
)
REGISTRY = Registry({pseudonym("known"): Application("web", "Web")})


def request(time: datetime = NOON, text: str = "a line", **known: Any) -> dict[str, Any]:
    usual = {
        "http_method": "GET",
        "host": "api.example.org",
        "path": "/items",
        "query": "user_key=known",
        "status": 200,
    }
    return {**dict.fromkeys(REQUESTS), **usual, **known, "time": time, TEXT: text}


def found(
    *rows: dict[str, Any], catalog: Catalog = CATALOG, registry: Registry = REGISTRY
) -> pl.DataFrame:
    requests = pl.DataFrame(list(rows), {**REQUESTS, TEXT: pl.String()})
    classified = classify(
        requests.select(columns_needed(catalog, problems.KEYS)), catalog, problems.KEYS
    )
    return problems.problems_in(requests, classified, catalog, registry)


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({}, None),
        ({"status": 500}, None),
        ({"status": None}, None),
        ({"http_method": None, "path": None, "query": None, "status": 400}, "malformed_request"),
        ({"host": "old.example.org", "status": 429}, "unknown_host"),
        ({"query": None, "status": 403, "path": "/other"}, "missing_credential"),
        ({"query": None, "status": 404}, None),
        ({"query": "user_key=stranger", "status": 403}, "unknown_application"),
        ({"query": "user_key=stranger", "status": 404, "path": "/x"}, "unknown_application"),
        ({"query": "user_key=stranger"}, None),
        ({"path": "/other", "status": 404}, "no_mapping_rule"),
        ({"path": "/other"}, "no_mapping_rule"),
        ({"status": 429}, "limits_exceeded"),
        ({"status": 503}, "upstream_failed"),
    ],
)
def test_a_request_has_the_first_code_that_applies(known: dict[str, Any], code: str | None) -> None:
    codes = found(request(**known))["code"].to_list()

    assert codes == ([code] if code else [])


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"http_method": None, "path": None}, "malformed_request"),
        ({"host": "old.example.org", "query": None, "status": 401}, None),
        ({"status": 429}, "limits_exceeded"),
        ({"status": 502}, "upstream_failed"),
    ],
)
def test_without_a_catalog_few_codes_can_occur(known: dict[str, Any], code: str | None) -> None:
    rows = found(request(**known), catalog=DEFAULT_CATALOG, registry=NO_APPLICATIONS)

    assert rows["code"].to_list() == ([code] if code else [])


def test_problems_are_counted_by_slot_with_the_first_line_masked() -> None:
    rows = found(
        request(NOON + 3 * MINUTE, "b", status=429),
        request(NOON + 2 * MINUTE, "z user_key=known", status=429),
        request(NOON + 2 * MINUTE, "y user_key=known", status=429),
        request(NOON + 15 * MINUTE, "c", status=429),
    )

    second, third, later = (NOON + minutes * MINUTE for minutes in (2, 3, 15))
    code = "limits_exceeded"

    assert rows.sort("start").rows() == [
        (NOON, "api", code, 3, second, third, "y user_key=***"),
        (later, "api", code, 1, later, later, "c"),
    ]


def test_each_product_has_a_first_line_of_its_own() -> None:
    other = product(
        {"/": backend(rules=[rule("/", "hits")])}, name="other", hosts=("b.example.org",)
    )
    catalog = Catalog(products=(*CATALOG.products, other))
    rows = found(
        request(NOON + MINUTE, "first", status=429),
        request(NOON + 2 * MINUTE, "later, elsewhere", status=429, host="b.example.org"),
        catalog=catalog,
    )

    assert rows.sort("product").select("product", "requests", "sample").rows() == [
        ("api", 1, "first"),
        ("other", 1, "later, elsewhere"),
    ]


def test_rows_that_are_groups_have_their_number_and_last_time() -> None:
    grouped = {ROW_COUNT: 5, LAST: NOON + 9 * MINUTE}
    rows = [request(status=429) | grouped, request(NOON + MINUTE, status=429) | grouped]
    requests = pl.DataFrame(
        rows,
        {**REQUESTS, TEXT: pl.String(), ROW_COUNT: pl.Int64(), LAST: REQUESTS["time"]},
    )
    needed = [*columns_needed(CATALOG, problems.KEYS), ROW_COUNT]
    classified = classify(requests.select(needed), CATALOG, problems.KEYS)
    counted = problems.problems_in(requests, classified, CATALOG, REGISTRY)

    assert counted.select("requests", "first", "last").rows() == [(10, NOON, NOON + 9 * MINUTE)]


def test_each_chunk_has_problems_of_its_own() -> None:
    rows = [
        request(NOON + 2 * MINUTE, "b", status=429) | {CHUNK: 0},
        request(NOON + MINUTE, "a", status=429) | {CHUNK: 1},
        request(NOON + 3 * MINUTE, "c", status=429) | {CHUNK: 1},
        request(NOON, "fine") | {CHUNK: 2},
    ]
    requests = pl.DataFrame(rows, {**REQUESTS, TEXT: pl.String(), CHUNK: pl.UInt32()})
    needed = [*columns_needed(CATALOG, problems.KEYS), CHUNK]
    classified = classify(requests.select(needed), CATALOG, problems.KEYS)
    counted = problems.problems_in(requests, classified, CATALOG, REGISTRY)

    assert counted.sort(CHUNK).select(CHUNK, "requests", "first", "sample").rows() == [
        (0, 1, NOON + 2 * MINUTE, "b"),
        (1, 2, NOON + MINUTE, "a"),
    ]


def test_problems_add() -> None:
    first = found(request(NOON + MINUTE, "b", status=429), request(NOON + 2 * MINUTE, status=429))
    second = found(request(NOON + MINUTE, "a", status=429))

    for parts in ([first, second], [second, first]):
        assert add_problems(parts).rows() == [
            (NOON, "api", "limits_exceeded", 3, NOON + MINUTE, NOON + 2 * MINUTE, "a")
        ]


@pytest.mark.parametrize(
    ("text", "sample"),
    [
        ("1.1.1.1 - ann - GET /?pin=abc k1", "1.1.1.0/24 - *** - GET /?pin=*** ***"),
        ('{"user": "ann", "x_key": "k1"}', '{"user": "***", "x_key": "***"}'),
        ("an\\u006e k1", "***"),  # the user as an escape: nothing is shown
    ],
)
def test_declared_secrets_are_masked_where_no_name_stands_before_them(
    text: str, sample: str
) -> None:
    credentials = (
        Credential("query", "pin"),
        Credential("remote_user"),
        Credential("fields", "x_key"),
    )
    catalog = Catalog(identify=credentials)
    row = request(text=text, status=429, query=None, remote_user="ann") | {"field:x_key": "k1"}
    schema = {**REQUESTS, TEXT: pl.String(), "field:x_key": pl.String()}
    requests = pl.DataFrame([row], schema)
    classified = classify(requests, catalog, problems.KEYS)

    rows = problems.problems_in(requests, classified, catalog, NO_APPLICATIONS)

    assert rows["sample"].to_list() == [sample]
