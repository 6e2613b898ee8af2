from __future__ import annotations

import polars as pl

from usagestats.classify.sightings import SIGHTED_COLUMNS, sightings_of
from usagestats.tables import REQUESTS

COLUMNS = ("http_method", "host", "path", "query", "remote_user")
SCHEMA = {name: REQUESTS[name] for name in COLUMNS}


def test_what_is_seen_is_counted() -> None:
    rows = [
        ("GET", "api", "/v1/items/12345", "x_key=k1&page=2", None),
        ("GET", "api", "/v1/items/54321?", "x_key=k1", "ann"),
        ("POST", None, "/v1", "app_id=me&x_key=k2", None),
        (None, None, None, None, "ann"),
    ]
    seen = sightings_of(pl.DataFrame(rows, SCHEMA, orient="row"))

    assert set(COLUMNS) == SIGHTED_COLUMNS
    assert seen.requests == 4
    assert seen.places == {("api", ("v1", "items", "*")): 2, (None, ("v1",)): 1, (None, ()): 1}
    assert seen.http_methods == {"GET": 2, "POST": 1, None: 1}
    assert seen.parameters == {"x_key": 3, "page": 1, "app_id": 1}
    assert seen.users == 2
    assert sorted(seen.applications.values()) == [1, 1, 2]
    assert {"me", "ann"} <= set(seen.applications)


def test_no_requests_show_nothing() -> None:
    seen = sightings_of(pl.DataFrame([], SCHEMA, orient="row"))

    assert (seen.requests, dict(seen.places), dict(seen.applications)) == (0, {}, {})
