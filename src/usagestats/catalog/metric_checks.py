"""Mistakes with metrics: declared twice, used but not declared, or named as another column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.mistakes import LocatedMistake, repetitions
from usagestats.catalog.model import DEFAULT_METRICS, HITS
from usagestats.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.catalog.document import Document, OwnerEntry
    from usagestats.catalog.mistakes import KeyPath


def metric_mistakes(document: Document) -> Iterator[LocatedMistake]:
    """Yield the metrics that are declared twice, used but not declared, or named as a column."""
    owners = _owners(document)
    for key_path, owner in owners:
        declared = list(_declared(key_path, owner))
        yield from repetitions(declared, "the metric")
        yield from _rule_mistakes(key_path, owner, [HITS, *(name for _, name in declared)])
    yield from _clashes([one for key_path, owner in owners for one in _declared(key_path, owner)])


def _owners(document: Document) -> list[tuple[KeyPath, OwnerEntry]]:
    return [
        *((("backends", number), backend) for number, backend in enumerate(document.backends)),
        *((("products", number), product) for number, product in enumerate(document.products)),
    ]


def _declared(key_path: KeyPath, owner: OwnerEntry) -> Iterator[tuple[KeyPath, str]]:
    for key, metrics in (("methods", owner.methods), ("metrics", owner.metrics)):
        for position, metric in enumerate(metrics):
            yield (*key_path, key, position), metric.name


def _rule_mistakes(
    key_path: KeyPath, owner: OwnerEntry, known: list[str]
) -> Iterator[LocatedMistake]:
    owner_type = "backend" if key_path[0] == "backends" else "product"
    for position, rule in enumerate(owner.rules):
        if rule.metric in known:
            continue
        hint = did_you_mean(rule.metric, known) or f'add methods = ["{rule.metric}"] to it'
        if rule.metric == "requests":
            hint = "requests are always counted; a rule adds to hits or to what its owner declares"
        what = f"the {owner_type} has no metric {rule.metric!r}"
        yield LocatedMistake((*key_path, "rules", position, "metric"), what, hint)


def _clashes(declared: Iterable[tuple[KeyPath, str]]) -> Iterator[LocatedMistake]:
    """Yield the metrics with the name of a column that a comparison of periods adds."""
    declared = list(declared)
    names = {"requests", HITS, *(metric.name for metric in DEFAULT_METRICS)}
    names.update(name for _, name in declared)
    for key_path, name in declared:
        base, _, suffix = name.rpartition("_")
        if suffix in {"previous", "change"} and base in names:
            what = f"{name!r} is the column that compares {base!r} with the previous period"
            yield LocatedMistake(key_path, what, "take another name")
