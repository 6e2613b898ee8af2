"""The codes of PROBLEMS: their meanings, and which can occur without catalog or registry."""

from __future__ import annotations

from typing import Final

CODES: Final = {
    "malformed_request": "the request line cannot be read",
    "unknown_host": "no product of the catalog has this host",
    "missing_credential": "401 or 403, and no credential where the catalog looks for one",
    "unknown_application": "refused, and no application is registered with this credential",
    "no_mapping_rule": "no mapping rule of the catalog matches",
    "limits_exceeded": "429: the application has reached a limit of its gateway",
    "upstream_failed": "502, 503 or 504: the upstream could not be reached, or did not answer",
}
"""Every code with its meaning, in the order in which they apply."""

_OF_A_CATALOG: Final = frozenset({"unknown_host", "missing_credential", "no_mapping_rule"})
_OF_A_REGISTRY: Final = "unknown_application"


def possible_codes(*, has_catalog: bool, has_registry: bool) -> tuple[str, ...]:
    """Return the codes that can occur, in the order in which they apply.

    Args:
        has_catalog: A catalog declares products.
        has_registry: Applications are registered.
    """
    impossible = set() if has_catalog else set(_OF_A_CATALOG)
    if not has_registry:
        impossible.add(_OF_A_REGISTRY)
    return tuple(code for code in CODES if code not in impossible)
