"""The fingerprint of a catalog: two catalogs that map requests alike have the same one."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from usagestats.catalog.model import Catalog

_DIGITS = 12


def fingerprint(catalog: Catalog) -> str:
    """Return a digest of the products, the identification and the exclusions.

    Plans, `currency`, `limit_timezone`, `counting` and `coverage` are not part of it: reports apply
    them to counted usage. A report from the store warns where requests in its range have another
    fingerprint.
    """
    mapped_by: tuple[object, ...] = (catalog.products, catalog.identify, catalog.exclude)
    if catalog.client and catalog.exclude.networks:  # a store keeps no clients, so only these count
        mapped_by = (*mapped_by, catalog.client, catalog.trusted_proxies)
    return sha256(repr(_canonical(mapped_by)).encode()).hexdigest()[:_DIGITS]


def _canonical(value: object) -> object:
    """Return an equivalent value whose text does not depend on the order of sets."""
    if is_dataclass(value):
        named = ((field.name, _canonical(getattr(value, field.name))) for field in fields(value))
        return type(value).__name__, *named
    if isinstance(value, tuple):
        return tuple(_canonical(one) for one in value)
    if isinstance(value, frozenset):
        return sorted(repr(_canonical(one)) for one in value)
    return str(value) if value is not None else None
