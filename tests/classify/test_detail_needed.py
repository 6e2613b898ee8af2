from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from usagestats.catalog.catalog_file import read_catalog
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.classify.alike_paths import alike_paths
from usagestats.classify.detail_needed import detail_needed
from usagestats.tables.declared import Detail

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = """
identify = ["query:key", "remote_user"]

[[backends]]
name = "data"
rules = [
  { http_method = "GET", pattern = "/?state=open&id={id}", metric = "hits" },
  { http_method = "GET", pattern = "/b?state=all&flag", metric = "hits" },
]

[[products]]
name = "api"
backends = [{ name = "data", path = "/" }]
"""
HOUR = timedelta(hours=1)


def test_credentials_count_as_they_are_and_others_by_the_conditions_of_rules(
    tmp_path: Path,
) -> None:
    file = tmp_path / "usagestats.toml"
    file.write_text(CATALOG, encoding="utf-8")
    catalog = read_catalog(file).catalog

    found = detail_needed(catalog, HOUR, {"path"}, ["/v1/"], has_all_texts=True)

    assert found == Detail(
        HOUR,
        frozenset({"key"}),
        frozenset({("state", "open"), ("state", "all"), ("id", None), ("flag", None)}),
        has_all_texts=True,
        paths=alike_paths(catalog, {"path"}, ["/v1/"]),
    )


def test_without_a_catalog_only_credentials_count() -> None:
    found = detail_needed(DEFAULT_CATALOG, HOUR)

    assert found.conditions == frozenset()
    assert found.parameters == frozenset({"user_key", "app_id", "api_key", "apikey"})
