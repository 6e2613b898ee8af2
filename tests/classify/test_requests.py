from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from tests.classify.classifying import classify
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.classify.requests import columns_needed, is_on_path
from usagestats.tables.declared import REQUESTS

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
