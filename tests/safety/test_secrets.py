from __future__ import annotations

import string
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.safety.secrets import MASK, masked, pseudonym

HIDDEN = "s3cr3t"
CREDENTIAL_PARAMETERS = (
    *("user_key", "api_key", "apikey", "api-key", "apiKey", "app_key", "access_token"),
    *("refresh_token", "token", "password", "client_secret", "key", "jwt", "signature", "sig"),
    *("provider_key", "service_token", "consumer_key", "access_key", "subscription-key"),
    *("X-Amz-Signature", "oauth_token", "session_id"),
)
EQUALS = ("=", "%3D", "%3d", "%253D", r"\x3D", r"\x3d", r"\u003d")


@pytest.mark.parametrize("name", [*CREDENTIAL_PARAMETERS, "USER_KEY", "Access_Token"])
def test_a_credential_in_the_query_is_masked_and_its_neighbours_stay(name: str) -> None:
    actual = masked(f"GET /x?app_id=web&{name}={HIDDEN}&rows=10 HTTP/1.1")

    assert f"GET /x?app_id=web&{name}={MASK}&rows=10 HTTP/1.1" == actual


@pytest.mark.parametrize("equals", EQUALS)
@pytest.mark.parametrize("name", ["user_key", "access_token"])
def test_an_equals_sign_may_be_written_in_any_way(name: str, equals: str) -> None:
    actual = masked(f'"GET /x?{name}{equals}{HIDDEN} HTTP/1.1" 200')

    expected = f'"GET /x?{name}{equals}{MASK} HTTP/1.1" 200'

    assert expected == actual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"user_key": "s3cr3t", "rows": 10}', '{"user_key": "***", "rows": 10}'),
        ('{"api_key":"s3cr3t"}', '{"api_key":"***"}'),
        (r"{\"access_token\":\"s3cr3t\"}", r"{\"access_token\":\"***\"}"),
        (
            '{"request":"GET /?user_key=s3cr3t HTTP/1.1","app_id":"web"}',
            '{"request":"GET /?user_key=*** HTTP/1.1","app_id":"web"}',
        ),
        ("Authorization: Bearer s3cr3t", "Authorization: Bearer ***"),
        ("authorization=basic czNjcjN0Og==", "authorization=basic ***"),
        ('"authorization": "Basic czNjcjN0Og=="', '"authorization": "Basic ***"'),
        ('"-" "Bearer s3cr3t.s3cr3t-s3cr3t_" 200', '"-" "Bearer ***" 200'),
        ("http://bob:s3cr3t@example.org/x", "http://bob:***@example.org/x"),
        ("redis://:s3cr3t@example.org", "redis://:***@example.org"),
        ("http://bob:s3%40cr3t@example.org/x", "http://bob:***@example.org/x"),
        ("X-Api-Key: s3cr3t", "X-Api-Key: ***"),
        ("x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln y", "x *** y"),
        ("/x/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "/x/***"),
        ("user_key=a user_key=b&api_key=c", "user_key=*** user_key=***&api_key=***"),
    ],
)
def test_a_credential_is_masked_wherever_a_log_writes_it(text: str, expected: str) -> None:
    actual = masked(text)

    assert expected == actual


@pytest.mark.parametrize(
    "text",
    [
        '{"password": "a long s3cr3t"}',
        "Authorization: Token s3cr3t",
        "Authorization: ApiKey s3cr3t",
        "Authorization: Negotiate s3cr3t",
        'Authorization: Digest username="bob", response="s3cr3t"',
        "/x?user%5Fkey=s3cr3t",
        "/x?user_key%5B%5D=s3cr3t",
        "/x?user_key[]=s3cr3t",
        "/x?user_key=a,s3cr3t",
        "/x?user_key=a;s3cr3t",
        "/x?user_key=a's3cr3t",
        "/x?user_key=a}s3cr3t",
        "/x?user_key=a)s3cr3t",
        "/x?user_key=a]s3cr3t",
        r"/x?user_key=a\x22s3cr3t",
        "/x?user_key=a%20s3cr3t",
        "/x?user[password]=s3cr3t",
        "/x?user%5Bpassword%5D=s3cr3t",
        "/x?data=%7B%22password%22%3A%22s3cr3t%22%7D",
        "/x?to=https%3A%2F%2Fbob%3As3cr3t%40example.org%2F",
        "/x?to=https%3a%2f%2fs3cr3t%40example.org",
        "/x?pass=s3cr3t",
        "/x?user_pw=s3cr3t",
        '{"pin": "s3cr3t"}',
        "Cookie: theme=dark; auth=s3cr3t",
        "Cookie: theme=dark; PHPSESSID=s3cr3t",
    ],
)
def test_no_part_of_a_credential_survives(text: str) -> None:
    actual = masked(text)

    assert HIDDEN not in actual


@pytest.mark.parametrize(
    "text",
    [
        'x.org - alice [04/May/2026:10:00:00 +0000] "GET /x?app_id=web&rows=10 HTTP/1.1" 200 5',
        '{"remote_user": "alice", "app_id": "web", "status": 200}',
        "http://example.org:8080/x?app_id=web",
        "/x?to=https%3A%2F%2Fexample.org%3A8080%2Fx&user=a%40example.org",
        "/x?mapping=1&ping=2&passage=3&option=4",
        "alice@example.org",
        "",
    ],
)
def test_an_application_id_and_a_remote_user_stay(text: str) -> None:
    actual = masked(text)

    assert text == actual


@given(
    name=st.sampled_from(["user_key", "api_key", "apikey", "access_token"]),
    equals=st.sampled_from([text for text in EQUALS if text != "%253D"]),
    secret=st.text(string.ascii_letters + string.digits + "-._~%+/=:@!$*", min_size=8),
)
def test_no_value_of_a_credential_survives(name: str, equals: str, secret: str) -> None:
    actual = masked(f"GET /x?{name}{equals}{secret}&rows=10 HTTP/1.1")

    assert f"GET /x?{name}{equals}{MASK}&rows=10 HTTP/1.1" == actual


@given(st.text())
def test_masking_twice_masks_no_more(text: str) -> None:
    once = masked(text)

    assert masked(once) == once


def test_a_pseudonym_is_the_beginning_of_the_hash() -> None:
    actual = pseudonym(HIDDEN)

    assert "key:" + sha256(b"s3cr3t").hexdigest()[:12] == actual


@pytest.mark.parametrize(
    ("credential", "expected"),
    [
        ("", "key:e3b0c44298fc"),
        ("s3cr3t", "key:4e738ca5563c"),
        ("κλειδί", "key:" + sha256("κλειδί".encode()).hexdigest()[:12]),
        ("\udcff", "key:" + sha256(b"\xed\xb3\xbf").hexdigest()[:12]),
    ],
)
def test_a_pseudonym_is_stable(credential: str, expected: str) -> None:
    actual = pseudonym(credential)

    assert expected == actual
