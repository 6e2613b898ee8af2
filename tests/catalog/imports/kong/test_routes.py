from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalog.imports.kong.configurations import kong, service
from tests.catalog.imports.matching import counted
from tests.catalog.imports.samples import assert_is_valid, imported
from tests.profiles import examples
from usagestats.catalog.imports.draft import Draft


def test_addresses_as_hosts_stand_in_brackets(tmp_path: Path) -> None:
    made = kong(service("s", {"name": "r", "paths": ["/"], "hosts": ["[2001:DB8::1]:8443"]}))
    draft = imported(tmp_path, made)

    assert draft.catalog["products"][0]["hosts"] == ["[2001:db8::1]"]
    assert_is_valid(draft, tmp_path)


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
