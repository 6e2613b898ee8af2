from __future__ import annotations

import string

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from usagestats.safety.masked_columns import masked_texts
from usagestats.safety.secret_values import MASK
from usagestats.safety.secrets import masked

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
