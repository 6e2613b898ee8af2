from __future__ import annotations

from collections import Counter

import pytest

from usagestats.catalog.model import Credential
from usagestats.diagnostics.check.credentials import credential_warnings, never_found
from usagestats.survey.credentials import CredentialsSeen

FORWARDED = Credential("fields", "X-Forwarded-For")
KEY = Credential("query", "apikey")
USER = Credential("remote_user")


def test_a_credential_is_never_found_if_no_request_has_it() -> None:
    seen = CredentialsSeen(Counter({KEY: 1, USER: 0}))

    assert never_found((FORWARDED, KEY, USER), seen) == [FORWARDED, USER]


@pytest.mark.parametrize(
    ("missing", "parameters", "fields", "value", "detail"),
    [
        (
            FORWARDED,
            [],
            ["x_forwarded_for", "azp"],
            "field:X-Forwarded-For",
            "did you mean 'field:x_forwarded_for'? the lines have the fields azp, x_forwarded_for",
        ),
        (
            FORWARDED,
            [],
            ["request.headers.x-forwarded-for"],
            "field:X-Forwarded-For",
            "did you mean 'field:request.headers.x-forwarded-for'?"
            " the lines have the fields request.headers.x-forwarded-for",
        ),
        (
            KEY,
            ["page"],
            ["api_key"],
            "query:apikey",
            "did you mean 'field:api_key'? the queries have the parameters page",
        ),
        (
            KEY,
            ["appkey", "page"],
            [],
            "query:apikey",
            "did you mean 'query:appkey'? the queries have the parameters appkey, page",
        ),
        (KEY, [], ["time"], "query:apikey", "no query has a parameter"),
        (FORWARDED, ["a"], [], "field:X-Forwarded-For", "no line has a field with a name"),
        (USER, ["a"], ["b"], "remote_user", "no line has a user"),
        (KEY, ["<script>", "a b", "x" * 61], [], "query:apikey", "no query has a parameter"),
    ],
)
def test_the_names_that_are_there_are_shown(
    missing: Credential, parameters: list[str], fields: list[str], value: str, detail: str
) -> None:
    (row,) = credential_warnings([missing], Counter(parameters), Counter(fields))

    assert (row.section, row.name, row.count) == ("warning", "credential_never_found", 0)
    assert (row.value, row.detail) == (value, detail)


def test_of_many_names_the_most_frequent_are_shown() -> None:
    names = Counter({f"p{number:03}": number for number in range(1, 101)})
    (row,) = credential_warnings([KEY], names, Counter())

    shown = ", ".join(f"p{number:03}" for number in range(81, 101))
    assert row.detail == f"the queries have the parameters {shown}"


def test_names_of_fields_are_unknown_without_a_file() -> None:
    (row,) = credential_warnings([FORWARDED], Counter(), None)

    assert row.detail == "the names of fields are listed for files only"
