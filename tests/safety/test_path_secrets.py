"""Credentials in segments of paths, found by their form and by the segment before them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.safety.path_secrets import is_random, masked_segments
from usagestats.safety.secrets import masked

KEY = "Kq7s3cr3tXzP9"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"/token/{KEY}", "/token/***"),
        (f"//token//{KEY}?a=1", "//token//***?a=1"),
        (f"GET /password/reset/{KEY} HTTP/1.1", "GET /password/reset/*** HTTP/1.1"),
        ("/reset/482913", "/reset/***"),
        ("/verify-email/9f86d081884c7d65", "/verify-email/***"),
        ("/activate/3f2504e0-4f89-41d3-9a0c-0305e82c3301", "/activate/***"),
        (f"/x%2Ftoken%2F{KEY}", "/x%2Ftoken%2F***"),
        (f"/bot123456:{KEY}/sendMessage", "/bot123456:***/sendMessage"),
        (
            f"https://hooks.example.org/services/T024BE7LD/B024BE7LE/{KEY}",
            "https://hooks.example.org/services/T024BE7LD/B024BE7LE/***",
        ),
        (f"/hooks/{KEY}", "/hooks/***"),
        ("/shared/dQw4w9WgXcQ1aB2cD3eF4gH5", "/shared/***"),
        ("/session/AbCdEfGhIjKlMnOp", "/session/***"),
        ('"GET /token/s3cr3t HTTP/1.1" 200', '"GET /token/*** HTTP/1.1" 200'),
    ],
)
def test_such_a_segment_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "/token/refresh",
        "/token/oauth2/sha256",
        "/api/v1/keys/12345",
        "/tokens/v2.1/list",
        "/password/reset",
        "/verify/email-address-of-the-account",
        "/sessions/2026-05-04",
        "/users/3f2504e0-4f89-41d3-9a0c-0305e82c3301/orders",
        "/objects/5f3e9a7c2b1d4e6f8a9b0c1d2e3f4a5b",
        "/reports/MonthlyReportOfTheYear2026",
        "/assets/index-BxYz12AbCd34EfGh56IjKl.js",
        "/token/{id}",
        "203.0.113.7 - - [04/May/2026:10:15:30 +0000] Mozilla/5.0 (+https://example.org/bot.html)",
    ],
)
def test_other_segments_stay(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /Invite/abc/to/bob?a=1", "GET /Invite/***/to/***?a=1"),
        ("/invite/abc/to/", "/invite/abc/to/"),
        ("/x/invite/a/to/b/c", "/x/invite/***/to/***/c"),
    ],
)
def test_the_catalog_declares_paths(text: str, expected: str) -> None:
    assert masked_segments(text, frozenset({"/invite/{code}/to/{name}"})) == expected


@given(st.text(string.ascii_letters + string.digits, min_size=32, max_size=64))
def test_words_of_one_sort_are_not_random(text: str) -> None:
    assert not is_random(text.lower())
    assert not is_random(text.upper())
