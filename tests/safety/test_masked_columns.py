from __future__ import annotations

import string
from typing import Final

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from usagestats.safety.masked_columns import masked_column, masked_texts
from usagestats.safety.secret_values import MASK
from usagestats.safety.secrets import masked, masked_field

NAMES = frozenset({"clé", "tenant", "x.y", "a b"})
PARTS = st.sampled_from(
    [
        *("user_key", "=", "&", "key", "Key", "sid", "token", "x.y", "tenant", "TENANT", "-", "_"),
        *("ak", "sk", "pat", "sess", "csrf", "cvv", "psk", "jws", "saml", "assertion", "ticket"),
        *(
            "verifier",
            "creds",
            "sign",
            "code=abcd",
            "tokens",
            "connectionstring",
            "pw",
            "pin",
            "id",
        ),
        *("_count", "sort_", "user_%6Bey=a", "[key]", "{", "x", "1"),
        *(
            "/reset/",
            "s3cr3t",
            "token/",
            "%2F",
            "bot1:",
            "license=",
            "Kq7s3cr3tXzP9",
            "user_key+=",
            "T02345678/",
        ),
        *("/", "page", "auth", "code", ".", ",", "~", "+", "basic ", "Bearer ", "session", "%20"),
        *("eyJhbGciOi.J9", "http://u:p@h/", '"', "'", "\\", "%3D", "[0]", ": ", "clé", "ſid", "\n"),
        *(
            "\u212aey",
            "a b",
            "authorization: Digest a=1",
            "pass",
            "pin",
            "%5B",
            "%5D",
            "%3A%2F%2F",
            "%40",
            "]",
        ),
    ]
)
TEXTS = st.lists(
    PARTS | st.text(string.ascii_letters + "=&_-.", max_size=4) | st.text(max_size=3), max_size=12
).map("".join)


@given(st.lists(TEXTS | st.none(), max_size=12), st.sampled_from([frozenset[str](), NAMES]))
@example(["tenant=1&tenant=2", "xtenant=1", "x-tenant=1", None, "", "a b=3&x.y=4&xzy=5"], NAMES)
def test_a_column_is_masked_like_each_of_its_texts(
    texts: list[str | None], names: frozenset[str]
) -> None:
    series = pl.Series("query", texts, dtype=pl.String)
    actual = masked_texts(series, names)

    assert [text if text is None else masked(text, names) for text in texts] == actual.to_list()
    assert actual.name == "query"
    assert series.to_list() == texts


def test_a_plain_query_loses_its_credentials_and_nothing_else() -> None:
    actual = masked_texts(pl.Series(["q=1&user_key=abc&rows=2", "app_id=web", "rows=1"]))

    assert actual.to_list() == [f"q=1&user_key={MASK}&rows=2", "app_id=web", "rows=1"]


@pytest.mark.parametrize("column", ["query", "remote_user", "path"])
@given(texts=st.lists(TEXTS | st.none(), max_size=8))
@example(texts=["bob:s3cr3t\nx", "user_key=a\"b c'd&e=1", 'user_key="a"b&c=1', ":", "&", ""])
def test_a_column_of_requests_is_masked_like_each_of_its_values(
    column: str, texts: list[str | None]
) -> None:
    series = pl.Series(column, texts, dtype=pl.String)
    one_by_one = [text if text is None else masked_field(column, text) for text in texts]

    assert masked_column(series).to_list() == one_by_one


def test_a_value_of_a_query_ends_at_the_next_parameter() -> None:
    queries = ['user_key=a"K&b=1', "user_key=a K", "user_key='a' K&b=1", 'b="1"&user_key="a"K']

    assert masked_column(pl.Series("query", queries)).to_list() == [
        f"user_key={MASK}&b=1",
        f"user_key={MASK}",
        f"user_key='{MASK}&b=1",
        f'b="1"&user_key="{MASK}"',
    ]


@pytest.mark.parametrize("column", ["query", "remote_user", "user_agent"])
@given(texts=st.lists(TEXTS | st.none(), min_size=1, max_size=5))
@example(texts=["bob:s3cr3t", "ann", None])
@example(texts=["GET", "POST"])
def test_a_column_of_few_texts_is_masked_like_each_of_its_values(
    column: str, texts: list[str | None]
) -> None:
    series = pl.Series(column, texts * 1001, dtype=pl.String)
    one_by_one = [text if text is None else masked_field(column, text) for text in texts]
    actual = masked_column(series)

    assert actual.name == column
    assert actual.to_list() == one_by_one * 1001


ODD: Final = (
    *("https%3A//anna:geheim@host.example", "https:%2F%2Fanna:geheim@host.example"),
    *("https%3A//anna%3Ageheim@host", "https%3A/%2Fanna:geheim@host"),
    *(r"a\x5Csk=abcdef12", r"x\x0Ask=geheim99", r"\u000Ask=geheim"),
    *("x%2FTQQQQQQQQ%2FBQQQQQQQQ%2Fabcdef12", "/edit%2F%%374oken%3Dabc/abc123def"),
)


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("name", ["query", "path", "user_agent"])
def test_credentials_in_odd_encodings_are_masked(name: str, text: str) -> None:
    shown = masked_field(name, text)

    assert shown is not None
    assert MASK in shown
    assert masked_column(pl.Series(name, [text]), frozenset()).to_list() == [shown]


@pytest.mark.parametrize("name", ["query", "path", "remote_user", "user_agent"])
@pytest.mark.parametrize("times", [1, 400])
def test_a_coded_column_is_masked_like_its_texts(name: str, times: int) -> None:
    texts = ["user_key=abcd1234", None, "ann:abcd1234", "", "page=2&sid=x", "clé=1"] * times
    plain = pl.Series(name, texts, dtype=pl.String)
    coded = plain.cast(pl.Enum(["unused=1", *plain.drop_nulls().unique()]))

    found = masked_column(coded, NAMES)

    assert (found.name, found.dtype) == (name, pl.String())
    assert found.to_list() == [
        None if one is None else masked_field(name, one, NAMES) for one in texts
    ]
    assert masked_column(coded.clear(), NAMES).to_list() == []


@pytest.mark.parametrize("declared", ["\u0131d", "\u0130d"])
@pytest.mark.parametrize("column", ["query", "referer"])
def test_a_declared_name_with_an_odd_i_is_masked_as_with_care(column: str, declared: str) -> None:
    names = frozenset({declared})
    texts = ["?a=1&id=7788&b=2", "?ID=7788", "?\u0131d=7788", "?ad=7788"]
    expected = [masked_field(column, text, names) for text in texts]

    assert MASK in expected[0]
    assert masked_column(pl.Series(column, texts), names).to_list() == expected
