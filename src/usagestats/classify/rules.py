"""The mapping rules that a request matches, and the usage that they add: one request at a time.

Source: reference on 3scale, §1 (arithmetic) and §2.2 (evaluation).
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from usagestats.catalog.model import ANY, HITS
from usagestats.catalog.pattern import conditions, joined, path_expression
from usagestats.classify.query import query_arguments
from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from usagestats.catalog.model import Backend, Catalog, Mount, Product, Rule
    from usagestats.catalog.pattern import Condition

Usage = tuple[tuple[str, str, int], ...]
"""The usage that a request adds, as (metric, owner, delta).

The owner is "product", or "backend", which is the backend that the request was routed to: rules of
other backends do not count.
"""


@dataclass(frozen=True, slots=True)
class OwnedRule:
    """A rule of a product (`backend` is `None`) or of one of its backends.

    Args:
        rule: The rule as the catalog has it.
        pattern: Its pattern, with the path of the backend in front.
        backend: The owner; `None` for the product.
        is_method: Whether the metric is a method, so that the owner's `hits` grow, too.
    """

    rule: Rule
    pattern: str
    backend: Backend | None
    is_method: bool

    @classmethod
    def of(cls, rule: Rule, owner: Product | Backend, mount: Mount | None = None) -> OwnedRule:
        """Return a rule of an owner, under the path of a mount."""
        methods = {metric.name for metric in owner.metrics if metric.is_method}
        pattern = joined(mount.path if mount else "/", rule.pattern)
        return cls(rule, pattern, mount.backend if mount else None, rule.metric in methods)

    @property
    def text(self) -> str:
        """The rule for people, with its owner."""
        rule = self.rule
        owner = self.backend.name if self.backend else "(product)"
        last = ", last" if rule.last else ""
        delta = f" × {rule.delta}" if rule.delta != 1 else ""
        return f"{rule.http_method} {self.pattern} → {rule.metric}{delta} of {owner}{last}"

    def adds_to(self, metric: str) -> bool:
        """Whether it adds to a metric, by itself or because its own metric is a method."""
        return metric == self.rule.metric or (metric == HITS and self.is_method)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """The result of trying a rule on a request; `reason` explains it to people."""

    owned: OwnedRule
    is_counted: bool
    reason: str


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """The properties of a request that rules depend on.

    Args:
        http_method: The http_method; `None` where the request line is malformed.
        path_matches: Whether the path matches a pattern.
        holds: Whether the query meets a condition.
    """

    http_method: str | None
    path_matches: Callable[[str], bool]
    holds: Callable[[Condition], bool]


@lru_cache(maxsize=256)
def rules_of(product: Product) -> tuple[OwnedRule, ...]:
    """Return all rules of a product in the order in which they are tried."""
    own = [OwnedRule.of(rule, product) for rule in product.rules]
    for mount in product.mounts:
        own += [OwnedRule.of(rule, mount.backend, mount) for rule in mount.backend.rules]
    return tuple(own)


def reads_query(catalog: Catalog) -> bool:
    """Whether a rule has conditions on query parameters."""
    return any(conditions(owned.pattern) for p in catalog.products for owned in rules_of(p))


def facts_of(http_method: str | None, path: str | None, query: str | None) -> RequestFacts:
    """Return the facts of one request; `path` is normalised."""
    arguments = query_arguments(query or "")

    def path_matches(pattern: str) -> bool:
        return path is not None and path_expression(pattern).match(path) is not None

    def holds(condition: Condition) -> bool:
        value = arguments.get(condition.parameter)
        return value is not None and condition.value in {None, value}

    return RequestFacts(http_method, path_matches, holds)


def routed_mount(product: Product, facts: RequestFacts) -> Mount | None:
    """Return the mount with the longest path that the request is under.

    A backend at `/` takes every other request, even one without a path, such as a malformed one.
    """
    by_path = sorted(product.mounts, key=lambda mount: mount.path, reverse=True)
    return next((one for one in by_path if one.path == "/" or facts.path_matches(one.path)), None)


def try_rules(product: Product, facts: RequestFacts, routed: Mount | None) -> Iterator[RuleResult]:
    """Try every rule in turn; the rules of backends that are not routed to do not count."""
    is_over = False
    for owned in rules_of(product):
        is_routed = owned.backend is None or (routed and owned.backend == routed.backend)
        reason = "an earlier rule was the last" if is_over else _refusal(owned, facts)
        is_over = is_over or (reason is None and owned.rule.last)
        if reason is None and not is_routed:
            target = routed.backend.name if routed else "no backend"
            reason = (
                f"{'matches, but ' if owned.rule.pattern else ''}the request is routed to {target}"
            )
        yield RuleResult(owned, reason is None, reason or "matches")


def usage_of(results: Iterable[RuleResult]) -> Usage:
    """Add up the deltas of the rules that count, and propagate them.

    A method adds to the `hits` of its owner. The `hits` of a product are its own and those of its
    backends together; reports add them up.
    """
    usage: Counter[tuple[str, str]] = Counter()
    for result in results:
        if result.is_counted:
            rule, backend = result.owned.rule, result.owned.backend
            owner = "backend" if backend else "product"
            usage[rule.metric, owner] += rule.delta
            if result.owned.is_method:
                usage[HITS, owner] += rule.delta
    return tuple((metric, owner, delta) for (metric, owner), delta in sorted(usage.items()))


def _refusal(owned: OwnedRule, facts: RequestFacts) -> str | None:
    """Return the reason why a rule does not match; `None` where it matches."""
    rule = owned.rule
    if rule.http_method not in {ANY, facts.http_method}:
        return f"is for {rule.http_method}"
    if facts.http_method in rule.except_methods:
        return f"is not for {facts.http_method}"
    if owned.rule.pattern and not facts.path_matches(owned.pattern):
        return "the path does not match"
    for condition in conditions(owned.pattern):
        if not facts.holds(condition):
            wanted = "" if condition.value is None else f" that is {condition.value}"
            return f"the query has no {condition.parameter}{wanted}"
    return None
