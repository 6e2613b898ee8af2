"""Resources of the 3scale operator → a draft with the same products, backends and applications.

Source: 3scale-operator, `apis/capabilities/v1beta1` and `doc/product-reference.md`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from usagestats.catalog.checked_values import checked_name
from usagestats.catalog.imports.draft import Findings, Names, one_word
from usagestats.catalog.imports.threescale.applications import application_rows
from usagestats.catalog.imports.threescale.authentication import sources_of
from usagestats.catalog.imports.threescale.owners import every_metric_name, owner_of
from usagestats.catalog.imports.threescale.plans import Plans
from usagestats.catalog.imports.threescale.products import (
    Backends,
    add_hosts,
    add_mounts,
    product_of_backends,
)
from usagestats.catalog.imports.threescale.resources import is_threescale, resources_of
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Draft
    from usagestats.catalog.imports.part import Part
    from usagestats.catalog.imports.threescale.owners import Owner
    from usagestats.catalog.imports.threescale.resources import Resource

__all__ = ["import_threescale", "is_threescale"]

_READ = frozenset(("Product", "Backend", "Application", "DeveloperAccount"))
_OTHER_KINDS = {
    "ActiveDoc": "documentation does not count anything",
    "ApplicationAuth": "credentials are in Secrets; write them into applications.csv",
    "CustomPolicyDefinition": "policies are not read",
    "DeveloperUser": "people are not read",
    "OpenAPI": "import the OpenAPI document itself, or the Product that the operator made of it",
    "Secret": "Secrets are not read; write credentials into applications.csv",
}


def import_threescale(documents: list[Part]) -> Draft:
    """Draft a catalog from resources.

    Raises:
        UsageError: There is neither a Product nor a Backend, or one of them is malformed.
    """
    findings = Findings()
    resources = resources_of(documents)
    for resource in resources:
        if resource.kind not in _READ:
            why = _OTHER_KINDS.get(resource.kind, "resources of this kind are not read")
            findings.unsupported(resource.label, why)
    if not any(resource.kind in {"Product", "Backend"} for resource in resources):
        hint = "put the resources of kind Product and Backend into one file"
        raise UsageError("has neither a Product nor a Backend", where=documents[0].file, hint=hint)
    return _draft(resources, findings)


def _draft(resources: list[Resource], findings: Findings) -> Draft:
    backends = Backends({}, Names(checked_name))
    words = every_metric_name(resources)
    for resource in _of_kind("Backend", resources):
        name = backends.names.take(resource.system_name)
        backends.by_system_name[resource.system_name] = owner_of(resource, name, words, findings)
    products = _products(resources, words, backends, findings)
    add_hosts(products, findings)
    add_mounts(products, backends, findings)
    plans = Plans(backends, findings)
    catalog: dict[str, Any] = {
        "identify": sources_of([product.resource for product in products], findings),
        "backends": [backend.entry for backend in backends.by_system_name.values()],
        "products": [product.entry for product in products],
        "plans": [plan for product in products for plan in plans.of_product(product)],
    }
    if not products and len(backends.by_system_name) > 1:
        catalog["products"] = [product_of_backends(backends, findings)]
    return findings.draft(catalog, application_rows(resources, plans.names, findings))


def _products(
    resources: list[Resource], words: set[str], backends: Backends, findings: Findings
) -> list[Owner]:
    """Return the products; a product without backends may not have the name of a backend."""
    taken = {backend.entry["name"] for backend in backends.by_system_name.values()}
    names, products = Names(checked_name), []
    for resource in _of_kind("Product", resources):
        name = one_word(resource.system_name)
        is_alone = not resource.spec["backendUsages"]
        name = names.take(f"{name}-product" if is_alone and name in taken else name)
        backends.alone.update([name] if is_alone else [])
        products.append(owner_of(resource, name, words, findings))
    return products


def _of_kind(kind: str, resources: list[Resource]) -> list[Resource]:
    """Return the resources of a kind, by unique system names."""
    found: dict[str, Resource] = {}
    for resource in resources:
        if resource.kind == kind:
            if resource.system_name in found:
                raise resource.spec.error(f"{kind} {resource.system_name!r} occurs twice")
            found[resource.system_name] = resource
    return list(found.values())
