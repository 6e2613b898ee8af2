"""The hosts of 3scale products, and their backends with paths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from usagestats.catalog.checked_values import checked_host, written_host
from usagestats.catalog.imports.draft import one_word
from usagestats.catalog.imports.patterns import mount_path
from usagestats.catalog.imports.threescale.owners import Owner
from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.model import DEFAULT_NAME
from usagestats.catalog.pattern import PatternError

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Findings, Names
    from usagestats.catalog.imports.part import Part

_URLS = ("productionPublicBaseURL", "stagingPublicBaseURL")


def add_hosts(products: list[Owner], findings: Findings) -> None:
    """Give products the hosts of their public URLs; only one product may be without hosts.

    Where several have no URL, they get made-up hosts in a domain that cannot exist (RFC 2606).
    """
    taken: set[str] = set()
    for product in products:
        deployment = product.resource.spec["deployment"]
        urls = [deployment["apicastSelfManaged"][key] for key in _URLS]
        hosts = [host for url in urls if url and (host := _host(url, taken, findings))]
        if hosts:
            product.entry["hosts"] = [written_host(host) for host in hosts]
    hostless = [product for product in products if "hosts" not in product.entry]
    for product in hostless:
        lack = f"{product.resource.label} names no public host"
        if len(hostless) == 1:
            findings.note(f"{lack}: it gets the requests to every host that no other product has")
        else:
            product.entry["hosts"] = [f"{_label(product)}.invalid"]
            findings.note(f"{lack}: put its hosts in the place of {product.entry['hosts'][0]}")


def _label(product: Owner) -> str:
    return str(product.entry["name"]).replace("_", "-").strip("-.").lower() or "product"


def _host(url: Part, taken: set[str], findings: Findings) -> str | None:
    """Return the host of a URL; `None` where a product has it already, or it is malformed."""
    try:
        parts = urlsplit(url.text())
        host = checked_host(parts.netloc.rpartition("@")[2])
    except (Mistake, ValueError) as error:
        what = error.what if isinstance(error, Mistake) else str(error)
        findings.unsupported(url.key_path, what)
        return None
    if parts.path.strip("/"):
        why = f"a product is recognised by its host; the path {parts.path} is ignored"
        findings.unsupported(url.key_path, why)
    if host in taken:
        findings.unsupported(url.key_path, f"{host} is already the host of a product")
        return None
    taken.add(host)
    return host


@dataclass(frozen=True, slots=True)
class Backends:
    """The backends of a file.

    Args:
        by_system_name: The backends; grows by backends that products use and the file lacks.
        names: Gives names to backends.
        alone: The names of products without backends, which backends may not have.
    """

    by_system_name: dict[str, Owner]
    names: Names
    alone: set[str] = field(default_factory=set)

    def of_usage(self, system_name: str, usage: Part, user: Owner, findings: Findings) -> Owner:
        """Return the backend that a product uses.

        A backend that the file lacks becomes one that counts nothing, so that its requests do not
        count for another backend.
        """
        if system_name not in self.by_system_name:
            why = "its Backend is not in the file, so nothing counts there; put both into one file"
            findings.unsupported(usage.key_path, why)
            word = one_word(system_name)
            name = self.names.take(f"{word}-backend" if word in self.alone else word)
            entry = {"name": name, "rules": []}
            self.by_system_name[system_name] = Owner(user.resource, entry, {})
        return self.by_system_name[system_name]


def add_mounts(products: list[Owner], backends: Backends, findings: Findings) -> None:
    """Give products their backends; a backend that no product uses is left out."""
    used: set[str] = set()
    for product in products:
        mounts = _mounts(product, backends, findings)
        used.update(mount["name"] for mount in mounts)
        if mounts:
            product.entry["backends"] = mounts
    for system_name, backend in list(backends.by_system_name.items()):
        if products and backend.entry["name"] not in used:
            findings.unsupported(backend.resource.label, "no Product in the file uses it")
            del backends.by_system_name[system_name]


def _mounts(product: Owner, backends: Backends, findings: Findings) -> list[dict[str, str]]:
    paths: dict[str, str] = {}
    for system_name, usage in product.resource.spec["backendUsages"].entries():
        try:
            path = mount_path(usage["path"].text("/"))
        except PatternError as error:
            findings.unsupported(usage["path"].key_path, str(error))
            continue
        backend = backends.of_usage(system_name.lower(), usage, product, findings)
        name = backend.entry["name"]
        if name in paths.values() or path in paths:
            findings.unsupported(usage.key_path, f"{path} or the backend is already in the product")
        else:
            paths[path] = name
    return [{"name": name, "path": path} for path, name in paths.items()]


def product_of_backends(backends: Backends, findings: Findings) -> dict[str, Any]:
    """Return a product for the backends of a file without products; its paths are made up."""
    names = [backend.entry["name"] for backend in backends.by_system_name.values()]
    findings.note("no Product is in the file: the paths of its backends are made up")
    mounts = [{"name": name, "path": f"/{name}"} for name in names]
    return {"name": DEFAULT_NAME, "backends": mounts}
