"""Mistakes between the parts of a catalog: repeated names, unknown backends, shared hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.metric_checks import metric_mistakes
from usagestats.catalog.mistakes import LocatedMistake, nearest, repetitions
from usagestats.catalog.model import DEFAULT_NAME
from usagestats.catalog.owners import products_of
from usagestats.catalog.plans import plan_mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from usagestats.catalog.document import Document, MountEntry
    from usagestats.catalog.mistakes import KeyPath


def mistakes_across(document: Document) -> list[LocatedMistake]:
    """Return the mistakes between the parts of a document whose single values are right."""
    return [
        *_repeated_sources(document),
        *_proxies_without_client(document),
        *_repeated_names(document),
        *metric_mistakes(document),
        *_backend_mistakes(document),
        *_host_mistakes(document),
        *plan_mistakes(document, products_of(document)),
    ]


def _repeated_sources(document: Document) -> Iterator[LocatedMistake]:
    sources = enumerate(document.identify or ())
    key_paths = ((("identify", number), entry.source) for number, entry in sources)
    return repetitions(key_paths, "the credential")


def _proxies_without_client(document: Document) -> Iterator[LocatedMistake]:
    if document.trusted_proxies and not document.client:
        what = "there is no field to look for clients in"
        hint = 'name it, such as client = "field:X-Forwarded-For"'
        yield LocatedMistake(("trusted_proxies",), what, hint)


def _repeated_names(document: Document) -> Iterator[LocatedMistake]:
    sections = (
        ("backends", [backend.name for backend in document.backends]),
        ("products", [product.name for product in document.products]),
        ("plans", [plan.name for plan in document.plans]),
    )
    for section, names in sections:
        key_paths = (((section, number, "name"), name) for number, name in enumerate(names))
        yield from repetitions(key_paths, f"the {section[:-1]}")
    ids = ((("plans", at, "id"), plan.id) for at, plan in enumerate(document.plans) if plan.id)
    yield from repetitions(ids, "the id")
    taken = {backend.name for backend in document.backends}
    for number, product in enumerate(document.products):
        if not product.backends and product.name in taken:
            what = (
                "a product without backends is its own backend, but there is already a backend"
                f" {product.name!r}"
            )
            hint = f'write backends = ["{product.name}"] if it is meant, else take another name'
            yield LocatedMistake(("products", number, "name"), what, hint)


def _backend_mistakes(document: Document) -> Iterator[LocatedMistake]:
    names = [backend.name for backend in document.backends]
    for number, product in enumerate(document.products):
        yield from _mount_mistakes(("products", number, "backends"), product.backends, names)
    if document.products:
        yield from _unused(document, names)
    elif len(names) > 1:
        yield _without_product(names)


def _mount_mistakes(
    key_path: KeyPath, mounts: Sequence[MountEntry], names: Sequence[str]
) -> Iterator[LocatedMistake]:
    for position, mount in enumerate(mounts):
        if mount.name not in names:
            hint = nearest(mount.name, names) or "add it as [[backends]]"
            yield LocatedMistake((*key_path, position), f"no such backend: {mount.name!r}", hint)
    key_paths: list[KeyPath] = [(*key_path, position) for position in range(len(mounts))]
    yield from repetitions(
        zip(key_paths, (mount.name for mount in mounts), strict=True), "the backend"
    )
    yield from repetitions(
        zip(key_paths, (mount.path for mount in mounts), strict=True), "the path"
    )


def _unused(document: Document, names: Sequence[str]) -> Iterator[LocatedMistake]:
    used = {mount.name for product in document.products for mount in product.backends}
    for number, name in enumerate(names):
        if name not in used:
            hint = f'add {{ name = "{name}", path = "/…" }} to the backends of a product'
            yield LocatedMistake(("backends", number), f"no product has the backend {name!r}", hint)


def _without_product(names: Sequence[str]) -> LocatedMistake:
    mounts = ", ".join(f'{{ name = "{name}", path = "/{name}" }}' for name in names)
    return LocatedMistake(
        ("backends",),
        f"there are {len(names)} backends, and no product says under which path each of them is",
        f'add\n[[products]]\nname = "{DEFAULT_NAME}"\nbackends = [{mounts}]',
    )


def _host_mistakes(document: Document) -> Iterator[LocatedMistake]:
    hosts: list[tuple[KeyPath, str]] = [
        (("products", number, "hosts", position), host)
        for number, product in enumerate(document.products)
        for position, host in enumerate(product.hosts)
    ]
    yield from repetitions(hosts, "the host")
    hostless = [number for number, product in enumerate(document.products) if not product.hosts]
    for number in hostless[1:]:
        first, other = document.products[hostless[0]].name, document.products[number].name
        what = f"neither {first!r} nor {other!r} has hosts"
        hint = "only one product may have no hosts: it gets the requests to all other hosts"
        yield LocatedMistake(("products", number), what, hint)
