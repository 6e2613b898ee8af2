from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classify.catalogs import api, rule
from tests.classify.classifying import classify
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog, Exclusions
from usagestats.classify.requests import columns_needed, is_on_path, map_requests
from usagestats.tables.declared import CHUNK, REQUESTS, ROW_COUNT

if TYPE_CHECKING:
    from usagestats.classify.requests import Mapped

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def requests_of(*rows: tuple[str | None, str | None, str | None]) -> pl.DataFrame:
    names = ("time", "http_method", "host", "query", "remote_user", "status", "service")
    schema = {name: REQUESTS[name] for name in names}
    full = [(NOON, method, host, query, None, 200, None) for method, host, query in rows]
    return pl.DataFrame(full, schema, orient="row")


def test_verbs_become_methods_and_everything_else_hits() -> None:
    requests = requests_of(
        ("GET", None, None),
        ("POST", None, None),
        ("PUT", None, None),
        (None, None, None),
        ("get", None, None),
    )
    classified = classify(requests, DEFAULT_CATALOG, ())
    used = classified.requests.join(classified.outcomes, on="outcome", maintain_order="left")

    assert classified.requests.columns == ["time", "outcome"]
    assert used.group_by("outcome", maintain_order=True).agg("metric")["metric"].to_list() == [
        ["metadata", "hits"],
        ["datastore", "hits"],
        ["hits", "hits", "hits"],
    ]


def test_a_delta_is_added_to_the_parent() -> None:
    classified = classify(requests_of(("GET", None, None)), DEFAULT_CATALOG, ())
    assert classified.outcomes.select("outcome", "metric", "delta").rows() == [
        (0, "hits", 1),
        (1, "metadata", 1),
        (1, "hits", 1),
        (2, "datastore", 1),
        (2, "hits", 1),
    ]


def test_the_backend_is_the_virtual_host_where_there_is_one() -> None:
    requests = requests_of(("GET", "api.example.org", None), ("GET", None, "user_key=k"))
    classified = classify(
        requests, DEFAULT_CATALOG, ("product", "backend", "application", "status")
    )

    assert classified.requests.drop("time", "outcome").rows() == [
        ("default", "api.example.org", "(none)", 200),
        (
            "default",
            "default",
            "key:8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a"[:16],
            200,
        ),
    ]


def test_the_backend_is_what_the_log_names_as_service_before_the_virtual_host() -> None:
    requests = requests_of(("GET", "api.example.org", None), ("GET", "api.example.org", None))
    requests = requests.with_columns(service=pl.Series(["items", None]))
    classified = classify(requests, DEFAULT_CATALOG, ("backend",))

    assert classified.requests["backend"].to_list() == ["items", "api.example.org"]


def test_only_the_columns_that_keys_need_are_read() -> None:
    assert columns_needed(DEFAULT_CATALOG, ()) == {"time", "http_method"}
    assert columns_needed(DEFAULT_CATALOG, ("backend",)) == {
        *("time", "http_method", "host", "service")
    }
    assert columns_needed(DEFAULT_CATALOG, ("application", "status")) == {
        "time", "http_method", "query", "remote_user", "status",
    }  # fmt: skip


def test_paths_are_looked_at_where_a_key_is_about_them() -> None:
    paths = pl.DataFrame({"path": ["/v1", "/v10", "/V1", "/", None]}, {"path": REQUESTS["path"]})

    assert "path" in columns_needed(DEFAULT_CATALOG, {"is_on_path"})
    assert "path" not in columns_needed(DEFAULT_CATALOG, {"http_method"})
    assert paths.select(is_on_path(["/v1"])).to_series().to_list() == [True, True, *[False] * 3]
    assert paths.select(is_on_path(["/v1", "/V1"])).to_series().to_list()[:3] == [True] * 3
    assert paths.select(is_on_path(["/"])).to_series().to_list() == [*[True] * 4, False]


def test_a_request_is_denied_where_the_gateway_refused_it_and_asked_no_upstream() -> None:
    rows = [(401, 0), (403, 403), (429, 0), (500, 0), (200, 200), (404, None), (None, 0)]
    schema = {name: REQUESTS[name] for name in ("status", "upstream_status")}
    requests = requests_of(*[("GET", None, None)] * len(rows)).with_columns(
        pl.DataFrame(rows, schema, orient="row")
    )
    classified = classify(requests, DEFAULT_CATALOG, ("denied",))

    assert {"status", "upstream_status"} <= columns_needed(DEFAULT_CATALOG, ("denied",))
    assert classified.requests["denied"].to_list() == [True, False, True, False, False, None, False]


def test_durations_become_bins() -> None:
    durations = pl.Series("duration_ms", [0.0, 5.0, None], REQUESTS["duration_ms"])
    requests = requests_of(*[("GET", None, None)] * 3).with_columns(durations)
    classified = classify(requests, DEFAULT_CATALOG, ("duration_bin",))
    smallest, five, unknown = classified.requests["duration_bin"].to_list()

    assert "duration_ms" in columns_needed(DEFAULT_CATALOG, ("duration_bin",))
    assert unknown is None
    assert smallest < five


OF_PRODUCTS = Catalog(products=(api(rule("/a", "foo"), rule("/b", "bar", delta=2)),))
CATALOGS = {
    "default": DEFAULT_CATALOG,
    "products": OF_PRODUCTS,
    "exclusions": replace(DEFAULT_CATALOG, exclude=Exclusions(statuses=("5xx",))),
    "both": replace(OF_PRODUCTS, exclude=Exclusions(paths=("/b/c",), statuses=("404",))),
}
MAPPED = ("time", "http_method", "host", "service", "path", "status", ROW_COUNT)
mapped_rows = st.tuples(
    st.just(NOON),
    st.sampled_from(["GET", "POST", None]),
    st.sampled_from(["a.example.org", None]),
    st.sampled_from(["items", None]),
    st.sampled_from(["/a", "/b", "/b/c", "/d", None]),
    st.sampled_from([200, 404, 503, None]),
    st.integers(1, 9),
)


def as_chunks(rows: list[list[tuple[object, ...]]], *, has_groups: bool) -> list[pl.DataFrame]:
    schema = {name: REQUESTS.get(name, pl.Int64()) for name in MAPPED}
    chunks = [pl.DataFrame(one, schema, orient="row") for one in rows]
    return chunks if has_groups else [one.drop(ROW_COUNT) for one in chunks]


def contents(mapped: Mapped) -> tuple[object, ...]:
    decisions = [mapped.decided.decisions[number] for number in mapped.decided.numbers]
    kept = None if mapped.kept is None else mapped.kept.to_list()
    counts = mapped.excluded, mapped.unmatched()
    return mapped.requests.rows(), decisions, counts, kept, mapped.backends().to_list()


@pytest.mark.parametrize("catalog", CATALOGS.values(), ids=CATALOGS)
@settings(max_examples=examples(20))
@given(
    rows=st.lists(st.lists(mapped_rows, max_size=5), min_size=1, max_size=4), groups=st.booleans()
)
def test_chunks_that_are_mapped_together_are_as_each_alone(
    catalog: Catalog, rows: list[list[tuple[object, ...]]], *, groups: bool
) -> None:
    chunks = as_chunks(rows, has_groups=groups)
    numbered = [
        chunk.with_columns(pl.lit(number, pl.UInt32()).alias(CHUNK))
        for number, chunk in enumerate(chunks)
    ]
    together = map_requests(pl.concat(numbered), catalog).of_chunks(chunks)

    alone = [map_requests(chunk, catalog) for chunk in chunks]
    assert list(map(contents, together)) == list(map(contents, alone))
