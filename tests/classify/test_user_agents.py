from __future__ import annotations

import polars as pl
import pytest

from usagestats.classify.user_agents import product_token, product_tokens
from usagestats.frames import coded


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        ("curl/8.5.0", "curl"),
        ("python-requests/2.32.3", "python-requests"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0 Safari/537.36", "Mozilla"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
        ("Mozilla/5.0 (compatible;)", "Mozilla"),
        ("city-map/2.1 (Android 15)", "city-map"),
        ("My App 1.2", "My"),
        ("(none)", "none"),
        ("/", None),
        ("  ", None),
    ],
)
def test_the_product_token_is_the_name_without_a_version(
    user_agent: str, token: str | None
) -> None:
    assert product_token(user_agent) == token


def test_tokens_are_short_without_credentials_and_coded_where_user_agents_are() -> None:
    texts = ["curl/8.5.0", None, "x" * 150, "curl/7.1", "token=s3cr3tvalue99", "-"]
    agents = pl.Series("user_agent", texts, dtype=pl.String)

    for column in (agents, coded(agents)):
        found = product_tokens(column)
        assert found.cast(pl.String).to_list() == ["curl", None, "x" * 64, "curl", "token=***", "-"]
        assert isinstance(found.dtype, pl.Enum) is isinstance(column.dtype, pl.Enum)
