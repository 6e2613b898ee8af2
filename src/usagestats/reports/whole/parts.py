"""The parts of a set of reports: one for each account, application or product.

The part of an account or application is made of its own USAGE and its own entries in the registry,
so that nothing about anybody else can come into it. That of a product is what `--product` shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from usagestats.catalog.registry import Registry
from usagestats.choices import PartKey
from usagestats.periods.in_range import inside
from usagestats.reports.parts.plan_limits import PlanLimits
from usagestats.reports.whole.material import Material
from usagestats.tables.declared import FORGOTTEN, NO_APPLICATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from usagestats.reports.parts.filters import Filters
    from usagestats.reports.whole.question import WholeReport
    from usagestats.tables.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Part:
    """One account, application or product.

    Args:
        kind: Which of them it is.
        key: A text that tells it from every other of its kind.
        name: Its name, or the id of an application, as a filter takes it.
        label: Its name for people.
    """

    kind: PartKey
    key: str
    name: str
    label: str


def keys_of(kind: PartKey) -> tuple[str, ...]:
    """Return the keys of USAGE by which parts differ."""
    return ("product",) if kind is PartKey.PRODUCT else ("application",)


def parts_of(kind: PartKey, question: WholeReport, material: Material) -> list[Part]:
    """Return the parts that have requests in the range, in the order of their labels.

    Requests of nobody known belong to no part: those without an account, or without a credential.
    """
    used = question.filters.apply(inside(material.usage, question.range))
    if kind is PartKey.PRODUCT:
        products = used["product"].cast(pl.String).drop_nulls().unique()
        found = {Part(kind, name, name, name) for name in products}
    else:
        found = _owners(kind, used["application"].cast(pl.String).unique(), question.filters)
    return sorted(found, key=lambda part: (part.label, part.key))


def known_parts(kind: PartKey, question: WholeReport) -> list[Part]:
    """Return the parts that the catalog or the registry has, with or without requests."""
    if kind is PartKey.PRODUCT:
        names = (product.name for product in question.catalog.products)
        return [Part(kind, name, name, name) for name in names]
    return list(_owners(kind, question.filters.registry.identities, question.filters))


def only(part: Part, question: WholeReport, material: Material) -> tuple[WholeReport, Material]:
    """Return the question and the material of a part."""
    filters = question.filters
    if part.kind is PartKey.PRODUCT:
        filters = replace(filters, products=(part.name,))
        coverage = _of_times_only(material.coverage)
        own = replace(material, coverage=coverage, known_counts=None)
        return _asked(question, filters), own
    chosen_applications = filters.of_applications()
    usage = chosen_applications.apply(material.usage)
    identities = [
        identity
        for identity in usage["application"].cast(pl.String).unique()
        if _owner(part.kind, identity, filters) == part
    ]
    registry = Registry(
        {
            identity: application
            for identity, application in filters.registry.identities.items()
            if _owner(part.kind, identity, filters) == part
        }
    )
    is_theirs = pl.col("application").cast(pl.String).is_in(identities)
    theirs = material.only(
        "application", lambda one: chosen_applications.apply(one).filter(is_theirs)
    )
    chosen = replace(
        filters,
        registry=registry,
        accounts=(part.name,) if part.kind is PartKey.ACCOUNT else (),
        applications=(part.name,) if part.kind is PartKey.APPLICATION else (),
        plans=(),
    )
    return (
        _asked(question, chosen),
        Material(theirs, None, _of_times_only(material.coverage), None),
    )


def _of_times_only(coverage: Coverage) -> Coverage:
    """Return the times that logs cover, without the paths of logs that are missing."""
    return replace(coverage, missing=())


def _asked(question: WholeReport, filters: Filters) -> WholeReport:
    limits = question.plan_limits
    return replace(question, plan_limits=PlanLimits(limits.catalog, filters, limits.slot))


def _owners(kind: PartKey, identities: Iterable[str], filters: Filters) -> set[Part]:
    found = (_owner(kind, identity, filters) for identity in identities)
    return {part for part in found if part is not None}


def _owner(kind: PartKey, identity: str, filters: Filters) -> Part | None:
    """Return the account or application of an identity; `None` where it has none."""
    registry = filters.registry
    if identity in {NO_APPLICATION, FORGOTTEN}:
        return None
    if kind is PartKey.APPLICATION:
        own_id = registry.id(identity)
        return Part(kind, own_id, own_id, registry.label(identity))
    name, account_id = registry.account(identity), registry.account_id(identity)
    label = registry.account_label(identity)
    if name is None or label is None:
        return None
    return Part(kind, f"name {name}" if account_id is None else f"id {account_id}", name, label)
