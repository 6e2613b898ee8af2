from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.samples import THREESCALE, imported
from tests.catalog.imports.threescale.written import resource
from usagestats.catalog.imports.import_file import import_file


def test_credentials_in_the_query_identify_applications() -> None:
    identify = import_file(THREESCALE).catalog["identify"]

    assert identify == ["query:shop_key", {"from": "query:client", "secret": False}]


@pytest.mark.parametrize(
    ("authentication", "identify"),
    [
        ({"userkey": {}}, ["query:user_key"]),
        ({"appKeyAppID": {}}, ["query:app_id"]),
        ({"userkey": {"authUserKey": "app_id"}}, [{"from": "query:app_id", "secret": True}]),
        ({"oidc": {}}, None),
        ({"userkey": {"credentials": "authorization"}}, None),
    ],
)
def test_defaults_of_authentication(tmp_path: Path, authentication: Any, identify: Any) -> None:
    deployment = {"apicastHosted": {"authentication": authentication}}
    draft = imported(tmp_path, resource("Product", "p", name="P", deployment=deployment))

    assert draft.catalog.get("identify") == identify
    assert bool(draft.unsupported) == (identify is None)
