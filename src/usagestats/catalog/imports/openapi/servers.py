"""The servers of an OpenAPI document → sites: the hosts and base paths of the API."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from usagestats.catalog.checked_values import checked_host, written_host
from usagestats.catalog.imports.patterns import mount_path
from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.pattern import PatternError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.catalog.imports.draft import Findings
    from usagestats.catalog.imports.part import Part

_VARIABLE = re.compile(r"\{([^{}]+)\}")
_MOST_URLS = 100


@dataclass(slots=True)
class Site:
    """Hosts that publish the API under the same base paths; without hosts: all other hosts."""

    paths: tuple[str, ...]
    hosts: list[str] = field(default_factory=list)


def sites_of(servers: Part, findings: Findings) -> list[Site]:
    """Return the sites that publish the API; the longest base path of each comes first.

    Source: OpenAPI 3.1, §4.8.1 and §4.8.5: without servers the URL is `/`. A relative URL is
        relative to the URL of the document, which the document does not hold.
    """
    paths_of: dict[str | None, dict[str, None]] = {}
    for server in servers.items():
        for host, path in _addresses(server, findings):
            paths_of.setdefault(host, {})[path] = None
    if not paths_of:
        paths_of[None] = {"/": None}
    sites: dict[tuple[bool, tuple[str, ...]], Site] = {}
    for host, paths in paths_of.items():
        order = tuple(sorted(paths, key=lambda path: (-len(path), path)))
        site = sites.setdefault((host is None, order), Site(order))
        site.hosts += [written_host(host)] if host else []
    return list(sites.values())


def _addresses(server: Part, findings: Findings) -> Iterator[tuple[str | None, str]]:
    """Yield the host (`None`: not known) and the base path of each URL of a server."""
    for url in _urls(server, findings):
        try:
            parts = urlsplit(url)
            host = checked_host(parts.netloc.rpartition("@")[2]) if parts.netloc else None
            yield host, mount_path(parts.path)
        except (Mistake, PatternError, ValueError) as error:
            why = error.what if isinstance(error, Mistake) else str(error)
            findings.unsupported(f"{server.key_path}.url", why)


def _urls(server: Part, findings: Findings) -> list[str]:
    """Return the URL with every value of its variables; only with defaults where these are many."""
    url = server["url"].text("/")
    choices = {name: _values(server["variables"][name]) for name in _VARIABLE.findall(url)}
    number = 1
    for values in choices.values():
        number *= len(values)
    if number > _MOST_URLS:
        key_path = f"{server.key_path}.variables"
        findings.unsupported(key_path, f"{number:,} addresses; only the defaults are taken")
        choices = {name: values[:1] for name, values in choices.items()}
    combinations = itertools.product(*choices.values())
    return [_filled(url, dict(zip(choices, values, strict=True))) for values in combinations]


def _values(variable: Part) -> list[str]:
    """Return the default of a variable, then its other listed values."""
    default = variable["default"]
    listed = variable["enum"].texts()
    first = [default.text()] if default else listed[:1]
    if not first:
        raise variable.error("a variable of a server needs a default")
    return list(dict.fromkeys([*first, *listed]))


def _filled(url: str, values: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values[found[1]], url)
