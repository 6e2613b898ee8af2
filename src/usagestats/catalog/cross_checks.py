"""Whether the parts of a catalog go together: names, backends and hosts of products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.metric_checks import metric_problems
from usagestats.catalog.mistakes import Problem, nearest, repetitions
from usagestats.catalog.model import DEFAULT_NAME
from usagestats.catalog.owners import products_of
from usagestats.catalog.plans import plan_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.catalog.document import Document, MountEntry
    from usagestats.catalog.mistakes import Place


def problems_across(document: Document) -> list[Problem]:
    """Return what is wrong between the parts of a document whose single values are right."""
    return [
        *_repeated_sources(document),
        *_repeated_names(document),
        *metric_problems(document),
        *_backend_problems(document),
        *_host_problems(document),
        *plan_problems(document, products_of(document)),
    ]


def _repeated_sources(document: Document) -> Iterator[Problem]:
    sources = enumerate(document.identify or ())
    places = ((("identify", number), entry.source) for number, entry in sources)
    return repetitions(places, "the credential")


def _repeated_names(document: Document) -> Iterator[Problem]:
    kinds = (
        ("backends", [backend.name for backend in document.backends]),
        ("products", [product.name for product in document.products]),
        ("plans", [plan.name for plan in document.plans]),
    )
    for kind, names in kinds:
        places = (((kind, number, "name"), name) for number, name in enumerate(names))
        yield from repetitions(places, f"the {kind[:-1]}")
    taken = {backend.name for backend in document.backends}
    for number, product in enumerate(document.products):
        if not product.backends and product.name in taken:
            what = f"a product without backends is its own, and there is a backend {product.name!r}"
            hint = f'write backends = ["{product.name}"] if it is meant, else take another name'
            yield Problem(("products", number, "name"), what, hint)


def _backend_problems(document: Document) -> Iterator[Problem]:
    names = [backend.name for backend in document.backends]
    for number, product in enumerate(document.products):
        yield from _mount_problems(("products", number, "backends"), product.backends, names)
    if document.products:
        yield from _unused(document, names)
    elif len(names) > 1:
        yield _without_product(names)


def _mount_problems(
    place: Place, mounts: Sequence[MountEntry], names: Sequence[str]
) -> Iterator[Problem]:
    for position, mount in enumerate(mounts):
        if mount.name not in names:
            hint = nearest(mount.name, names) or "add it as [[backends]]"
            yield Problem((*place, position), f"no such backend: {mount.name!r}", hint)
    places: list[Place] = [(*place, position) for position in range(len(mounts))]
    yield from repetitions(
        zip(places, (mount.name for mount in mounts), strict=True), "the backend"
    )
    yield from repetitions(zip(places, (mount.path for mount in mounts), strict=True), "the path")


def _unused(document: Document, names: Sequence[str]) -> Iterator[Problem]:
    used = {mount.name for product in document.products for mount in product.backends}
    for number, name in enumerate(names):
        if name not in used:
            hint = f'add {{ name = "{name}", path = "/…" }} to the backends of a product'
            yield Problem(("backends", number), f"no product has the backend {name!r}", hint)


def _without_product(names: Sequence[str]) -> Problem:
    mounts = ", ".join(f'{{ name = "{name}", path = "/{name}" }}' for name in names)
    return Problem(
        ("backends",),
        f"there are {len(names)} backends, and no product says under which path each of them is",
        f'add\n[[products]]\nname = "{DEFAULT_NAME}"\nbackends = [{mounts}]',
    )


def _host_problems(document: Document) -> Iterator[Problem]:
    hosts: list[tuple[Place, str]] = [
        (("products", number, "hosts", position), host)
        for number, product in enumerate(document.products)
        for position, host in enumerate(product.hosts)
    ]
    yield from repetitions(hosts, "the host")
    hostless = [number for number, product in enumerate(document.products) if not product.hosts]
    for number in hostless[1:]:
        first, other = document.products[hostless[0]].name, document.products[number].name
        what = f"neither {first!r} nor {other!r} has hosts"
        hint = "one product may go without: it gets the requests that no other one has"
        yield Problem(("products", number), what, hint)
