"""The rules by which the decision on a request adds to one metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import DEFAULT_METHODS, HITS
from usagestats.classify.rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.model import Catalog
    from usagestats.classify.decisions import Decided, Decision
    from usagestats.classify.rules import OwnedRule

REQUESTS: Final = "requests"
NO_RULE: Final = "(no mapping rule)"
_OTHER_METHODS: Final = f"any other HTTP method → {HITS}"

Added = tuple[str, bool, int]
"""The text of a rule, whether the product owns it, and its delta."""


def added_by_decisions(decided: Decided, catalog: Catalog, metric: str) -> pl.DataFrame:
    """Return the rules by which each decision adds to a metric.

    A request counts once for the metric `requests`, whatever rules match: they stand in one text.

    Shape: one row per decision and rule: `decision` (its position), `rule`, `is_of_product`,
        `delta`.
    """
    rows = [
        (number, *added)
        for number, decision in enumerate(decided.decisions)
        for added in _added(decision, catalog, metric)
    ]
    schema = {
        "decision": pl.Int64,
        "rule": pl.String,
        "is_of_product": pl.Boolean,
        "delta": pl.Int64,
    }
    return pl.DataFrame(rows, schema, orient="row")


def _added(decision: Decision, catalog: Catalog, metric: str) -> Iterator[Added]:
    if metric == REQUESTS:
        yield " + ".join(_texts(decision, catalog)) or NO_RULE, False, 1
    elif catalog.products:
        for owned in _rules(decision, catalog):
            if owned.adds_to(metric):
                yield owned.text, owned.backend is None, owned.rule.delta
    else:
        for name, _, delta in decision.usage:
            if name == metric:
                yield default_rule(decision), False, delta


def _texts(decision: Decision, catalog: Catalog) -> list[str]:
    if catalog.products:
        return [owned.text for owned in _rules(decision, catalog)]
    return [default_rule(decision)]


def _rules(decision: Decision, catalog: Catalog) -> Iterator[OwnedRule]:
    """Give the rules that counted; none for a request to a host that belongs to no product."""
    if decision.rules:
        rules = next(rules_of(one) for one in catalog.products if one.name == decision.product)
        yield from (rules[number] for number in decision.rules)


def default_rule(decision: Decision) -> str:
    """Return the rule by which requests count where there are no products."""
    added = {metric for metric, *_ in decision.usage}
    named = (f"{verb} → {method}" for verb, method in DEFAULT_METHODS if method in added)
    return next(named, _OTHER_METHODS)
