"""The counts of a catalog in the structure of usagestats.toml, by the rules of 3scale alone.

Written from the reference, without the code of the project.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

WILDCARD = r"[\w\-.~%!$&'()*+,;=@:]+"


def matches(pattern: str, path: str) -> bool:
    literals = re.split(r"\{.+?\}", re.sub(r"//+", "/", pattern).partition("?")[0])
    expression = WILDCARD.join(literal.replace(".", r"\.") for literal in literals)
    return re.match(expression, path, re.ASCII) is not None


def product_for(catalog: dict[str, Any], host: str) -> dict[str, Any] | None:
    products = catalog["products"]
    named = [product for product in products if host in product.get("hosts", ())]
    return next(iter([*named, *(one for one in products if not one.get("hosts"))]), None)


def counted(catalog: dict[str, Any], host: str, http_method: str, path: str) -> Counter[str]:
    """Return what a request adds to methods, metrics and directly to hits."""
    product = product_for(catalog, host)
    if product is None:
        return Counter()
    by_name = {backend["name"]: backend for backend in catalog.get("backends", ())}
    mounts = product.get("backends", ())
    paths = sorted((mount["path"] for mount in mounts), reverse=True)
    routed = next((one for one in paths if path.startswith(one)), None)
    tried = [(None, rule) for rule in product.get("rules", ())]
    tried += [
        (mount["path"], rule)
        for mount in mounts
        for rule in by_name[mount["name"]].get("rules", ())
    ]
    usage: Counter[str] = Counter()
    for mount_path, rule in tried:
        pattern = f"{mount_path or ''}/{rule['pattern']}"
        if rule["http_method"] in {http_method, "ANY"} and matches(pattern, path):
            if mount_path in {None, routed}:
                usage[rule["metric"]] += rule.get("delta", 1)
            if rule.get("last"):
                break
    return usage
