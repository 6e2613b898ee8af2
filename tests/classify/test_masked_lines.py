from __future__ import annotations

from usagestats.catalog.model import DEFAULT_CATALOG, Catalog, Credential
from usagestats.classify.masked_lines import hidden_columns, masked_line

BY_USER = Catalog(identify=(Credential("remote_user", None, is_secret=True),))


def test_a_query_is_no_secret_as_a_whole() -> None:
    assert hidden_columns(DEFAULT_CATALOG) == []
    assert hidden_columns(BY_USER) == ["remote_user"]


def test_secrets_are_masked_by_value_and_by_name() -> None:
    assert masked_line("bob GET /?token=abc bob", ["bob", None], BY_USER) == (
        "*** GET /?token=*** ***"
    )


def test_nothing_is_shown_of_a_line_in_which_the_secret_is_not_found() -> None:
    assert masked_line("b%6fb GET /", ["bob"], BY_USER) == "***"


def test_networks_stand_for_addresses() -> None:
    assert masked_line("203.0.113.9 - GET /", [], BY_USER) == "203.0.113.0/24 - GET /"
