from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.kong.configurations import kong
from tests.catalog.imports.samples import KONG, imported
from usagestats.catalog.imports.import_file import import_file


def test_names_of_keys_identify_applications() -> None:
    assert import_file(KONG).catalog["identify"] == ["query:api_token", "query:apikey"]


@pytest.mark.parametrize(
    ("plugin", "identify"),
    [
        ({"name": "key-auth"}, ["query:apikey"]),
        ({"name": "key-auth", "config": {"key_in_query": False}}, None),
        ({"name": "basic-auth"}, ["remote_user"]),
        ({"name": "key-auth", "enabled": False}, None),
    ],
)
def test_plugins_for_authentication(tmp_path: Path, plugin: Any, identify: Any) -> None:
    assert imported(tmp_path, kong(plugins=[plugin])).catalog.get("identify") == identify
