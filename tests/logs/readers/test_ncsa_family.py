"""The words before the time: host, client and user."""

from __future__ import annotations

import pytest

from usagestats.logs.readers.ncsa_family import NCSA_PATTERNS, before_columns


@pytest.mark.parametrize(
    ("before", "host", "client", "user"),
    [
        ("192.0.2.1 - ann [T] ", None, "192.0.2.1", "ann"),
        ("192.0.2.1 - ann smith [T] ", None, "192.0.2.1", "ann smith"),
        ("192.0.2.1 - - [T] ", None, "192.0.2.1", None),
        ("192.0.2.1 ann [T] ", None, "192.0.2.1", "ann"),
        ("H.example:80 192.0.2.1 - ann [T] ", "h.example", "192.0.2.1", "ann"),
        ("192.0.2.1 - ann [T] H.example ", "h.example", "192.0.2.1", "ann"),
        ("192.0.2.1, 10.0.0.1 - - [T] ", None, "192.0.2.1", None),
        ('"192.0.2.1, 10.0.0.1" - - [T] ', None, "192.0.2.1", None),
        ('203.0.113.4 - ann [T] "192.0.2.1" ', None, "192.0.2.1", "ann"),
        ('203.0.113.4 - ann [T] "unknown, 192.0.2.1" ', None, "192.0.2.1", "ann"),
        ('192.0.2.1 - ann [T] "-" ', None, "192.0.2.1", "ann"),
        ('192.0.2.1 - ann [T] "" ', None, "192.0.2.1", "ann"),
        ('192.0.2.1 - ann [T] "dead" ', None, "192.0.2.1", "ann"),
        ('192.0.2.1 - ann [T] H.example "-" ', "h.example", "192.0.2.1", "ann"),
    ],
)
def test_host_client_and_user_are_found(
    before: str, host: str | None, client: str, user: str | None
) -> None:
    line = before.replace("[T]", "[04/May/2026:10:15:30 +0000]") + '"GET / HTTP/1.1" 200 1'
    match = NCSA_PATTERNS[0].fullmatch(line)
    assert match is not None

    assert match["request"] == "GET / HTTP/1.1"
    found = before_columns(match)
    assert [found[name] for name in ("host", "remote_address", "remote_user")] == [
        host,
        client,
        user,
    ]


def test_the_identifier_of_a_request_is_a_field() -> None:
    line = 'a.example 192.0.2.1 - 0123456789abcdef - [04/May/2026:10:15:30 +0000] "GET / HTTP/1.1" 200 1'
    match = NCSA_PATTERNS[0].fullmatch(line)
    assert match is not None

    assert before_columns(match)["fields"] == {"request_id": "0123456789abcdef"}
