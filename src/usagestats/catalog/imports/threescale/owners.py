"""Products and backends of 3scale as owners of metrics, methods and mapping rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from usagestats.catalog.imports.draft import metric_names, one_line
from usagestats.catalog.imports.patterns import HTTP_METHODS
from usagestats.catalog.model import ANY, HITS
from usagestats.catalog.pattern import PatternError, check_pattern

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Findings, Names
    from usagestats.catalog.imports.part import Part
    from usagestats.catalog.imports.threescale.resources import Resource

_COUNTED = frozenset(("metrics", "methods", "mappingRules"))
_NAMES = frozenset(("name", "systemName", "description"))
_OF_PRODUCTS = frozenset(("deployment", "backendUsages", "applicationPlans", "policies"))
_UNSUPPORTED = {
    "privateBaseURL": "the address of a backend does not matter for requests to the gateway",
    "providerAccountRef": "the account of the provider is not needed",
}
_OF_RULES = frozenset(("httpMethod", "pattern", "metricMethodRef", "increment", "last"))


@dataclass(frozen=True, slots=True)
class Owner:
    """A product or backend.

    Args:
        resource: The resource that it is made from.
        entry: Its entry in the catalog.
        metrics: The name in the catalog, by the system name of each metric and method; `hits`, too.
    """

    resource: Resource
    entry: dict[str, Any]
    metrics: dict[str, str]


def every_metric_name(resources: list[Resource]) -> set[str]:
    """Return the names of all metrics and methods in a file."""
    return {
        name
        for resource in resources
        if resource.kind in {"Product", "Backend"}
        for key in ("metrics", "methods")
        for name in resource.spec[key].keys()  # noqa: SIM118  (no mapping)
    }


def owner_of(resource: Resource, name: str, metric_words: set[str], findings: Findings) -> Owner:
    """Return the owner for a product or backend; without rules it counts nothing, as in 3scale.

    Args:
        resource: The product or backend.
        name: Its name in the catalog.
        metric_words: The names of all metrics.
        findings: Gets the parts that a catalog cannot express.
    """
    spec, names, metrics = resource.spec, metric_names(metric_words), {HITS: HITS}
    friendly = one_line(spec["name"].text())
    entry: dict[str, Any] = {"name": name} | ({"friendly_name": friendly} if friendly else {})
    for key in ("methods", "metrics"):
        if declared := _declared(spec[key], names, metrics, findings):
            entry[key] = declared
    rules = (_rule(part, metrics, findings) for part in spec["mappingRules"].items())
    entry["rules"] = [rule for rule in rules if rule]
    _report_rest(resource, findings)
    return Owner(resource, entry, metrics)


def _declared(
    declared: Part, names: Names, metrics: dict[str, str], findings: Findings
) -> list[dict[str, str]]:
    """Return metrics as the catalog has them, and put their names into `metrics`.

    `hits` is built in; a method has the unit of hits.
    """
    found = []
    for system_name, part in declared.entries():
        friendly, unit = one_line(part["friendlyName"].text()), one_line(part["unit"].text())
        if system_name == HITS:
            continue
        if system_name in metrics:
            raise part.error(f"{system_name!r} is declared twice")
        metrics[system_name] = name = names.take(system_name)
        if name != system_name:
            findings.note(f"{part.key_path} is called {name}")
        texts = {"name": name, "friendly_name": friendly, "unit": unit}
        found.append({key: text for key, text in texts.items() if text})
    return found


def _rule(part: Part, metrics: dict[str, str], findings: Findings) -> dict[str, Any] | None:
    """Return a rule; `None` where the catalog can have no such rule."""
    for key, extra in part.entries():
        if key not in _OF_RULES:
            findings.unsupported(extra.key_path, "rules have no such property")
    http_method, pattern = part["httpMethod"].text().upper(), part["pattern"].text()
    metric, delta = part["metricMethodRef"].text(), part["increment"].number(1)
    if reason := _refusal(http_method, pattern, delta):
        findings.unsupported(part.key_path, reason)
        return None
    if metric not in metrics:
        findings.unsupported(part.key_path, f"its owner declares no metric {metric!r}")
        return None
    rule = {"http_method": http_method, "pattern": pattern, "metric": metrics[metric]}
    return rule | ({"delta": delta} if delta > 1 else {}) | _last(part)


def _last(part: Part) -> dict[str, bool]:
    return {"last": True} if part["last"].flag() else {}


def _refusal(http_method: str, pattern: str, delta: int) -> str | None:
    """Return the reason why there can be no such rule; `None` where there can."""
    if http_method not in {ANY, *HTTP_METHODS}:
        return f"mapping rules know no httpMethod {http_method!r}"
    if delta < 1:
        return f"an increment of {delta} counts nothing"
    try:
        check_pattern(pattern)
    except PatternError as error:
        return f"{error}: {pattern!r}"
    return None


def _report_rest(resource: Resource, findings: Findings) -> None:
    known = _COUNTED | _NAMES | (_OF_PRODUCTS if resource.kind == "Product" else frozenset())
    for key, part in resource.spec.entries():
        if key not in known:
            findings.unsupported(part.key_path, _UNSUPPORTED.get(key, "is not known"))
    for policy in resource.spec["policies"].items():
        if policy["name"].text() != "apicast":
            why = f"what the policy {policy['name'].text()!r} does is not taken into account"
            findings.unsupported(policy.key_path, why)
