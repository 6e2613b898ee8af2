from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from tests.safety.queries import queries
from usagestats.safety import masked_parameters
from usagestats.safety.masked_parameters import masked_queries
from usagestats.safety.secret_values import MASK
from usagestats.safety.secrets import masked, masked_field

if TYPE_CHECKING:
    from collections.abc import Callable

DECLARED = (
    frozenset[str](),
    frozenset({"tenant", "x.y"}),
    frozenset({"clé", "tenant", "a b"}),
    frozenset({"/reset/{code}", "limit", "Tenant"}),
    frozenset({"15"}),
)


@settings(max_examples=examples(400))
@given(st.lists(queries() | st.none(), max_size=8), st.sampled_from(DECLARED))
@example(["", None, "&", "a&&b=1", "=user_key=1", "user_key", "user_key=", "keyboard"], DECLARED[0])
@example(["a=1&lt;user_key&gt;abc&lt;/user_key&gt;", "user_key=&gt;abc", "key=>abc"], DECLARED[0])
@example([r"a=\x2FAbC1dEf2GhI3jKl4MnO5pQr6", r"a=\u002fAbC1dEf2GhI3jKl4MnO5pQr6"], DECLARED[0])
@example(["hash=/users/TENANT=/a1&limit=1", "state=a1b2c3d4e5f6&x.tenant=a]"], DECLARED[3])
@example(["a=bot1:bcdefg&1= [04/May/2026:10:15:30 +0000]", "\u212aak=abc"], DECLARED[0])
@example(["state=2026-05-04T10:15", "q=2026-05-04T10:15:30Z&t=2026-05-04T10:15:30Z"], DECLARED[0])
@example(["q=2026-05-04T10:15:30Z&t=1"], DECLARED[4])
@example(["user_key='a&b'&c=1", r"user_key=\x22a&b\x22&c=1", "user_key=%27a&b%27&c=1"], DECLARED[0])
@example(["a=<token>b&c<", "user_key=)", "q=user_key%253Dabc", "q=user_key%3Aabc"], DECLARED[0])
@example(["code=ab]]", "ticket=a1b2c3]]]]]]", "user_key=]", "user_key=a]", "code=k=1"], DECLARED[0])
@example(["api_key=1&a=cookie:b&c=d", "a=%3Ctoken%3Eabc&b=c%3C", "key=[a&b=c]"], DECLARED[0])
def test_queries_are_masked_like_each_of_them(
    texts: list[str | None], names: frozenset[str]
) -> None:
    series = pl.Series("query", texts, dtype=pl.String)
    expected = [text if text is None else masked_field("query", text, names) for text in texts]

    actual = masked_queries(series, names)

    assert expected == actual.to_list()
    assert actual.name == "query"
    assert series.to_list() == texts


@pytest.mark.parametrize(
    "texts",
    [
        [f"user_key=k{number}&limit=1&user_id={number}" for number in range(50)],
        [f"q=a+keyboard&sort_key=a&code=a{number}bcd&page=1" for number in range(50)],
        [f"state=Kq7s3cr3tXzP{number}&ticket=summer&sign=x%2F{number}%3D" for number in range(50)],
        [f'user_key=k{number}&q="café"' for number in range(50)],
        [f"since=2026-05-04T10:15:{number + 10}Z&mail=a{number}%40b.org" for number in range(50)],
        [f"q=caf%C3%A9%20{number}&designer=x-{number}.y&license=MIT" for number in range(50)],
    ],
)
def test_usual_queries_are_not_looked_at_one_by_one(
    texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = [masked_field("query", text) for text in texts]
    calls = counted(monkeypatch)

    assert masked_queries(pl.Series("query", texts), frozenset()).to_list() == expected
    assert len(calls) <= 6


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts that will be masked one by one from now on."""
    calls: list[str] = []

    def noted(function: Callable[..., str]) -> Callable[..., str]:
        def call(text: str, names: frozenset[str]) -> str:
            calls.append(text)
            return function(text, names)

        return call

    monkeypatch.setattr(masked_parameters, "masked", noted(masked))
    return calls


def test_credentials_of_all_kinds_are_masked_in_one_column() -> None:
    texts = [
        "user_key=abc&a=1",
        "code=404&code=abcd",
        "state=a1b2c3d4e5f6&k=1",
        "q=x%3Dtoken%3Dabc",
    ]

    assert masked_queries(pl.Series(texts), frozenset()).to_list() == [
        f"user_key={MASK}&a=1",
        f"code=404&code={MASK}",
        f"state={MASK}&k=1",
        f"q=x%3Dtoken%3D{MASK}",
    ]
