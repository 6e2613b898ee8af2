from __future__ import annotations

import pytest

from tests.catalog.built import catalog
from tests.catalog.documents import FILE, errors_of
from usagestats.catalog.model import Credential


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('"user_key"', ["not a source of credentials: 'user_key'", "  help: did you mean 'query:user_key'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"remote-user"', ["not a source of credentials: 'remote-user'", "  help: did you mean 'remote_user'?"]),
        ('"qery:user_key"', ["not a source of credentials: 'qery:user_key'", "  help: did you mean 'query:user_key'?"]),
        ('"header:x"', ["not a source of credentials: 'header:x'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"query:"', ["not the name of a query parameter: 'query:'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"field:"', ["not the name of a field of the log: 'field:'", "  help: write query:NAME, field:NAME or remote_user"]),
        (r'"field:\u0000"', [r"not the name of a field of the log: 'field:\x00'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"query:user_key=s3cr3t"', ["not the name of a query parameter: 'query:user_key=***'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"user_key=TOPSECRET3"', ["not a source of credentials: 'user_key=***'", "  help: did you mean 'query:user_key'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"x=TOPSECRET3"', ["not a source of credentials: 'x=***'", "  help: did you mean 'query:x'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"user_key TOPSECRET3"', ["not a source of credentials: 'user_key ***'", "  help: did you mean 'query:user_key'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"qery:x=TOPSECRET3"', ["not a source of credentials: 'qery:x=***'", "  help: did you mean 'query:x'?"]),
        ('"userkey:TOPSECRET3"', ["not a source of credentials: 'userkey:***'", "  help: did you mean 'query:userkey'?", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"query:x=TOPSECRET3"', ["not the name of a query parameter: 'query:x=***'", "  help: write query:NAME, field:NAME or remote_user"]),
        ('"=TOPSECRET3"', ["not a source of credentials: '=***'", "  help: write query:NAME, field:NAME or remote_user"]),
        ("3", ["should be text or a table, not a whole number"]),
    ],
)  # fmt: skip
def test_what_is_no_credential(entry: str, expected: list[str]) -> None:
    first, *rest = expected

    actual = errors_of(f"identify = [{entry}]")

    assert actual == [f"usagestats: {FILE}: identify[0]: {first}", *rest]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('"query:user_key"', Credential("query", "user_key")),
        ('"query:app_id"', Credential("query", "app_id", is_secret=False)),
        ('"query:App_Id"', Credential("query", "App_Id", is_secret=False)),
        ('"remote_user"', Credential("remote_user", is_secret=False)),
        ('"field:client_id"', Credential("fields", "client_id")),
        ('"field:jwt.azp"', Credential("fields", "jwt.azp")),
        ('{ from = "query:user_key", secret = false }', Credential("query", "user_key", is_secret=False)),
        ('{ from = "query:app_id", secret = true }', Credential("query", "app_id")),
        ('{ from = "remote_user", secret = true }', Credential("remote_user")),
        ('{ from = "field:x", secret = false }', Credential("fields", "x", is_secret=False)),
        ('{ from = "query:x" }', Credential("query", "x")),
    ],
)  # fmt: skip
def test_where_credentials_are(entry: str, expected: Credential) -> None:
    assert catalog(f"identify = [{entry}]").identify == (expected,)
