"""Short ways to write products, backends and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.model import Backend, Metric, Mount, Product, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def method(name: str, *, is_method: bool = True) -> Metric:
    return Metric(name, name.capitalize(), "hit", is_method)


def rule(
    pattern: str, metric: str, *, http_method: str = "GET", delta: int = 1, last: bool = False
) -> Rule:
    return Rule(http_method, pattern, metric, delta, last)


def backend(
    name: str = "backend", *, rules: Iterable[Rule] = (), metrics: Iterable[Metric] = ()
) -> Backend:
    return Backend(name, tuple(metrics), tuple(rules))


def product(
    mounts: Mapping[str, Backend] | None = None,
    *,
    name: str = "api",
    hosts: Iterable[str] = (),
    rules: Iterable[Rule] = (),
    metrics: Iterable[Metric] = (),
) -> Product:
    placed = tuple(Mount(path, upstream) for path, upstream in (mounts or {}).items())
    return Product(name, tuple(hosts), placed, tuple(metrics), tuple(rules))


def api(*rules: Rule, path: str = "/", own: tuple[Rule, ...] = (), name: str = "api") -> Product:
    """Make a product with one backend, which has the rules and the methods `foo` and `bar`."""
    owner = backend("b", rules=rules, metrics=[method("foo"), method("bar")])
    return product({path: owner}, name=name, rules=own)
