"""Credentials become applications; the vectorised way agrees with the plain one."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from usagestats.catalog.model import DEFAULT_CATALOG, Credential
from usagestats.classify.applications import identify_applications, parameter_values
from usagestats.safety.pseudonyms import pseudonym, shown_name
from usagestats.tables.declared import NO_APPLICATION

NAMES = st.sampled_from(
    ["user_key", "USER_KEY", "app_id", "api_key", "apikey", "my_user_key", "x", ""]
)
VALUES = st.sampled_from(["", "a", "b=c", "é", "%41", "user_key=z"])
PAIRS = st.tuples(NAMES, st.sampled_from(["=", ""]), VALUES).map("".join)
QUERIES = st.none() | st.lists(PAIRS, max_size=4).map("&".join)
USERS = st.none() | st.sampled_from(["frank", "ann"])


def plain_value(query: str | None, name: str) -> str | None:
    for pair in (query or "").split("&"):
        key, equals, value = pair.partition("=")
        if equals and key.lower() == name:
            return value or None
    return None


def plain_application(query: str | None, user: str | None) -> str:
    for credential in DEFAULT_CATALOG.identify:
        value = plain_value(query, credential.parameter) if credential.parameter else user
        if value:
            return pseudonym(value) if credential.is_secret else shown_name(value)
    return NO_APPLICATION


@given(st.lists(st.tuples(QUERIES, USERS), max_size=30))
def test_applications_are_those_of_the_plain_way(rows: list[tuple[str | None, str | None]]) -> None:
    requests = pl.DataFrame(rows, {"query": pl.String, "remote_user": pl.String}, orient="row")
    found = identify_applications(requests, DEFAULT_CATALOG.identify)

    assert found.to_list() == [plain_application(query, user) for query, user in rows]


@given(st.lists(QUERIES, max_size=30))
def test_parameter_values_are_those_of_the_plain_way(queries: list[str | None]) -> None:
    found = parameter_values(pl.Series(queries, dtype=pl.String), "user_key")

    assert found.to_list() == [plain_value(query, "user_key") for query in queries]


def test_a_remote_user_with_a_password_is_not_shown_and_a_public_name_is() -> None:
    requests = pl.DataFrame({"remote_user": ["bob:secret", None], "query": [None, "app_id=bob:1"]})
    credentials = (
        Credential("remote_user", None, is_secret=False),
        Credential("query", "app_id", is_secret=False),
    )

    assert identify_applications(requests, credentials).to_list() == [
        pseudonym("bob:secret"),
        "bob:1",
    ]
