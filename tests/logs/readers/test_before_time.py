"""The words before the time: host, client, user, identifier; and the words that are none of these."""

from __future__ import annotations

import pytest

from usagestats.logs.readers.before_time import BeforeTime, read_before_time
from usagestats.logs.readers.log_format import NoRequestError

ID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "host", "client", "user"),
    [
        ("192.0.2.1 - ann", None, "192.0.2.1", "ann"),
        ("192.0.2.1 - ann smith", None, "192.0.2.1", "ann smith"),
        ('192.0.2.1 - "ann smith"', None, "192.0.2.1", "ann smith"),
        ("192.0.2.1 - 12345", None, "192.0.2.1", "12345"),
        ("192.0.2.1 ann", None, "192.0.2.1", "ann"),
        ("192.0.2.1 - - -", None, "192.0.2.1", None),
        ("192.0.2.1 - - ann", None, "192.0.2.1", "ann"),
        ("host.example - ann", None, "host.example", "ann"),
        ("- - ann", None, None, "ann"),
        ('"-" - -', None, None, None),
        ("api.example.org - - ann", "api.example.org", None, "ann"),
        ("API.example.org:443 192.0.2.1 - ann", "api.example.org", "192.0.2.1", "ann"),
        ("api.example.org host.example - -", "api.example.org", "host.example", None),
        ("- 192.0.2.1 - -", None, "192.0.2.1", None),
        ("10.0.0.5:443 192.0.2.1 - -", "10.0.0.5", "192.0.2.1", None),
    ],
)
def test_host_client_and_user_are_read(
    text: str, host: str | None, client: str | None, user: str | None
) -> None:
    assert read_before_time(text) == BeforeTime(host, client, user)


@pytest.mark.parametrize(
    ("text", "host", "client"),
    [
        ("2019/12/06 08:16:01 my.example 192.0.2.1 - -", "my.example", "192.0.2.1"),
        ("my.example 2019/12/06 08:16:01 192.0.2.1 - -", "my.example", "192.0.2.1"),
        ("1575616561.123 192.0.2.1 - -", None, "192.0.2.1"),
        ("1575616561 192.0.2.1 - -", None, "192.0.2.1"),
        ("198.51.100.1 2001:db8::1, 203.0.113.4 192.0.2.1 - -", None, "2001:db8::1"),
        ('my.example:80 "203.0.113.4, 203.0.113.5" 192.0.2.1 - -', "my.example", "203.0.113.4"),
        ("203.0.113.4 192.0.2.1 - -", None, "192.0.2.1"),
        ("my.example 203.0.113.4 192.0.2.1 - -", "my.example", "192.0.2.1"),
        ("203.0.113.4 (192.0.2.1) - -", None, "192.0.2.1"),
        ("192.0.2.1 (-) - -", None, "192.0.2.1"),
        ("Dec 6 08:16:01 gw nginx[1]: 192.0.2.1 - -", None, "192.0.2.1"),
        ("INFO access 192.0.2.1 - -", None, "192.0.2.1"),
        ("192.0.2.1 - [192.0.2.1] - -", None, "192.0.2.1"),
        ('"192.0.2.1, 10.0.0.1" 10.0.0.2 - -', None, "192.0.2.1"),
        ("192.0.2.1, 10.0.0.1 10.0.0.2 - -", None, "192.0.2.1"),
    ],
)
def test_other_words_before_the_client_are_passed_over(
    text: str, host: str | None, client: str
) -> None:
    assert read_before_time(text) == BeforeTime(host, client, None)


@pytest.mark.parametrize(
    ("client", "expected"),
    [
        ("203.0.113.9:51234", "203.0.113.9"),
        ("[2001:db8::1]:51234", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unknown, 203.0.113.9", "203.0.113.9"),
        ("unknown", None),
        ("unix:", "unix:"),
        ("fe80::1%eth0", "fe80::1%eth0"),
    ],
)
def test_the_client_is_an_address_without_anything_around_it(
    client: str, expected: str | None
) -> None:
    assert read_before_time(f"{client} - ann") == BeforeTime(None, expected, "ann")
    assert read_before_time(f"a.example {client} - ann").client == expected


@pytest.mark.parametrize(("user", "expected"), [("-", None), ("ann", "ann")])
def test_an_identifier_of_the_request_is_not_the_user(user: str, expected: str | None) -> None:
    for request_id in (ID, "c5a56ba0-2651-4476-aa1f-a639b858819b"):
        found = read_before_time(f"example.com 192.0.2.1 - {request_id} {user}")

        assert found == BeforeTime("example.com", "192.0.2.1", expected, request_id)
    assert read_before_time(f"192.0.2.1 - {ID}").user == ID


def test_a_host_that_is_known_to_stand_first_may_be_an_address() -> None:
    assert read_before_time("10.0.0.5 192.0.2.1 - -", has_host=True).host == "10.0.0.5"
    assert read_before_time("10.0.0.5 192.0.2.1 - -").host is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("08:16:01 - -", "no address or host name of a client"),
        ("?? - -", "no address or host name of a client"),
        ("12345 - -", "no address or host name of a client"),
        ("192.0.2.1 - 10.0.0.5", "stands where the user would"),
        ("192.0.2.1 - 10.0.0.5 - -", "stands where the user would"),
        ("192.0.2.1 - x, 10.0.0.5 - -", "stands where the user would"),
        ("a.example 192.0.2.1 - 10.0.0.5 - -", "stands where the user would"),
        ("host.example - 10.0.0.5 - -", "stands where the user would"),
        ("192.0.2.1 - ann -", "more words"),
        ("192.0.2.1 - ann - smith", "more words"),
        ("some more words - -", "more words"),
        ("some more words here", "more words"),
    ],
)
def test_words_that_leave_a_doubt_are_refused(text: str, reason: str) -> None:
    with pytest.raises(NoRequestError, match=reason):
        read_before_time(text)


def test_words_without_end_are_read_in_no_time() -> None:
    assert read_before_time("x " * 100_000 + "192.0.2.1 - -").client == "192.0.2.1"
    with pytest.raises(NoRequestError):
        read_before_time("1" * 10_000_000)
