"""Warnings of `check` that need logs: rules without requests, requests without a rule."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from usagestats.classify.rules import rules_of
from usagestats.diagnostics.check.rows import Row
from usagestats.diagnostics.check.rules import rule_text
from usagestats.logs.rejects import clipped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from usagestats.catalog.model import Catalog
    from usagestats.survey.rule_matches import RuleMatches
    from usagestats.tables.top_counts import Key, TopCounts

Written = tuple[str, str | None]
"""A key as it is shown: a text without credentials, and a remark."""

_MOST_SHOWN = 10
_LONGEST = 80


def match_warnings(
    catalog: Catalog, findings: RuleMatches, known: Collection[str | None]
) -> Iterator[Row]:
    """Return the rules that matched nothing, and the requests that nothing matched.

    Args:
        catalog: A catalog with products.
        findings: The requests of each rule, and those without a rule.
        known: The texts of rules that have another warning already.
    """
    for text, count in _counts(catalog, findings).items():
        if not count and text not in known:
            detail = "no request in these logs matched it"
            yield Row("warning", "rule_never_matched", text, 0, detail)
    several = len(catalog.products) > 1

    def written(key: Key) -> Written:
        product, http_method, path = key
        text = f"{http_method} {path}" if path else "no path in the request line"
        return _short(text.strip()), product if several else None

    yield from _top("unmatched_requests", findings.unmatched, written)
    yield from _top("unknown_host", findings.unknown_hosts, _host)


def _counts(catalog: Catalog, findings: RuleMatches) -> Counter[str]:
    """Return the number of requests that each rule of the catalog counted, in all its products."""
    counts: Counter[str] = Counter()
    if findings.is_empty():
        return counts
    for product in catalog.products:
        for number, owned in enumerate(rules_of(product)):
            if owned.rule.pattern:
                counts[rule_text(owned, product)] += findings.rules[product.name, number]
    return counts


def _host(key: Key) -> Written:
    return _short(key[0] or "no host in the log"), "no product has this host"


def _short(text: str) -> str:
    shown = clipped(text)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _top(name: str, summary: TopCounts, written: Callable[[Key], Written]) -> Iterator[Row]:
    """Return the most frequent keys, then all others in one row; keys written alike are one."""
    texts: Counter[Written] = Counter()
    for key, count in summary.counts.items():
        texts[written(key)] += count
    ranked = sorted(texts.items(), key=lambda item: (-item[1], item[0][0]))
    for (value, detail), count in ranked[:_MOST_SHOWN]:
        yield Row("warning", name, value, count, detail)
    others = summary.total - sum(count for _, count in ranked[:_MOST_SHOWN])
    if others and summary.first:
        example = ranked[_MOST_SHOWN][0] if len(ranked) > _MOST_SHOWN else written(summary.first)
        detail = f"such as {example[0]}"
        if summary.shortfall:
            detail += f"; every count above may be too low by up to {summary.shortfall:,}"
        yield Row("warning", name, "(others)", others, detail)
