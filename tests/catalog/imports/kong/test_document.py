from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import KONG, KONG_BY_PATH, assert_is_valid, imported
from tests.profiles import examples
from usagestats.catalog.imports.draft import Draft
from usagestats.catalog.imports.import_file import import_file
from usagestats.errors import UsageError


def kong(*services: dict[str, Any], **sections: Any) -> dict[str, Any]:
    return {"_format_version": "3.0", "services": list(services)} | sections


def service(name: str, *routes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": name, "host": f"{name}.internal", "routes": list(routes)} | more


@pytest.mark.parametrize(
    ("http_method", "path", "route"),
    [
        ("GET", "/", "pages"),
        ("GET", "/about", "pages"),
        ("GET", "/api", "pages"),
        ("GET", "/api/users", "users"),
        ("PUT", "/api/users/", "users"),
        ("GET", "/api/users/7", "one-user"),
        ("GET", "/api/users/7/x", "users"),
        ("GET", "/api/orders", "orders"),
        ("GET", "/api/orders/7/lines", "order-lines"),
        ("POST", "/api/orders/7/lines", "orders"),
        ("GET", "/api/orders-archive/1", "archive"),
    ],
)
def test_services_told_apart_by_path_are_backends(http_method: str, path: str, route: str) -> None:
    catalog = import_file(KONG_BY_PATH).catalog

    assert counted(catalog, "any", http_method, path) == Counter([route])
    assert {mount["name"]: mount["path"] for mount in catalog["products"][0]["backends"]} == {
        "users": "/api/users",
        "orders-archive": "/api/orders-archive",
        "orders": "/api/orders",
        "site": "/",
    }


@pytest.mark.parametrize(
    ("host", "http_method", "path", "route"),
    [
        ("api.example.com", "GET", "/users/7/avatar.png", "user-avatar"),
        ("api.example.com", "GET", "/users/7/face/", "user-avatar"),
        ("api.example.com", "POST", "/users/7/avatar.png", "users-api"),
        ("api.example.org", "GET", "/users", "users-api"),
        ("api.example.org", "GET", "/shop/v2/orders/1", "orders"),
        ("api.example.org", "GET", "/healthz", "site_1"),
        ("notes.example.org", "HEAD", "/notes/1", "read-notes"),
        ("notes.example.org", "POST", "/notes/1", "write-notes"),
        ("notes.example.org", "PUT", "/notes/1", None),
        ("notes.example.org", "GET", "/healthz", "health"),
        ("x.example.net", "GET", "/wild(1)", "wild"),
        ("api.example.org", "GET", "/wild(1)", "site_1"),
    ],
)
def test_where_more_than_the_path_decides_products_have_the_rules(
    host: str, http_method: str, path: str, route: str | None
) -> None:
    catalog = import_file(KONG).catalog

    assert counted(catalog, host, http_method, path) == Counter([route] if route else [])


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


def test_keys_of_consumers_are_hashed() -> None:
    draft = import_file(KONG)
    hashed = [
        f"sha256:{sha256(key).hexdigest()}" if key else ""
        for key in (b"alice-key-1", b"alice-key-2", b"", b"dave-key")
    ]

    assert [row["key"] for row in draft.applications] == hashed
    assert [row["id"] for row in draft.applications] == [
        "1001",
        "1001",
        "bob@example.org",
        "dave-7",
    ]
    assert draft.applications[0]["created_at"] == "2024-05-06"
    for secret in ("alice-key", "dave-key", "hunter2", "hunter3"):
        assert secret not in str(draft)


def test_remote_users_are_taken_over_as_they_are_written(tmp_path: Path) -> None:
    users = [{"username": user} for user in ("bob", "bob\t", "=1")]
    consumer = {"username": "=x", "custom_id": "7", "basicauth_credentials": users}
    draft = imported(tmp_path, kong(consumers=[consumer]))

    assert [(row["id"], row["name"]) for row in draft.applications] == [
        ("bob", "=x"),
        ("bob\t", "=x"),
        ("=1", "=x"),
    ]


def test_addresses_as_hosts_stand_in_brackets(tmp_path: Path) -> None:
    made = kong(service("s", {"name": "r", "paths": ["/"], "hosts": ["[2001:DB8::1]:8443"]}))
    draft = imported(tmp_path, made)

    assert draft.catalog["products"][0]["hosts"] == ["[2001:db8::1]"]
    assert_is_valid(draft, tmp_path)


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


@pytest.mark.parametrize(
    ("path", "version", "patterns"),
    [
        ("/a/b", "3.0", ["/a/b"]),
        ("/a/", "3.0", ["/a/"]),
        ("/a b", "3.0", ["/a%20b"]),
        ("/a+b", "3.0", ["/a{any}b"]),
        (r"~/v\d+/x", "3.0", ["/v{any}/x"]),
        (r"/v\d+/x", "2.1", ["/v{any}/x"]),
        (r"~/(?<id>[^/]+)\.json$", "3.0", ["/{id}.json$"]),
        (r"~/(?P<id>\w{2,4})", "1.1", ["/{id}"]),
        (r"~^/x/(?:[a-z0-9-]+)/?$", "3.0", ["/x/{any}$", "/x/{any}/$"]),
        (r"~/x/.*", "3.0", ["/x/"]),
        (r"~/x/(.*)$", "3.0", ["/x/"]),
        (r"~/x/.+", "3.0", ["/x/{any}"]),
        (r"~/x(?:/(.*))?$", "3.0", []),
        (r"~/x/(a|b)", "3.0", []),
        (r"~/x/[^/]*", "3.0", []),
        (r"~/x/.", "3.0", []),
        (r"~/x/[^a]+", "3.0", []),
        (r"~/ab+", "3.0", []),
        (r"~/x(?i)y", "3.0", []),
    ],
)
def test_paths_of_routes(tmp_path: Path, path: str, version: str, patterns: list[str]) -> None:
    made = kong(service("s", {"name": "r", "paths": [path]})) | {"_format_version": version}
    draft = imported(tmp_path, made)
    rules = [rule for backend in draft.catalog.get("backends", ()) for rule in backend["rules"]]

    assert [rule["pattern"] for rule in rules] == patterns
    assert [text.partition(": ")[0] for text in draft.unsupported] == (
        [] if patterns else ["services[0].routes[0].paths[0]"]
    )


def test_products_where_a_service_counts_the_same_share_its_backend(tmp_path: Path) -> None:
    draft = imported(
        tmp_path,
        kong(
            service("s", {"name": "all", "paths": ["/s"]}),
            service("u", {"name": "more", "paths": ["/u"]}),
            service("t", {"name": "own", "paths": ["/t"], "hosts": ["t.example"]}),
        ),
    )

    assert sorted(backend["name"] for backend in draft.catalog["backends"]) == ["s", "t", "u"]
    assert counted(draft.catalog, "t.example", "GET", "/t/1") == Counter(["own"])
    assert counted(draft.catalog, "t.example", "GET", "/s") == Counter(["all"])
    assert counted(draft.catalog, "other", "GET", "/t/1") == Counter()


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
        (kong(service("s", {"hosts": ["a/b"]})), "services[0].routes[0].hosts", "no host name"),
        (kong(service("s", {"paths": {}})), "services[0].routes[0].paths", "must be a list"),
        ({"_format_version": "3.0", "services": [None]}, "services[0]", "nothing stands here"),
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


HOSTS = ("a.example", "b.example")
PATHS = ("/", "/x", "/xy", "/x/y", "/x/", "/z")
ROUTES = st.fixed_dictionaries(
    {},
    optional={
        "hosts": st.lists(st.sampled_from(HOSTS), min_size=1, max_size=2, unique=True),
        "methods": st.lists(st.sampled_from(["GET", "POST"]), min_size=1, max_size=2, unique=True),
        "paths": st.lists(st.sampled_from(PATHS), min_size=1, max_size=2, unique=True),
    },
)


def routed_by_kong(made: dict[str, Any], host: str, http_method: str, path: str) -> list[str]:
    """The routes that Kong may choose: of the first rank that fits (it defines no order within)."""
    found = []
    for one in made["services"]:
        for route in one["routes"]:
            fits = host in route.get("hosts", [host])
            fits = fits and http_method in route.get("methods", [http_method])
            points = ("hosts" in route) + ("methods" in route)
            found += [
                (-points, -len(prefix), route["name"])
                for prefix in route.get("paths", [""])
                if fits and path.startswith(prefix)
            ]
    return [name for *rank, name in found if rank == list(min(found)[:2])]


@settings(max_examples=examples(200))
@given(st.lists(st.lists(ROUTES, min_size=1, max_size=3), min_size=1, max_size=3))
def test_requests_count_for_the_route_that_kong_chooses(routes: list[list[dict[str, Any]]]) -> None:
    services = [
        service(f"s{n}", *({"name": f"s{n}r{m}"} | route for m, route in enumerate(own)))
        for n, own in enumerate(routes)
    ]
    with TemporaryDirectory() as folder:
        draft: Draft = imported(Path(folder), kong(*services))
        assert_is_valid(draft, Path(folder))
    for host in (*HOSTS, "c.example"):
        for http_method in ("GET", "POST"):
            for path in ("/", "/x", "/x/y/1", "/xyz", "/z/1", "/q"):
                usage = counted(draft.catalog, host, http_method, path)
                chosen = routed_by_kong(kong(*services), host, http_method, path)
                assert usage.total() == bool(chosen)
                assert set(usage) <= set(chosen)
