"""A request → its product, backend, usage, application and problem, one rule at a time.

The rules are those of the reference on 3scale, §1 and §2, and of DESIGN, §4 and §5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus, unquote_to_bytes

from tests.oracle.catalog import Backend, Credential, Rule, pseudonym
from tests.oracle.clients import client_of, is_in_network

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.oracle.catalog import Application, Catalog, Product
    from tests.oracle.requests import Request

NOBODY = "(none)"
NOWHERE = "(none)"
DEFAULT_RULES = {"GET": "metadata", "POST": "datastore"}
REFUSALS = {401, 403, 404, 429}
ONE_CHARACTER = r"[\w\-.~%!$&'()*+,;=@:]"
REQUESTS = "requests"


@dataclass(frozen=True)
class Entry:
    """What a request adds to a metric.

    Args:
        metric: The metric.
        backend: Its owner, `None` for the product.
        usage: The sum of the deltas.
        is_request: Whether the request itself counts here: once per metric, for a backend rather
            than for the product.
    """

    metric: str
    backend: str | None
    usage: int
    is_request: bool = True


@dataclass(frozen=True)
class Counted:
    """A request that is not excluded, and all that is counted of it."""

    request: Request
    product: str
    application: str
    denied: bool | None
    problem: str | None
    entries: tuple[Entry, ...] = field(default=())

    @property
    def backend(self) -> str | None:
        """The backend that it was routed to."""
        return self.entries[0].backend

    @property
    def is_matched(self) -> bool:
        return len(self.entries) > 1

    def counts_as_usage(self, counting: str) -> bool:
        if counting == "matched":
            return True
        if self.denied is None:
            return self.request.status not in {401, 403, 429}
        return not self.denied


def counted(sent: Request, catalog: Catalog) -> Counted | None:
    """Count a request; `None` where it is excluded. Its address is that of the client."""
    request = replace(sent, address=client_of(sent, catalog))
    if is_excluded(request, catalog):
        return None
    product = product_of(request, catalog)
    usage: dict[tuple[str, str | None], int] = {}
    if not catalog.products:
        name, backend = "default", request.service or request.host or "default"
        usage["hits", backend] = 1
        if method := DEFAULT_RULES.get(request.http_method or ""):
            usage[method, backend] = 1
    elif product is None:
        name, backend = NOWHERE, NOWHERE
    else:
        name = product.name
        backend, usage = mapped(request, product, catalog)
    of_backends = {metric for metric, owner in usage if owner is not None}
    added = (
        Entry(metric, owner, delta, owner is not None or metric not in of_backends)
        for (metric, owner), delta in usage.items()
    )
    application = application_of(request, catalog)
    return Counted(
        request=request,
        product=name,
        application=application,
        denied=denied(request),
        problem=problem_of(request, catalog, product, application, is_matched=bool(usage)),
        entries=(Entry(REQUESTS, backend, 1), *added),
    )


def product_of(request: Request, catalog: Catalog) -> Product | None:
    for product in catalog.products:
        if request.host in product.hosts:
            return product
    rest = [product for product in catalog.products if not product.hosts]
    if not rest and request.host is None and len(catalog.products) == 1:
        return catalog.products[0]
    return rest[0] if rest else None


@dataclass(frozen=True)
class Mounted:
    """A backend at a path; a product without backends is its own, at `/`."""

    path: str
    backend: Backend


def mounts_of(product: Product, catalog: Catalog) -> list[Mounted]:
    if product.backends:
        return [Mounted(path, catalog.backend(name)) for name, path in product.backends]
    own = Backend(product.name, product.methods, product.metrics, product.rules)
    return [Mounted("/", own)]


def mapped(
    request: Request, product: Product, catalog: Catalog
) -> tuple[str, dict[tuple[str, str | None], int]]:
    """Return the backend and the usage by metric and owner."""
    path = None if request.path is None else gateway_path(request.path)
    mounts = mounts_of(product, catalog)
    by_length = sorted(mounts, key=lambda mount: len(mount.path), reverse=True)
    routed = next((one for one in by_length if _is_under(path, one.path)), None)
    usage: dict[tuple[str, str | None], int] = {}
    for rule, mount in all_rules(product, mounts):
        if not rule_matches(rule, mount.path if mount else "/", path, request):
            continue
        if mount is None or (routed and mount.backend == routed.backend):
            owner = mount.backend if mount else product
            name = mount.backend.name if mount else None
            is_method = rule.metric in owner.methods or (
                rule.metric in DEFAULT_RULES.values() and (owner.rules is None)
            )
            metrics = [rule.metric, *(["hits"] if is_method else [])]
            for metric in metrics:
                usage[metric, name] = usage.get((metric, name), 0) + rule.delta
        if rule.last:
            break
    return routed.backend.name if routed else NOWHERE, usage


def all_rules(product: Product, mounts: list[Mounted]) -> Iterator[tuple[Rule, Mounted | None]]:
    """Give the rules in the order in which they are tried; a default rule has no pattern."""
    if product.backends:
        yield from ((rule, None) for rule in product.rules or ())
    for mount in mounts:
        if mount.backend.rules is None:
            yield from (
                (Rule(method, "", metric), mount) for method, metric in DEFAULT_RULES.items()
            )
            yield Rule("OTHER", "", "hits"), mount
        else:
            yield from ((rule, mount) for rule in mount.backend.rules)


def rule_matches(rule: Rule, mount: str, path: str | None, request: Request) -> bool:
    if rule.http_method == "OTHER":
        return request.http_method not in DEFAULT_RULES
    if rule.http_method not in {"ANY", request.http_method}:
        return False
    if not rule.pattern or path is None:
        return not rule.pattern
    pattern, _, conditions = rule.pattern.partition("?")
    is_on_path = re.match(expression(mount + pattern), path, re.ASCII) is not None
    given = arguments(request.query)
    return is_on_path and all(_holds(one, given) for one in conditions.split("&") if one)


def _holds(condition: str, given: dict[str, str | None]) -> bool:
    """Whether a parameter is there, with the value that the condition names, if it names one."""
    name, _, wanted = condition.partition("=")
    is_any = re.search(r"\{[-\w]+\}", wanted) is not None
    return name in given and (is_any or given[name] == wanted)


def expression(pattern: str) -> str:
    """Return a pattern of 3scale as a regular expression, as APIcast makes it."""
    pattern = re.sub("//+", "/", pattern)
    pattern = re.sub(r"\{.+?\}", "\0", pattern)
    return pattern.replace(".", r"\.").replace("\0", ONE_CHARACTER + "+")


def _is_under(path: str | None, mount: str) -> bool:
    return mount == "/" or (path is not None and path.startswith(mount))


def gateway_path(path: str) -> str:
    """Return the path as APIcast matches it: decoded, without dot segments, escaped again."""
    decoded = re.sub(b"//+", b"/", unquote_to_bytes(path))
    segments: list[bytes] = []
    parts = decoded.split(b"/")[1:]
    for part in parts:
        if part == b"..":
            segments = segments[:-1]
        elif part != b".":
            segments.append(part)
    if parts[-1] in {b".", b".."} and segments:
        segments.append(b"")
    escaped = (_escaped(segment) for segment in segments)
    return "/" + "/".join(escaped)


def _escaped(segment: bytes) -> str:
    odd = b" #%?"
    return "".join(
        f"%{byte:02X}" if byte < 0x20 or byte >= 0x7F or byte in odd else chr(byte)
        for byte in segment
    )


def arguments(query: str) -> dict[str, str | None]:
    """Return the last value of each parameter; `None` where there is no equals sign."""
    pairs = [pair.partition("=") for pair in query.split("&") if pair][:100]
    return {
        unquote_plus(name): unquote_plus(value) if equals else None
        for name, equals, value in pairs
        if name
    }


def application_of(request: Request, catalog: Catalog) -> str:
    for credential in catalog.identify:
        if value := _credential(request, credential):
            return pseudonym(value) if credential.is_secret else value
    return NOBODY


def _credential(request: Request, credential: Credential) -> str | None:
    """Return the first parameter of the name, in any case, as sent; nginx does so."""
    if credential.where == "remote_user":
        return request.user
    for pair in request.query.split("&"):
        name, equals, value = pair.partition("=")
        if equals and name.lower() == credential.parameter.lower():
            return value
    return None


def denied(request: Request) -> bool | None:
    if request.upstream is None:
        return None
    return request.status in REFUSALS and request.upstream == 0


def problem_of(
    request: Request,
    catalog: Catalog,
    product: Product | None,
    application: str,
    *,
    is_matched: bool,
) -> str | None:
    has_products = bool(catalog.products)
    registered = {identity for one in catalog.applications for identity in identities(one)}
    status = request.status or 0
    is_unknown = application not in {NOBODY, *registered}
    codes = {
        "malformed_request": request.http_method is None,
        "unknown_host": has_products and product is None,
        "missing_credential": has_products and status in {401, 403} and application == NOBODY,
        "unknown_application": bool(registered) and status >= 400 and is_unknown,
        "no_mapping_rule": has_products and not is_matched,
        "limits_exceeded": status == 429,
        "upstream_failed": status in {502, 503, 504},
    }
    return next((code for code, applies in codes.items() if applies), None)


def identities(application: Application) -> Iterator[str]:
    """Give the names under which requests of an application are counted."""
    if application.key:
        yield pseudonym(application.key)
    if application.id:
        yield application.id


def is_excluded(request: Request, catalog: Catalog) -> bool:
    rules = catalog.exclude
    path = None if request.path is None else gateway_path(request.path)
    return (
        any(path is not None and re.match(expression(one), path, re.ASCII) for one in rules.paths)
        or any(_is_in(request.address, network) for network in rules.addresses)
        or any(_is_like(request.agent, agent) for agent in rules.user_agents)
        or any(status_is(request.status, one) for one in rules.statuses)
    )


def _is_in(address: str | None, network: str) -> bool:
    return address is not None and is_in_network(address, network)


def _is_like(agent: str | None, pattern: str) -> bool:
    return agent is not None and fnmatch(agent.lower(), pattern.lower())


def status_is(status: int | None, wanted: str) -> bool:
    """Whether a status is `404`, in `4xx`, or `none`."""
    if wanted == "none":
        return status is None
    if wanted.endswith("xx"):
        return status is not None and status // 100 == int(wanted[0])
    return status == int(wanted)
