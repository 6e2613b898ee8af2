from __future__ import annotations

from functools import reduce

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.build import catalog_of
from usagestats.catalog.document import Document
from usagestats.catalog.registry import Registry
from usagestats.catalog.suggestion import DraftEvidence, suggest
from usagestats.classify.applications import identify_applications
from usagestats.survey.draft_evidence import EVIDENCE_COLUMNS, draft_evidence
from usagestats.tables.declared import REQUESTS

COLUMNS = ("http_method", "host", "path", "query", "remote_user")
SCHEMA = {name: REQUESTS[name] for name in COLUMNS}


def test_what_is_seen_is_counted() -> None:
    rows = [
        ("GET", "api", "/v1/items/12345", "x_key=k1&page=2", None),
        ("GET", "api", "/v1/items/54321?", "x_key=k1", "ann"),
        ("POST", None, "/v1", "app_id=me&x_key=k2", None),
        (None, None, None, None, "ann"),
    ]
    seen = draft_evidence(pl.DataFrame(rows, SCHEMA, orient="row"))

    assert set(COLUMNS) == EVIDENCE_COLUMNS
    assert seen.requests == 4
    assert seen.prefixes == {("api", ("v1", "items", "*")): 2, (None, ("v1",)): 1, (None, ()): 1}
    assert seen.http_methods == {"GET": 2, "POST": 1, None: 1}
    assert seen.parameters == {"x_key": 3, "page": 1, "app_id": 1}
    assert seen.users == 2
    assert sorted(seen.applications.values()) == [1, 1, 2]
    assert {"me", "ann"} <= set(seen.applications)


def test_no_requests_show_nothing() -> None:
    seen = draft_evidence(pl.DataFrame([], SCHEMA, orient="row"))

    assert (seen.requests, dict(seen.prefixes), dict(seen.applications)) == (0, {}, {})


NAMES = st.sampled_from(
    [
        "user_key",
        "USER_KEY",
        "app_id",
        "App_Id",
        "api_key",
        "apikey",
        "b_key",
        "A_Key",
        "a_token",
        "x",
    ]
)
PAIRS = st.tuples(NAMES, st.sampled_from(["=1", "=2", "=", ""])).map("".join)
QUERIES = st.none() | st.lists(PAIRS, max_size=3).map("&".join)
ROWS = st.tuples(st.just("GET"), st.none(), st.just("/"), QUERIES, st.sampled_from([None, "ann"]))
CHUNKS = st.lists(st.lists(ROWS, max_size=5), min_size=1, max_size=3)


def merged(first: DraftEvidence, second: DraftEvidence) -> DraftEvidence:
    first.merge(second)
    return first


@given(CHUNKS)
def test_the_drafted_identify_finds_just_the_applications_that_were_seen(
    chunks: list[list[tuple[str | None, ...]]],
) -> None:
    frames = [pl.DataFrame(rows, SCHEMA, orient="row") for rows in chunks]
    seen = reduce(merged, map(draft_evidence, frames))
    identify = suggest(seen).catalog.get("identify", [])
    drafted = catalog_of(Document.model_validate({"identify": identify}), Registry())

    found = identify_applications(pl.concat(frames), drafted.identify)

    assert dict(found.value_counts().iter_rows()) == dict(seen.applications)
