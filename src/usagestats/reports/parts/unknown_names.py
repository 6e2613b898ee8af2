"""Warnings of names in filters that no request has, or that are not registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.errors import did_you_mean
from usagestats.reports.parts.filters import NO_HTTP_METHOD

if TYPE_CHECKING:
    import polars as pl

    from usagestats.reports.parts.filters import Filters, Words


def without_requests(filters: Filters, usage: pl.DataFrame) -> tuple[str, ...]:
    """Return a warning for each name that does not occur in USAGE, which has the filters' keys.

    The keys may also be those of the rows of `requests`, where excluded requests have no owners.
    """
    registry = filters.registry
    warnings = []
    if filters.applications:
        known = usage["application"].drop_nulls().unique().to_list()
        labels = [registry.label(identity) for identity in known]
        warnings += [
            _unknown("application", _shown(filters, text), text, labels)
            for text in filters.applications
            if registry.identities_of(text).isdisjoint(known)
        ]
    http_methods = tuple(name for name in filters.http_methods if name != NO_HTTP_METHOD)
    chosen: tuple[tuple[str, tuple[str, ...], str, Words], ...] = (
        ("product", filters.products, "product", lambda name: {name}),
        ("backend", filters.backends, "backend", lambda name: {name}),
        ("plan", filters.plans, "application", registry.plan_words),
        ("account", filters.accounts, "application", registry.account_words),
        ("http_method", http_methods, "http_method", lambda name: {name.upper()}),
    )
    for key, values, column, words in chosen:
        known = _names(usage, column, words) if values else []
        warnings += [_unknown(key, value, value, known) for value in values if value not in known]
    if filters.path_prefixes and not usage["is_on_path"].any():
        prefixes = " or ".join(filters.path_prefixes)
        warnings.append(f"no request has a path that begins with {prefixes}")
    return tuple(warnings)


def not_registered(filters: Filters) -> tuple[str, ...]:
    """Return a warning for each application, plan or account that is not in the registry."""
    registry = filters.registry
    known = registry.identities.keys()
    labels = sorted({registry.label(identity) for identity in known})
    warnings = [
        _warning("application", _shown(filters, text), text, labels, "not registered:")
        for text in filters.applications
        if registry.identities_of(text).isdisjoint(known)
    ]
    of_key: tuple[tuple[str, tuple[str, ...], Words], ...] = (
        ("plan", filters.plans, registry.plan_words),
        ("account", filters.accounts, registry.account_words),
    )
    for key, values, words in of_key:
        names = sorted({word for identity in known for word in words(identity)})
        warnings += [_warning(key, one, one, names, "no") for one in values if one not in names]
    return tuple(warnings)


def _shown(filters: Filters, application: str) -> str | None:
    """Return the label of a registered application, or a pseudonym.

    `None` for an unknown text: it may be a credential.
    """
    registry = filters.registry
    registered = registry.identities_of(application) & registry.identities.keys()
    if registered:
        return registry.label(min(registered))
    return application if application.startswith("key:") else None


def _names(usage: pl.DataFrame, key: str, words: Words) -> list[str]:
    """Return the words for the values of a column, sorted; none if USAGE does not have it."""
    values = usage[key].drop_nulls().unique().to_list() if key in usage.columns else []
    return sorted({word for value in values for word in words(value)})


def _unknown(key: str, shown: str | None, value: str, known: list[str]) -> str:
    return _warning(key, shown, value, known, "no request of" if shown else "no request of the")


def _warning(key: str, shown: str | None, value: str, known: list[str], missing: str) -> str:
    question = did_you_mean(value, known)
    named = f"{missing} {key} {shown}" if shown else f"{missing} {key} given"
    return named + (f"; {question}" if question else "")
