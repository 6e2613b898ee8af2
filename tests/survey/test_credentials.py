from __future__ import annotations

from collections import Counter

import polars as pl

from usagestats.catalog.model import Catalog, Credential
from usagestats.classify.requests import map_requests
from usagestats.survey.credentials import CredentialsSeen, CredentialSurvey
from usagestats.tables.declared import REQUESTS

KEY, USER, FIELD = (
    Credential("query", "key"),
    Credential("remote_user"),
    Credential("fields", "azp"),
)
IDENTIFY = (KEY, USER, FIELD)


def seen(*rows: tuple[str | None, str | None, str | None]) -> CredentialsSeen:
    survey = CredentialSurvey(IDENTIFY)
    names = ("http_method", "query", "remote_user")
    schema = {name: REQUESTS[name] for name in names} | {"field:azp": pl.String()}
    requests = pl.DataFrame([("GET", *row) for row in rows], schema, orient="row")
    assert survey.columns <= {*schema}
    return survey.look(map_requests(requests, Catalog(identify=IDENTIFY)))


def test_requests_are_counted_by_each_credential_that_they_carry() -> None:
    found = seen(("KEY=1&a=2", None, "x"), ("a=1&key=", "bob", None), (None, "eve", None))

    assert found.requests == Counter({KEY: 1, USER: 2, FIELD: 1})
    assert found.parameters == Counter({"a": 2, "KEY": 1, "key": 1})


def test_a_query_that_is_only_a_value_is_no_name() -> None:
    assert not seen(("0123456789abcdef", None, None), ("", None, None)).parameters


def test_parts_are_added() -> None:
    whole = seen(("key=1", None, None))
    whole.merge(seen(("key=1&b=1", "bob", None)))

    assert whole == seen(("key=1", None, None), ("key=1&b=1", "bob", None))
