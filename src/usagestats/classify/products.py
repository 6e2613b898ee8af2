"""The product that a request is for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog, Product

NOWHERE: Final = "(none)"
"""The product of an unknown host, and the backend of a request that no backend's path fits."""


def product_of(catalog: Catalog, host: str | None) -> Product | None:
    """Return the product that names a virtual host, else the product without hosts.

    Where the log names no host and there is only one product, that one is returned.
    """
    for product in catalog.products:
        if host in product.hosts:
            return product
    rest = [product for product in catalog.products if not product.hosts]
    if host is None and not rest and len(catalog.products) == 1:
        rest = list(catalog.products)
    return rest[0] if rest else None
