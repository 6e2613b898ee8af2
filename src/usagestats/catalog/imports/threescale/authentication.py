"""The authentication of 3scale products → `identify`, where a log shows the credential."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from usagestats.catalog.identify import credential_of
from usagestats.catalog.imports.credentials import query_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.part import Part
    from usagestats.catalog.imports.threescale.resources import Resource

Source = str | dict[str, Any]

_MODES = ("apicastHosted", "apicastSelfManaged")
_LOG_IT = (
    "the default log of APIcast has no credentials from {where}; let the logging policy write"
    " {{{{credentials.{field}}}}} as a field of its own, and add {source} to identify"
)
_LOG_CLAIM = (
    "tokens are not logged; let the logging policy of APIcast write {{{{jwt.{claim}}}}} as a field"
    ' of its own, and add {{ from = "field:NAME", secret = false }} to identify'
)


def sources_of(products: list[Resource], findings: Findings) -> list[Source]:
    """Return the sources of credentials as `identify` has them, each once."""
    found: list[Source] = []
    for product in products:
        for mode in _MODES:
            authentication = product.spec["deployment"][mode]["authentication"]
            for source in _sources(authentication, findings):
                found += [] if source in found else [source]
    return found


def _sources(authentication: Part, findings: Findings) -> Iterator[Source]:
    for key, part in authentication.entries():
        if key == "userkey":
            yield from _parameter(part, part["authUserKey"], "user_key", findings)
        elif key == "appKeyAppID":
            yield from _parameter(part, part["appID"], "app_id", findings)
        elif key == "oidc":
            claim = part["jwtClaimWithClientID"].text("azp")
            findings.unsupported(part.key_path, _LOG_CLAIM.format(claim=claim))
        else:
            findings.unsupported(part.key_path, "is not known")
        if part["gatewayResponse"]:
            why = "reports go by the usual statuses (401, 403, 404, 429)"
            findings.unsupported(part["gatewayResponse"].key_path, why)


def _parameter(part: Part, name: Part, default: str, findings: Findings) -> Iterator[Source]:
    """Yield the query parameter with the credential; it is secret unless it holds an app_id."""
    where = part["credentials"].text("query")
    if where != "query":
        source = (
            '"field:NAME"' if default == "user_key" else '{ from = "field:NAME", secret = false }'
        )
        key_path = f"{part.key_path}.credentials"
        why = _LOG_IT.format(where=where, field=default, source=source)
        findings.unsupported(key_path, why)
        return
    source = query_source(name) if name else f"query:{default}"
    is_secret = default == "user_key"
    declared = credential_of(source, is_secret=None).is_secret == is_secret
    yield source if declared else {"from": source, "secret": is_secret}
