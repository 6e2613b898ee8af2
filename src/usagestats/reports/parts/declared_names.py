"""Names in filters that must be declared: a misspelt one would give a report full of zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.errors import UsageError, did_you_mean
from usagestats.late_pattern import late_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import polars as pl

    from usagestats.catalog.model import Catalog
    from usagestats.reports.parts.filters import Filters

_NEVER_DECLARED: Final = late_pattern(r"\(.*|key:[0-9a-f]{12}")
"""Names that the program gives: `(none)` and the like, and pseudonyms."""


def refuse_undeclared(
    filters: Filters, catalog: Catalog, usage: pl.DataFrame | None = None
) -> None:
    """Make sure that the names in filters are declared where names are, or occur in USAGE.

    Applications, plans and accounts are declared by applications.csv, products and backends by the
    catalog. Where nothing is declared, every name may occur in other logs.

    Args:
        filters: The names.
        catalog: Declares the products and backends.
        usage: USAGE; `None` where logs are not read yet. Applications are then not looked at, since
            logs also have some that are not registered.

    Raises:
        UsageError: A name is not declared, and does not occur.
    """
    if usage is not None:
        _refuse_applications(filters, usage)
    products = catalog.products
    backends = [mount.backend.name for product in products for mount in product.mounts]
    registry = filters.registry
    accounts = {word for one in registry.identities for word in registry.account_words(one)}
    plans = {word for one in registry.identities for word in registry.plan_words(one)}
    plans |= {word for plan in catalog.plans for word in (plan.name, plan.id) if word}
    declared: tuple[tuple[str, Iterable[str], Collection[str]], ...] = (
        ("product", filters.products, {product.name for product in products}),
        ("backend", filters.backends, set(backends)),
        ("plan", filters.plans, plans),
        ("account", filters.accounts, accounts),
    )
    for key, values, known in declared:
        for value in values if known else ():
            if value not in known and not _occurs(value, usage, key):
                hint = did_you_mean(value, known) or _listed(known)
                raise UsageError(f"no such {key}: {value}", where=f"--{key}", hint=hint)


def _refuse_applications(filters: Filters, usage: pl.DataFrame) -> None:
    registry = filters.registry
    if not (registry.identities and filters.applications):
        return
    known = registry.identities.keys() | set(usage["application"].unique())
    for text in filters.applications:
        if registry.identities_of(text).isdisjoint(known) and not _NEVER_DECLARED.fullmatch(text):
            what = "no such application"  # the text may be a credential
            labels = sorted({registry.label(identity) for identity in known})
            absent = "applications.csv has no such name, id or key, and no log has it"
            raise UsageError(what, where="--app", hint=did_you_mean(text, labels) or absent)


def _occurs(value: str, usage: pl.DataFrame | None, key: str) -> bool:
    if _NEVER_DECLARED.fullmatch(value):
        return True
    return usage is not None and key in usage.columns and value in usage[key].unique().to_list()


def _listed(known: Collection[str]) -> str:
    shown = sorted(known)[:10]
    return f"choose from {', '.join(shown)}{', …' if len(known) > len(shown) else ''}"
