"""The detail of REQUESTS that mapping needs: what it does not look at may be dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.classify.alike_paths import alike_paths
from usagestats.classify.exclusions import excluded_ranges
from usagestats.tables.declared import Detail

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import timedelta

    from usagestats.catalog.model import Catalog


def detail_needed(
    catalog: Catalog,
    slot: timedelta,
    keys: Collection[str] = (),
    prefixes: Iterable[str] = (),
    *,
    has_all_texts: bool = False,
) -> Detail:
    """Return the detail for requests that are mapped and classified.

    Args:
        catalog: The catalog that they are mapped by.
        slot: The width of time in which equal requests may be one row.
        keys: Keys of CLASSIFIED that are made from them.
        prefixes: The texts that the key `is_on_path` is about.
        has_all_texts: As `Detail` has it.
    """
    return Detail(
        slot,
        _credentials(catalog),
        _conditions(catalog),
        has_all_texts=has_all_texts,
        paths=alike_paths(catalog, keys, prefixes),
        client_ranges=excluded_ranges(catalog),
    )


def _credentials(catalog: Catalog) -> frozenset[str]:
    named = (one.parameter for one in catalog.identify if one.column == "query")
    return frozenset(name for name in named if name is not None)


def _conditions(catalog: Catalog) -> frozenset[tuple[str, str | None]]:
    """Return the conditions of all rules on the query; without a name none is ever met."""
    if not catalog.products:
        return frozenset()
    from usagestats.catalog.pattern import conditions
    from usagestats.classify.rules import rules_of

    rules = (owned for product in catalog.products for owned in rules_of(product))
    found = (one for owned in rules for one in conditions(owned.pattern))
    return frozenset((one.parameter, one.value) for one in found if one.parameter)
