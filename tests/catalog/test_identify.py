from __future__ import annotations

import pytest

from tests.catalog.built import catalog
from tests.catalog.documents import FILE, errors_of
from usagestats.catalog.model import Credential


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('"user_key"', ["not a source of credentials: 'user_key'", "  help: did you mean 'query:user_key'?", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"remote-user"', ["not a source of credentials: 'remote-user'", "  help: did you mean 'remote_user'?"]),
        ('"User-Agent"', ["not a source of credentials: 'User-Agent'", "  help: did you mean 'user_agent'?"]),
        ('"qery:user_key"', ["not a source of credentials: 'qery:user_key'", "  help: did you mean 'query:user_key'?"]),
        ('"header:x"', ["not a source of credentials: 'header:x'", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"query:"', ["not the name of a query parameter: 'query:'", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"field:"', ["not the name of a field of the log: 'field:'", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        (r'"field:\u0000"', [r"not the name of a field of the log: 'field:\x00'", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"query:user_key=s3cr3t"', ["not the name of a query parameter: 'query:user_key=***'", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"user_key=TOPSECRET3"', ["not a source of credentials: 'user_key=***'", "  help: did you mean 'query:user_key'?", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"x=TOPSECRET3"', ["not a source of credentials: 'x=***'", "  help: did you mean 'query:x'?", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"user_key TOPSECRET3"', ["not a source of credentials: 'user_key ***'", "  help: did you mean 'query:user_key'?", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"qery:x=TOPSECRET3"', ["not a source of credentials: 'qery:x=***'", "  help: did you mean 'query:x'?"]),
        ('"userkey:TOPSECRET3"', ["not a source of credentials: 'userkey:***'", "  help: did you mean 'query:userkey'?", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"query:x=TOPSECRET3"', ["not the name of a query parameter: 'query:x=***'", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
        ('"=TOPSECRET3"', ["not a source of credentials: '=***'", "  help: write query:NAME, field:NAME, remote_user or user_agent"]),
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
        ('"user_agent"', Credential("user_agent", is_secret=False)),
        ('{ from = "user_agent", secret = true }', Credential("user_agent")),
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


@pytest.mark.parametrize(
    ("text", "client", "proxies"),
    [
        ("", (), ()),
        ('client = "field:X-Forwarded-For"', ("X-Forwarded-For",), ()),
        (
            'client = ["field:a", "field:b"]\ntrusted_proxies = ["10.0.0.1", "2001:db8::/32"]',
            ("a", "b"),
            ("10.0.0.1/32", "2001:db8::/32"),
        ),
    ],
)
def test_where_clients_are(text: str, client: tuple[str, ...], proxies: tuple[str, ...]) -> None:
    found = catalog(text)
    assert found.client == client
    assert tuple(map(str, found.trusted_proxies)) == proxies


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('client = "X-Forwarded-For"', ["client: not a field of the log: 'X-Forwarded-For'", "  help: did you mean 'field:X-Forwarded-For'?"]),
        ("client = 3", ["client: should be text or a list, not a whole number"]),
        ('trusted_proxies = ["10.0.0.1"]', ["trusted_proxies: there is no field to look for clients in", '  help: name it, such as client = "field:X-Forwarded-For"']),
    ],
)  # fmt: skip
def test_where_no_clients_are(text: str, expected: list[str]) -> None:
    first, *rest = expected
    assert errors_of(text) == [f"usagestats: {FILE}: {first}", *rest]


@pytest.mark.parametrize(
    ("entry", "mistake", "hint"),
    [
        (
            '"/invite/code"',
            "nothing to mask in this path: '/invite/code'",
            "write the credential in braces, such as /invite/{code}",
        ),
        ('"a b"', "not a name: 'a ***'", "write the name of a parameter, header or key"),
        ('" "', "not a name: ' ***'", "write the name of a parameter, header or key"),
    ],
)
def test_what_is_neither_a_secret_name_nor_path(entry: str, mistake: str, hint: str) -> None:
    first, second = errors_of(f"secrets = [{entry}]")

    assert first == f"usagestats: {FILE}: secrets[0]: {mistake}"
    assert second.startswith(f"  help: {hint}")


def test_secret_names_and_paths_are_taken_as_they_are() -> None:
    written = ["X-Partner", "/invite/{code}", "/share/{id}/{signature}"]

    assert catalog(f"secrets = {written}").secrets == tuple(written)
