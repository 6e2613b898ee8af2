from __future__ import annotations

import pytest

from usagestats.logs.values.addresses import before_port, first_address, host_name, is_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("203.0.113.7", True),
        ("203.0.113.7:51234", True),
        ("2001:db8::1", True),
        ("[2001:db8::1]:51234", True),
        ("::ffff:203.0.113.7", True),
        ("fe80::1%eth0", True),
        ("unix:", True),
        ("bob", False),
        ("", False),
        ("08:16:01", False),
        ("1:2:3:4:5:6:7:8:9", False),
        ("1::2::3", False),
        ("1" * 1000, False),
    ],
)
def test_what_looks_like_an_address(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_address(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("API.Example.org", "api.example.org"),
        ("api.example.org:8080", "api.example.org"),
        ("[::1]:80", "::1"),
        ("203.0.113.7:80", "203.0.113.7"),
        ("_", "_"),
        ("not a host", None),
        ("1575616561.123", None),
        ("42", None),
        ("08:16:01", None),
        ("", None),
    ],
)
def test_a_host_is_lower_case_and_has_no_port(text: str, expected: str | None) -> None:
    assert host_name(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("203.0.113.7, 10.0.0.1", "203.0.113.7"),
        ("203.0.113.7:51234", "203.0.113.7"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("[203.0.113.7](http://203.0.113.7)", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::1"),
        ('"203.0.113.7"', "203.0.113.7"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:cb00:7107", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:80", "203.0.113.7"),
        ("::ffff:203.0.113.7:51234", "203.0.113.7"),
        ("unknown, 203.0.113.7", "203.0.113.7"),
        ("-, 203.0.113.7:80, 10.0.0.1", "203.0.113.7"),
        ("a.example, 203.0.113.7", "203.0.113.7"),
        ("a.example, b.example", "a.example"),
        ("a.example:80", "a.example"),
        ("unix:", "unix:"),
        ("-", None),
        ("unknown", None),
        ("unknown, -", None),
        ("", None),
    ],
)
def test_the_client_is_the_first_of_a_list(text: str, expected: str | None) -> None:
    assert first_address(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.7:51234", "10.0.0.7"),
        ("2001:db8::1:51234", "2001:db8::1"),
        ("[2001:db8::1]:51234", "2001:db8::1"),
        ("::ffff:10.0.0.7:51234", "10.0.0.7"),
        ("10.0.0.7", "10.0.0.7"),
        ("unix:1", "unix:"),
    ],
)
def test_a_port_that_is_always_there_is_cut_off(text: str, expected: str) -> None:
    assert before_port(text) == expected
