"""Document and Registry → Catalog."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING

from usagestats.catalog.identify import credential_of
from usagestats.catalog.model import DEFAULT_IDENTIFY, Catalog, Credential, Exclusions
from usagestats.catalog.owners import products_of
from usagestats.catalog.plans import plans_of

if TYPE_CHECKING:
    from usagestats.catalog.document import Document, ExcludeEntry
    from usagestats.catalog.registry import Registry


def catalog_of(document: Document, registry: Registry) -> Catalog:
    """Return the catalog that a document without mistakes describes."""
    products = products_of(document)
    return Catalog(
        products,
        _identify(document),
        _exclusions(document.exclude, registry),
        plans_of(document, products),
        document.counting,
        document.coverage == "continuous",
        document.limit_timezone,
        tuple(document.secrets),
    )


def _identify(document: Document) -> tuple[Credential, ...]:
    if document.identify is None:
        return DEFAULT_IDENTIFY
    return tuple(credential_of(entry.source, is_secret=entry.secret) for entry in document.identify)


def _exclusions(entry: ExcludeEntry, registry: Registry) -> Exclusions:
    identities = (registry.identities_of(text) for text in entry.applications)
    return Exclusions(
        tuple(entry.paths),
        tuple(ip_network(text) for text in entry.addresses),
        tuple(entry.user_agents),
        tuple(entry.statuses),
        frozenset().union(*identities),
    )
