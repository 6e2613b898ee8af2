"""The security schemes of an OpenAPI document → `identify`, where a log shows the credential."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.catalog.imports.credentials import query_source

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.openapi.references import References
    from usagestats.catalog.imports.part import Part

_LOG_IT = 'log it as a field of its own and write identify = ["field:NAME"]'
_LOG_CLIENT = (
    "the token must not be logged; log the client it was issued to as a field of its own and"
    ' write identify = [{ from = "field:NAME", secret = false }]'
)
_ELSEWHERE = {
    "oauth2": _LOG_CLIENT,
    "openIdConnect": _LOG_CLIENT,
    "mutualTLS": "log the name in the certificate ($ssl_client_s_dn in nginx) as a field and write"
    ' identify = [{ from = "field:NAME", secret = false }]',
}


def sources_of(schemes: Part, references: References, findings: Findings) -> list[str]:
    """Return the sources of credentials as `identify` has them."""
    found: dict[str, None] = {}
    for _, scheme in schemes.entries():
        target = references.target(scheme, findings)
        source = _source(target) if target else None
        if source:
            found.setdefault(source)
        elif target:
            findings.unsupported(scheme.key_path, _why_not(target))
    return list(found)


def _source(scheme: Part) -> str | None:
    """Return the source of the credential; `None` where a usual log does not have it."""
    kind = scheme["type"].text()
    if kind == "apiKey" and scheme["in"].text() == "query":
        return query_source(scheme["name"])
    is_basic = kind == "http" and scheme["scheme"].text().lower() == "basic"
    return "remote_user" if is_basic else None


def _why_not(scheme: Part) -> str:
    kind = scheme["type"].text()
    if kind == "apiKey":
        return f"no usual log has the {scheme['in'].text()} {scheme['name'].text()!r}; {_LOG_IT}"
    if kind == "http":
        return f"{scheme['scheme'].text()} authentication: {_LOG_CLIENT}"
    return f"{kind}: {_ELSEWHERE[kind]}" if kind in _ELSEWHERE else f"no known type: {kind!r}"
