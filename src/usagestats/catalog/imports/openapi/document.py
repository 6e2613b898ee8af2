"""OpenAPI 3 documents: every operation is a method, and a request counts for exactly one."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from usagestats.catalog.checked_values import checked_name
from usagestats.catalog.imports.draft import Findings, Names, metric_names, one_line, one_word
from usagestats.catalog.imports.openapi.operations import operations_of
from usagestats.catalog.imports.openapi.references import References
from usagestats.catalog.imports.openapi.security import sources_of
from usagestats.catalog.imports.openapi.servers import sites_of

if TYPE_CHECKING:
    from usagestats.catalog.imports.draft import Draft
    from usagestats.catalog.imports.openapi.operations import Operation
    from usagestats.catalog.imports.openapi.servers import Site
    from usagestats.catalog.imports.part import Part

_NOT_NEEDED = (
    "parameters, bodies, responses, schemas, tags and extensions (x-…) of the document say nothing"
    " about what is counted and were not read"
)
_EXACT = (
    "a path counts exactly as the document has it, without another slash at its end; HEAD and"
    " OPTIONS count only where the document has them"
)


def import_openapi(document: Part) -> Draft:
    """Draft a catalog from an OpenAPI document.

    Raises:
        UsageError: It is no OpenAPI 3, or a part that is needed is malformed.
    """
    _check_version(document)
    findings = Findings()
    references = References(document)
    operations = operations_of(document["paths"], references, findings)
    _report_webhooks(document, findings)
    schemes = document["components"]["securitySchemes"]
    identify = sources_of(schemes, references, findings)
    sites = sites_of(document["servers"], findings)
    findings.note(_EXACT)
    findings.note(_NOT_NEEDED)
    return findings.draft({"identify": identify} | _owners(document, sites, operations), [])


def _check_version(document: Part) -> None:
    if document["swagger"]:
        what = f"is Swagger {document['swagger'].text()}, which is not read"
        hint = "convert it to OpenAPI 3 first, for instance with https://converter.swagger.io"
        raise document.error(what, hint)
    version = document["openapi"]
    if not version.text().startswith("3."):
        raise version.error(f"OpenAPI {version.text()!r} is not read", "3.0, 3.1 and 3.2 are")
    if not document["paths"]:
        raise document["paths"].error("there are no paths, so there is nothing to count")


def _report_webhooks(document: Part, findings: Findings) -> None:
    for _, webhook in document["webhooks"].entries():
        findings.unsupported(
            webhook.key_path, "the API makes these requests, no log of it has them"
        )


def _owners(document: Part, sites: list[Site], operations: list[Operation]) -> dict[str, Any]:
    """Return a product for each site; its n-th base path has the n-th copy of the backend.

    A product can have a backend only once, so each base path needs a copy. Methods with the same
    name are one column of reports.
    """
    title = one_line(document["info"]["title"].text())
    name = one_word(title) or PurePath(document.file).stem
    products, backends = Names(checked_name), Names(checked_name)
    name = name.replace("_", "-").lower()
    copies = [backends.take(name) for _ in range(max(len(site.paths) for site in sites))]
    friendly = {"friendly_name": title} if title else {}
    return {
        "backends": [{"name": copy} | friendly | _counted(operations) for copy in copies],
        "products": [
            {"name": products.take(name)}
            | friendly
            | ({"hosts": site.hosts} if site.hosts else {})
            | {"backends": [_mount(*pair) for pair in zip(copies, site.paths, strict=False)]}
            for site in sites
        ],
    }


def _mount(name: str, path: str) -> dict[str, str]:
    return {"name": name, "path": path}


def _counted(operations: list[Operation]) -> dict[str, Any]:
    """Return methods in the order of the document, and rules with the most specific first."""
    names = metric_names(_wanted(operation) for operation in operations)
    named = [(operation, names.take(_wanted(operation))) for operation in operations]
    ordered = sorted(named, key=lambda pair: pair[0].specificity)
    return {
        "methods": [_method(operation, name) for operation, name in named],
        "rules": [_rule(operation, name) for operation, name in ordered],
    }


def _wanted(operation: Operation) -> str:
    identity = one_word(operation.part["operationId"].text())
    return identity or f"{operation.http_method.lower()} {operation.template}"


def _method(operation: Operation, name: str) -> str | dict[str, str]:
    summary = one_line(operation.part["summary"].text())
    return {"name": name, "friendly_name": summary} if summary else name


def _rule(operation: Operation, name: str) -> dict[str, Any]:
    return {
        "http_method": operation.http_method,
        "pattern": operation.pattern,
        "metric": name,
        "last": True,
    }
