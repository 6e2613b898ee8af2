"""Whether metrics are declared once, are the ones that rules add to, and clash with no column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.mistakes import Problem, repetitions
from usagestats.catalog.model import DEFAULT_METRICS, HITS
from usagestats.errors import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.catalog.document import Document, OwnerEntry
    from usagestats.catalog.mistakes import Place


def metric_problems(document: Document) -> Iterator[Problem]:
    """Say which metrics are declared twice, are used but not declared, or have a wrong name."""
    owners = _owners(document)
    for place, owner in owners:
        declared = list(_declared(place, owner))
        yield from repetitions(declared, "the metric")
        yield from _rule_problems(place, owner, [HITS, *(name for _, name in declared)])
    yield from _clashes([one for place, owner in owners for one in _declared(place, owner)])


def _owners(document: Document) -> list[tuple[Place, OwnerEntry]]:
    return [
        *((("backends", number), backend) for number, backend in enumerate(document.backends)),
        *((("products", number), product) for number, product in enumerate(document.products)),
    ]


def _declared(place: Place, owner: OwnerEntry) -> Iterator[tuple[Place, str]]:
    for key, metrics in (("methods", owner.methods), ("metrics", owner.metrics)):
        for position, metric in enumerate(metrics):
            yield (*place, key, position), metric.name


def _rule_problems(place: Place, owner: OwnerEntry, known: list[str]) -> Iterator[Problem]:
    kind = "backend" if place[0] == "backends" else "product"
    for position, rule in enumerate(owner.rules):
        if rule.metric in known:
            continue
        hint = did_you_mean(rule.metric, known) or f'add methods = ["{rule.metric}"] to it'
        if rule.metric == "requests":
            hint = "requests are always counted; a rule adds to hits or to what its owner declares"
        what = f"the {kind} has no metric {rule.metric!r}"
        yield Problem((*place, "rules", position, "metric"), what, hint)


def _clashes(declared: Iterable[tuple[Place, str]]) -> Iterator[Problem]:
    """Refuse a metric whose column a comparison with the previous period would add."""
    declared = list(declared)
    names = {"requests", HITS, *(metric.name for metric in DEFAULT_METRICS)}
    names.update(name for _, name in declared)
    for place, name in declared:
        base, _, suffix = name.rpartition("_")
        if suffix in {"previous", "change"} and base in names:
            what = f"{name!r} is the column that compares {base!r} with the previous period"
            yield Problem(place, what, "take another name")
