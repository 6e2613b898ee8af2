"""The application plans of 3scale products → plans with limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from usagestats.catalog.checked_values import checked_name
from usagestats.catalog.imports.draft import Names
from usagestats.catalog.model import Per

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.part import Part
    from usagestats.catalog.imports.threescale.owners import Owner
    from usagestats.catalog.imports.threescale.products import Backends

_READ = frozenset(("name", "limits"))
_LEFT_OUT = "plans have limits and prices only, no rules for subscribing"
_OF_PRICE = dict.fromkeys(
    ("costMonth", "pricingRules"), "prices are not imported; write them as price of the plan"
)


@dataclass(slots=True)
class Plans:
    """Makes the plans of a catalog, with unique names.

    Args:
        backends: The backends that limits may refer to.
        findings: Gets the parts that plans cannot express.
        names: The name of each plan, by the name of the product's resource and its own.
    """

    backends: Backends
    findings: Findings
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    _unique: Names = field(default_factory=lambda: Names(checked_name))

    def of_product(self, product: Owner) -> Iterator[dict[str, Any]]:
        """Yield the plans of a product as the catalog has them."""
        for system_name, part in product.resource.spec["applicationPlans"].entries():
            name = self._unique.take(system_name)
            self.names[product.resource.name, system_name] = name
            if name != system_name:
                self.findings.note(f"{part.key_path} is called {name}")
            for key, extra in part.entries():
                if key not in _READ:
                    self.findings.unsupported(extra.key_path, _OF_PRICE.get(key, _LEFT_OUT))
            limits = list(self._limits(part["limits"], product))
            yield {"name": name, "product": product.entry["name"], "limits": limits}

    def _limits(self, limits: Part, product: Owner) -> Iterator[dict[str, Any]]:
        seen = set()
        for part in limits.items():
            limit = self._limit(part, product)
            key = (limit.get("metric"), limit.get("per"), limit.get("backend"))
            if limit and key in seen:
                self.findings.unsupported(
                    part.key_path, "the metric already has a limit per period"
                )
            elif limit:
                seen.add(key)
                yield limit

    def _limit(self, part: Part, product: Owner) -> dict[str, Any]:
        """Return a limit; empty where the catalog cannot have it."""
        reference, per, value = part["metricMethodRef"], part["period"].text(), part["value"]
        if per not in list(Per):
            self.findings.unsupported(part.key_path, f"there is no period {per!r}")
            return {}
        if value.number(-1) < 0:
            self.findings.unsupported(part.key_path, "a limit needs a value of 0 or more")
            return {}
        target = self._target(reference, product)
        return target and {**target, "value": value.number(0), "per": per}

    def _target(self, reference: Part, product: Owner) -> dict[str, str]:
        """Return the metric, and its backend unless the product owns it; empty if it is unknown."""
        is_text = isinstance(reference.value, str)
        metric = reference.text() if is_text else reference["systemName"].text()
        system_name = "" if is_text else reference["backend"].text().lower()
        owner = self.backends.by_system_name.get(system_name) if system_name else product
        mounted = {mount["name"] for mount in product.entry.get("backends", ())}
        if owner is None or (system_name and owner.entry["name"] not in mounted):
            why = f"the product does not use the backend {system_name!r}"
        elif metric not in owner.metrics:
            why = f"there is no metric {metric!r}"
        else:
            backend = {"backend": owner.entry["name"]} if system_name else {}
            return {"metric": owner.metrics[metric]} | backend
        self.findings.unsupported(reference.key_path, why)
        return {}
