"""The routes of a Kong configuration, and the order in which Kong tries them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.catalog.checked_values import checked_host
from usagestats.catalog.imports.kong.paths import is_expression, patterns_of
from usagestats.catalog.imports.patterns import HTTP_METHODS
from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.pattern import PatternError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.part import Part

_STREAMS = frozenset(("tcp", "tls", "udp", "tls_passthrough"))
_WEB = frozenset(("http", "https"))
_CONDITIONS = ("headers", "snis", "sources", "destinations")
_NOT_LOGGED = "a log does not show which requests it is for; the route is tried after all others"
_FIRST_WITHOUT_PATH_POINT = 3
_WILDCARD = re.compile(r"\*\.[\w.-]+|[\w.-]+\.\*")
_NO_WILDCARDS = (
    "products have no wildcards: the route counts for hosts of other routes that fit, and for those"
    " without a product; write the others into the hosts of a product"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a route.

    Args:
        service: The service that gets its requests.
        method: The method that its requests are counted as, as the file names it.
        hosts: The hosts it is for, with `*` for the first or last part; empty for all hosts.
        http_methods: The http_methods it is for; empty for all.
        pattern: The pattern of its path.
        rank: A sort key: Kong tries the smallest first.
    """

    service: str
    method: str
    hosts: tuple[str, ...]
    http_methods: tuple[str, ...]
    pattern: str
    rank: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RouteReader:
    """Reads the routes of one file.

    Args:
        version: The major version of its format.
        findings: Gets the parts that rules cannot express.
    """

    version: int
    findings: Findings

    def entries(self, route: Part, service: str) -> Iterator[Entry]:
        """Yield the paths of a route; none if no rule can express it."""
        protocols = set(route["protocols"].texts())
        if route["expression"]:
            self.findings.unsupported(route["expression"].key_path, "expressions are not read")
            return
        if protocols and protocols <= _STREAMS:
            self.findings.unsupported(route["protocols"].key_path, "no access log has its traffic")
            return
        self._report_conditions(route, protocols)
        http_methods = self._http_methods(route["methods"])
        if route["methods"].texts() and not http_methods:
            return
        method = route["name"].text() or _name_of_place(route, service)
        hosts = self._hosts(route["hosts"])
        for pattern, rank in self._paths(route):
            yield Entry(service, method, hosts, http_methods, pattern, rank)

    def _report_conditions(self, route: Part, protocols: set[str]) -> None:
        if protocols & _WEB and not protocols >= _WEB:
            why = "a log does not show whether a request was http or https; both count"
            self.findings.unsupported(route["protocols"].key_path, why)
        for key in _CONDITIONS:
            if route[key]:
                self.findings.unsupported(route[key].key_path, _NOT_LOGGED)

    def _http_methods(self, methods: Part) -> tuple[str, ...]:
        found = []
        for number, http_method in enumerate(methods.texts()):
            if http_method.upper() in HTTP_METHODS:
                found.append(http_method.upper())
            else:
                why = f"mapping rules know no http_method {http_method!r}"
                self.findings.unsupported(f"{methods.key_path}[{number}]", why)
        return tuple(dict.fromkeys(found))

    def _hosts(self, hosts: Part) -> tuple[str, ...]:
        """Return the hosts as REQUESTS have them, and those with `*` in lower case."""
        found = []
        for number, host in enumerate(hosts.texts()):
            key_path = f"{hosts.key_path}[{number}]"
            if _WILDCARD.fullmatch(host):
                self.findings.unsupported(key_path, _NO_WILDCARDS)
                found.append(host.lower())
                continue
            try:
                found.append(checked_host(host))
            except Mistake as mistake:
                raise hosts.error(f"{mistake.what}", mistake.hint) from mistake
        return tuple(dict.fromkeys(found))

    def _paths(self, route: Part) -> Iterator[tuple[str, tuple[int, ...]]]:
        """Yield the pattern and rank of each path; a route without paths is for all paths."""
        paths = route["paths"].texts()
        for number, path in enumerate(paths):
            try:
                patterns = patterns_of(path, self.version)
            except PatternError as error:
                self.findings.unsupported(f"{route['paths'].key_path}[{number}]", str(error))
                continue
            if any("{" in pattern for pattern in patterns):
                key_path, read = f"{route['paths'].key_path}[{number}]", " and ".join(patterns)
                self.findings.note(f"{key_path} is read as {read}; a {{wildcard}} fits any segment")
            for pattern in patterns:
                yield pattern, self._rank(route, path)
        if not paths:
            yield "/", self._rank(route, "")

    def _rank(self, route: Part, path: str) -> tuple[int, ...]:
        """Return a sort key: Kong tries the path with the smallest one first.

        Source: Kong Gateway, "traditional router": a point for each of hosts, methods, headers and
            snis that a route names, then hosts without wildcards, then expressions by priority,
            then prefixes by length. Before 3.0 a path was worth a point, too.
        """
        points = sum(bool(route[key]) for key in ("hosts", "methods", "headers", "snis"))
        if self.version < _FIRST_WITHOUT_PATH_POINT:
            points += bool(path)
        last = any(bool(route[key]) for key in _CONDITIONS)
        has_wildcard = any("*" in host for host in route["hosts"].texts())
        if is_expression(path, self.version):
            return (last, -points, has_wildcard, 0, -route["regex_priority"].number(0), 0)
        return (last, -points, has_wildcard, 1, 0, -len(path))


def _name_of_place(route: Part, service: str) -> str:
    """Return a name for a route without one: its service and its number in the file."""
    number = route.key_path.rpartition("[")[2].rstrip("]")
    return f"{service}_{int(number) + 1}"
