"""Evidence from logs → the draft of a catalog: products by host, backends by path, credentials."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from usagestats.catalog.checked_values import checked_host, written_host
from usagestats.catalog.imports.draft import Draft, Names
from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.model import DEFAULT_IDENTIFY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_Key = TypeVar("_Key")
Prefix = tuple[str, ...]
"""The first segments of a path."""

DEEPEST: Final = 3
"""The number of segments at the beginning of a path that are counted."""

_SMALLEST_SHARE = 0.01
_SHARE_TO_GO_DEEPER = 0.9
_MOST_BACKENDS = 12
_MOST_HOSTS = 20
_MOST_KEYS = 20
_MOST_APPLICATIONS = 1000
_MOST_KEPT = 20_000
_SEGMENT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}|v[0-9]+(?:\.[0-9]+)?")
_IDENTIFIER = re.compile(r"[0-9a-fA-F-]{8,}|[A-Za-z-]*[0-9]{3,}[A-Za-z0-9-]*")
_VERSION = re.compile(r"v?[0-9]+(?:\.[0-9]+)?|api|rest|public", re.IGNORECASE)
_KEY_LIKE = re.compile(
    r"(?:[\w-]*[_-])?(?:api|app|user|client|access|subscription)?[_-]?(?:key|token)",
    # the case of other letters than those of ASCII is not folded where credentials are looked for
    re.ASCII | re.IGNORECASE,
)


@dataclass(slots=True)
class DraftEvidence:
    """Numbers of requests in logs, by the properties that a draft is made from.

    Args:
        requests: All requests.
        prefixes: By host (`None` where the log names none) and first segments of the path.
        http_methods: By http_method.
        parameters: By the name of a query parameter, with any value or none.
        users: The requests with a remote user.
        applications: By identity, with the credentials that `key_sources` names.
    """

    requests: int = 0
    prefixes: Counter[tuple[str | None, Prefix]] = field(default_factory=Counter)
    http_methods: Counter[str | None] = field(default_factory=Counter)
    parameters: Counter[str] = field(default_factory=Counter)
    users: int = 0
    applications: Counter[str] = field(default_factory=Counter)

    def merge(self, other: DraftEvidence) -> None:
        """Add the numbers of other requests."""
        self.requests += other.requests
        self.users += other.users
        self.http_methods += other.http_methods
        self.prefixes.update(other.prefixes)
        self.parameters.update(other.parameters)
        self.applications.update(other.applications)
        for counter in (self.prefixes, self.parameters, self.applications):
            _keep_busiest(counter)


def busiest(counter: Mapping[_Key, int], most: int | None = None) -> list[tuple[_Key, int]]:
    """Return the largest counts first, equal ones by name, so that the order is always the same."""
    return sorted(counter.items(), key=lambda item: (-item[1], repr(item[0])))[:most]


def _keep_busiest(counter: Counter[Any]) -> None:
    """Drop the smallest counts where there are very many, so that memory stays flat."""
    if len(counter) > 2 * _MOST_KEPT:
        kept = busiest(counter, _MOST_KEPT)
        counter.clear()
        counter.update(dict(kept))


def looks_like_key(parameter: str) -> bool:
    """Whether the name of a query parameter is typical for a key."""
    return bool(_KEY_LIKE.fullmatch(parameter))


def key_sources(parameters: Counter[str]) -> list[str]:
    """Return the sources of credentials among these query parameters, in a fixed order.

    The parameters of the default come first, then others whose names look like keys, by name. So
    the order depends on no counts. Clients may invent any number of names, so only the busiest of
    the others are returned.
    """
    numbers: Counter[str] = Counter()
    for name, number in parameters.items():
        numbers[name.lower()] += number  # the names of credentials count in any case
    usual = [c.parameter for c in DEFAULT_IDENTIFY if numbers[c.parameter or ""]]
    others = (name for name in numbers if name not in usual and looks_like_key(name))
    busiest = sorted(others, key=lambda name: (-numbers[name], name))[:_MOST_KEYS]
    return [f"query:{name}" for name in (*usual, *sorted(busiest))]


def suggest(seen: DraftEvidence) -> Draft:
    """Draft a catalog; without requests it is empty."""
    products: list[dict[str, Any]] = []
    backends: list[dict[str, Any]] = []
    notes = [_http_methods(seen)] if seen.requests else []
    product_names, backend_names = Names(str), Names(str)
    for host, requests in _hosts(seen):
        product = product_names.take(_product_name(host))
        mounts = list(_mounts(seen, host, requests))
        notes.append(f"product {product}: {_share(requests, seen.requests)} of the requests")
        entries = []
        for path, share in mounts:
            backend = backend_names.take(path.rsplit("/", 1)[-1] or product)
            backends.append({"name": backend})
            entries.append({"name": backend, "path": path})
            notes.append(f"backend {backend} at {path}: {_share(share, requests)} of {product}")
        hosts = {"hosts": [written_host(host)]} if host else {}
        products.append({"name": product, **hosts, "backends": entries})
    identify = list(_identify(seen))
    catalog = {"identify": identify, "backends": backends, "products": products}
    filled = {key: value for key, value in catalog.items() if value}
    return Draft(filled, _applications(seen), (), tuple(notes))


def _hosts(seen: DraftEvidence) -> list[tuple[str | None, int]]:
    """Return the hosts with enough requests, the busiest first, without malformed ones."""
    by_host: Counter[str | None] = Counter()
    for (host, _), requests in seen.prefixes.items():
        if host is None or _is_host(host):
            by_host[host] += requests
    found = busiest(by_host, _MOST_HOSTS)
    return [(h, n) for h, n in found if n >= seen.requests * _SMALLEST_SHARE]


def _is_host(text: str) -> bool:
    try:
        return checked_host(written_host(text)) == text
    except Mistake:
        return False


def _product_name(host: str | None) -> str:
    """Return the label of a host that names a product: `api.example.org` → `api`."""
    first = (host or "").removeprefix("www.").split(".")[0]
    return first if first and not first.isdecimal() and ":" not in first else "api"


def _mounts(seen: DraftEvidence, host: str | None, requests: int) -> Iterator[tuple[str, int]]:
    """Yield the paths for backends, with their requests; the last one takes the rest."""
    prefix: Prefix = ()
    children = _children(seen, host, prefix)
    while len(prefix) + 1 < DEEPEST:
        deeper = _common(children, requests)
        if deeper is None:
            break
        prefix = deeper
        children = _children(seen, host, prefix)
    chosen = [
        (child, n)
        for child, n in busiest(children, _MOST_BACKENDS)
        if n >= requests * _SMALLEST_SHARE and _is_name(child[-1])
    ]
    is_split = len(chosen) > 1 and sum(n for _, n in chosen) >= requests / 2
    left = requests
    for child, number in chosen if is_split else ():
        yield "/" + "/".join(child), number
        left -= number
    if left or not is_split:
        yield "/", left


def _common(children: Counter[Prefix], requests: int) -> Prefix | None:
    """Return the child that nearly all requests go to, if it is only a version or `api`."""
    for child, number in busiest(children, 1):
        if number >= requests * _SHARE_TO_GO_DEEPER and _VERSION.fullmatch(child[-1]):
            return child
    return None


def _children(seen: DraftEvidence, host: str | None, prefix: Prefix) -> Counter[Prefix]:
    found: Counter[Prefix] = Counter()
    depth = len(prefix)
    for (where, segments), requests in seen.prefixes.items():
        if where == host and segments[:depth] == prefix and len(segments) > depth:
            found[segments[: depth + 1]] += requests
    return found


def _is_name(segment: str) -> bool:
    return bool(_SEGMENT.fullmatch(segment)) and not _IDENTIFIER.fullmatch(segment)


def _identify(seen: DraftEvidence) -> Iterator[str]:
    """Yield the sources of the credentials that were seen, in the order in which they are tried."""
    yield from key_sources(seen.parameters)
    if seen.users:
        yield "remote_user"


def _applications(seen: DraftEvidence) -> list[dict[str, str]]:
    """Return rows of `applications.csv` for the user to complete, the busiest first.

    A pseudonym stands in the column `id`: the digest of the key does not follow from its first
    twelve digits, so the column `key` cannot be filled.
    """
    return [
        {"id": identity, "name": ""}
        for identity, _ in busiest(seen.applications, _MOST_APPLICATIONS)
        if identity != "(none)"
    ]


def _http_methods(seen: DraftEvidence) -> str:
    shares = (
        f"{name or 'none'} {_share(requests, seen.requests)}"
        for name, requests in busiest(seen.http_methods, 8)
    )
    return f"{seen.requests:,} requests: {', '.join(shares)}"


def _share(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.1%}"
