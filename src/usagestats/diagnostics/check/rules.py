"""Warnings of `check` on mapping rules that need no logs, and on rules that overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.catalog.model import ANY
from usagestats.catalog.pattern import path_expression, tokens
from usagestats.classify.rules import rules_of
from usagestats.diagnostics.check.rows import Row
from usagestats.survey.rule_pairs import RulePairs, asks_no_more

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.catalog.model import Catalog, Product, Rule
    from usagestats.classify.rules import OwnedRule
    from usagestats.survey.rule_matches import RuleMatches

NEVER_MATCHES: Final = "rule_never_matches"

_ORDER = (NEVER_MATCHES, "special_characters", "trailing_slash", "mount_without_slash")
_MOST_PAIRS = 50
_OPERATORS = "in a pattern, + and * repeat and ( ) group, as in regular expressions"


def rule_warnings(catalog: Catalog) -> list[Row]:
    """Return the warnings on single rules; a rule that several products share has one warning."""
    rows = [
        row
        for product in catalog.products
        for row in _warnings(RulePairs(product), _in(catalog, product))
    ]
    return sorted(dict.fromkeys(rows), key=lambda row: _ORDER.index(row.name))


def overlap_warnings(catalog: Catalog, findings: RuleMatches | None) -> Iterator[Row]:
    """Return the pairs of rules that count the same requests, the most requests first."""
    found = [
        (findings.pairs[product.name, *pair] if findings else None, product, pair)
        for product in catalog.products
        for pair in RulePairs(product).overlapping()
    ]
    found.sort(key=lambda one: -(one[0] or 0))
    for count, product, pair in found[:_MOST_PAIRS]:
        first, second = (rule_text(rules_of(product)[number], product) for number in pair)
        detail = f"{second} counts the same requests again{_in(catalog, product)}"
        yield Row("warning", "overlapping_rules", first, count, detail)
    if rest := found[_MOST_PAIRS:]:
        count = sum(count or 0 for count, _, _ in rest) if findings else None
        yield Row(
            "warning", "overlapping_rules", "(others)", count, f"{len(rest):,} more pairs of rules"
        )


def rule_text(owned: OwnedRule, product: Product) -> str:
    """Return a rule as text, after its owner: `catalog: GET /foo → foo`."""
    owner = owned.backend.name if owned.backend else product.name
    delta = f" × {owned.rule.delta}" if owned.rule.delta != 1 else ""
    last = ", last" if owned.rule.last else ""
    return f"{owner}: {_condition(owned.rule)} → {owned.rule.metric}{delta}{last}"


def _condition(rule: Rule) -> str:
    if rule.pattern:
        return f"{rule.http_method} {rule.pattern}"
    return f"{'others' if rule.http_method == ANY else rule.http_method} (default)"


def _warnings(pairs: RulePairs, remark: str) -> Iterator[Row]:
    for number, owned in enumerate(pairs.rules):
        text = rule_text(owned, pairs.product)
        if reason := _hidden(pairs, number):
            yield Row("warning", NEVER_MATCHES, text, None, reason + remark)
        if any(symbol == "operator" for symbol, _ in tokens(owned.pattern)):
            yield Row("warning", "special_characters", text, None, _OPERATORS)
        elif (path := _path_without_slash(owned)) and not _is_matched(path, owned, pairs.rules):
            is_whole_mount = owned.rule.pattern.partition("?")[0] == "/"
            name = "mount_without_slash" if is_whole_mount else "trailing_slash"
            shown = owned.pattern.partition("?")[0].rstrip("$/")
            yield Row("warning", name, text, None, f"does not match {shown} (no slash at the end)")


def _hidden(pairs: RulePairs, number: int) -> str | None:
    """Return why a rule can never count; `None` if it can."""
    if rule := pairs.hiding_rule(number):
        return f"no rule is tried after {rule_text(rule, pairs.product)}"
    if mount := pairs.hiding_mount(number):
        return f"requests to {mount.path} go to the backend {mount.backend.name}"
    return None


def _path_without_slash(owned: OwnedRule) -> str | None:
    """Return a path that a pattern ending in a slash matches, but without that slash."""
    parts = tokens(owned.pattern)
    path = "".join(
        "x" if symbol == "wildcard" else text for symbol, text in parts if symbol != "end"
    )
    return path[:-1] if path.endswith("/") and len(path) > 1 else None


def _is_matched(path: str, owned: OwnedRule, rules: Iterable[OwnedRule]) -> bool:
    """Return whether another rule matches the path for all requests that this rule is for."""
    return any(
        other.backend in {None, owned.backend}
        and asks_no_more(other, owned)
        and path_expression(other.pattern).match(path)
        for other in rules
    )


def _in(catalog: Catalog, product: Product) -> str:
    return f", in {product.name}" if len(catalog.products) > 1 else ""
