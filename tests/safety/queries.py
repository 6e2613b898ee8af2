"""Queries and paths with credentials of all kinds, and with what stands around them."""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = (
    *(
        "user_key",
        "api-key",
        "apiKey",
        "sessionid",
        "sig",
        "sign",
        "ak",
        "code",
        "auth_code",
        "x.key",
    ),
    *("state", "ticket", "hash", "k", "t", "tok", "cookie", "authorization", "password", "user"),
    *("page", "limit", "q", "sort_key", "design", "token_count", "tokenizcookie", "keyboard", "id"),
    *("user_%6Bey", "a[key]", "key[]", "filter[x]", "a%5Bkey%5D", "user_key+", "+", "", "-", "."),
    *("tenant", "TENANT", "x.tenant", "ghp_abcdefghijklmnop1234", "eyJhbGciOi", "ſid", "\u212aey"),
)
VALUES = (
    *(
        "1",
        "abc",
        "abcd",
        "s3cr3t",
        "a1b2c3d4e5f6",
        "summer2026",
        "summer_2026",
        "abcdefghijkl2026",
    ),
    *("0f5e378f5498130ba5f218e15a272fcb", "AbC1dEf2GhI3jKl4MnO5pQr6", "***", "c2VjcmV0MQ=="),
    *(
        "",
        "=",
        "==",
        "a=b",
        "]",
        "}",
        "[x]",
        "{a}",
        ">x",
        "abc]]]",
        "a1b2c3d4e5f6]",
        "(a1b2c3d4e5f6)",
    ),
    *(
        "api+key",
        "caf%C3%A9",
        "a%20key",
        "a%2Ckey",
        "bearer+abc123def",
        "basic%20Abcdef1",
        "Bearer a1b2c3",
    ),
    *("ghp_abcdefghijklmnop1234", "sk-abcdefghijklmnop1", "SG.abcdefghijklmnopq.abcdefghijklmnop1"),
    *(
        "eyJhbGciOi.J9.c2ln",
        "eyJwYXNzd29yZCI6IksifQ",
        "eyJpZCI6MTIzfQ==",
        "pk_live_abcdefghijklmnop",
    ),
    *(
        "http://u:p@h",
        "https%3A%2F%2Fu%3Ap%40h",
        "%2Fy%3Fuser_key%3Dabc",
        "user_key=abc",
        "sid:abc",
    ),
    *(
        "/reset/a1b2c3",
        "/t/AbC1dEf2GhI3jKl4MnO5pQr6",
        "%2FAbC1dEf2GhI3jKl4MnO5pQr6",
        "bot1:abcdefg",
    ),
    *(
        r"\x2FAbC1dEf2GhI3jKl4MnO5pQr6",
        r"\u002fAbC1dEf2GhI3jKl4MnO5pQr6",
        "/T02345678/B02345678/abcd",
    ),
    *("&lt;user_key&gt;abc&lt;", "%3Ctoken%3Eabc", "%3C", "=&gt;abc", "=>abc", "user_&#107;ey=abc"),
    *(
        '"a b"',
        '"café"',
        "'a'",
        "%22a",
        r"\x22a",
        '{"user_key":"abc"}',
        "%7B%22key%22%3A%22abc%22%7D",
    ),
    *(
        "Cookie: a=b; c=d",
        "authorization:abc",
        "cookie:abc",
        "a;b=c",
        "-----BEGIN PRIVATE KEY-----abc",
    ),
    # encoded in part only, or twice in odd ways
    *("https%3A//anna:geheim@host", "https:%2F%2Fanna:geheim@host", "https:%2F/u%3Ap@h"),
    *(r"\x5Csk=abcdef12", r"\u000Ask=geheim", r"a\x3Bt\x3Dabcdef123456", "%%374oken%3Dabc"),
    *("%2FTQQQQQQQQ%2FBQQQQQQQQ%2Fabcdef12", "%2%3574oken=abc"),
    *("-----BEGIN+PRIVATE+KEY-----abc", "x y:pw [04/May/2026:10:15:30 +0000]", "y:pw [", "ann:pw"),
)
BETWEEN = (
    *(
        "&",
        "&",
        "=",
        ";",
        ",",
        "+",
        "%",
        "~",
        "/",
        ":",
        " ",
        "\n",
        "?",
        "%26",
        "%3D",
        "%25",
        '"',
        "'",
    ),
    *(
        "%22",
        "\\",
        r"\x22",
        "é",
        "ſ",
        "\u212a",
        "\u0131",
        "\x00",
        "<",
        ">",
        "[",
        "]",
        "(",
        "{",
        "}",
        "@",
    ),
)

_PARAMETERS = st.one_of(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)).map("=".join),
    st.tuples(st.sampled_from(NAMES), st.text("aBz09-_.~+=:/%25", min_size=1, max_size=20)).map(
        "=".join
    ),
    st.sampled_from(VALUES),
)


_SOME_PARAMETERS = st.lists(_PARAMETERS, min_size=1, max_size=4)
_CHANGES = st.sampled_from([0, 0, 1, 2])
_BETWEEN = st.sampled_from(BETWEEN)


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Draw a query, perhaps with some characters put in or left out."""
    query = "&".join(draw(_SOME_PARAMETERS))
    for _ in range(draw(_CHANGES)):
        place = draw(st.integers(0, len(query)))
        is_longer = draw(st.booleans())
        rest = query[place:] if is_longer else query[place + 1 :]
        query = query[:place] + (draw(_BETWEEN) if is_longer else "") + rest
    return query


_SEGMENTS = st.sampled_from(
    [
        *(one for one in (*NAMES, *VALUES) if "/" not in one),
        *("users", "v1", "sessions", "tokens", "reset", "verify", "hooks", "keys", "invite"),
        *("edit", "new", ".", "", "T02345678", "B02345678", "bot1", "7", "12345", "1234567"),
        *("2026-05-04", "oauth2", "sha256", "0f5e378f5498130ba5f218e15a272fcb", "fa", "pem"),
        *("820b432a-32c1-98d5-b5e2-00000000001f", "00000000-0000-0000-0000-0000000000fa"),
        *("0F5E378F5498130BA5F218E15A272FCB", "MonthlyReportOfTheYear2026", "a-b-c-d-e-f-a-b-c"),
    ]
)


def paths() -> st.SearchStrategy[str]:
    """Draw paths, perhaps without a slash at the begin."""
    whole = st.lists(_SEGMENTS, min_size=1, max_size=6).map("/".join)
    return st.tuples(st.sampled_from(["/", "/", "", "//"]), whole).map("".join)
