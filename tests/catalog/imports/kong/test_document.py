from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.imports.kong.configurations import kong, service
from tests.catalog.imports.samples import KONG, imported
from usagestats.catalog.imports.import_file import import_file
from usagestats.errors import UsageError


def test_everything_unsupported_is_listed_with_its_place() -> None:
    places = [text.partition(": ")[0] for text in import_file(KONG).unsupported]

    assert places == [
        "plugins[0]",
        "plugins[2]",
        "services[0].plugins[1]",
        "services[0].routes[1].paths[2]",
        "services[1].routes[0].protocols",
        "services[2].routes[1].headers",
        "services[3].routes[0].methods[2]",
        "services[3].routes[1].hosts[0]",
        "services[3].routes[2].protocols",
        "services[3].routes[3].expression",
        "services[5]",
        "upstreams",
        "consumer_groups",
        "consumers[0].groups",
        "consumers[2].jwt_secrets",
        "keyauth_credentials[1]",
        "consumers[2]",
    ]


def test_a_route_of_its_own_service_by_reference(tmp_path: Path) -> None:
    route = {"name": "r", "paths": ["/r"]}
    by_name = kong(service("s"), routes=[route | {"service": "s"}])
    alone = kong(routes=[route])

    assert imported(tmp_path, by_name).catalog["backends"][0]["name"] == "s"
    assert imported(tmp_path, alone).catalog["backends"][0]["name"] == "r"


@pytest.mark.parametrize(
    ("made", "place", "what"),
    [
        (kong() | {"_format_version": "9"}, "_format_version", "'9'"),
        (kong(routes=[{"service": "gone"}]), "routes[0].service", "no service 'gone'"),
        (kong(service("s", {"hosts": ["a/b"]})), "services[0].routes[0].hosts", "not a host name"),
        (kong(service("s", {"paths": {}})), "services[0].routes[0].paths", "must be a list"),
        ({"_format_version": "3.0", "services": [None]}, "services[0]", "nothing is here"),
        (kong(consumers=[{"tags": []}]), "consumers[0]", "needs a username"),
        (kong(plugins=[{"name": "key-auth", "config": {"key_names": ["a b"]}}]),
         "plugins[0].config.key_names[0]", "query parameter"),
    ],
)  # fmt: skip
def test_what_cannot_be_imported(tmp_path: Path, made: Any, place: str, what: str) -> None:
    with pytest.raises(UsageError) as caught:
        imported(tmp_path, made)

    assert what in caught.value.what
    assert caught.value.where == f"{tmp_path / 'made.json'}: {place}"
