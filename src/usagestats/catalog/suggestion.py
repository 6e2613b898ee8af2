"""What logs show → a catalog to begin with: products by host, backends by path, the key."""

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
"""How many segments of a path are looked at."""

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
    """What was seen in logs, all of it as numbers of requests. DraftEvidence add.

    Args:
        requests: All of them.
        places: By host (`None` where the log names none) and first segments of the path.
        http_methods: By http_method.
        parameters: By name of a query parameter, with any value or none.
        users: With a remote user.
        applications: By identity, the credentials being looked for as `key_sources` has them.
    """

    requests: int = 0
    places: Counter[tuple[str | None, Prefix]] = field(default_factory=Counter)
    http_methods: Counter[str | None] = field(default_factory=Counter)
    parameters: Counter[str] = field(default_factory=Counter)
    users: int = 0
    applications: Counter[str] = field(default_factory=Counter)

    def merge(self, other: DraftEvidence) -> None:
        """Take in what was seen elsewhere."""
        self.requests += other.requests
        self.users += other.users
        self.http_methods += other.http_methods
        self.places.update(other.places)
        self.parameters.update(other.parameters)
        self.applications.update(other.applications)
        for counter in (self.places, self.parameters, self.applications):
            _keep_busiest(counter)


def busiest(counter: Mapping[_Key, int], most: int | None = None) -> list[tuple[_Key, int]]:
    """Return the largest counts first, equal ones by name: the same however the logs are split."""
    return sorted(counter.items(), key=lambda item: (-item[1], repr(item[0])))[:most]


def _keep_busiest(counter: Counter[Any]) -> None:
    """Let memory stay flat whatever comes in: what is rare here and everywhere is forgotten."""
    if len(counter) > 2 * _MOST_KEPT:
        kept = busiest(counter, _MOST_KEPT)
        counter.clear()
        counter.update(dict(kept))


def looks_like_key(parameter: str) -> bool:
    """Tell whether a query parameter is called like one that carries a key."""
    return bool(_KEY_LIKE.fullmatch(parameter))


def key_sources(parameters: Counter[str]) -> list[str]:
    """Return the places of credentials in queries that have these parameters, in a fixed order.

    Those that are looked at by default come first, others that look like keys by name: what
    identifies a request depends on nothing but the request. Clients may make up any number of
    names, so only the busiest of the others count.
    """
    numbers: Counter[str] = Counter()
    for name, number in parameters.items():
        numbers[name.lower()] += number  # where credentials are looked for, any case will do
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
    """Return the hosts that matter, the busiest first; clients may send what is none."""
    by_host: Counter[str | None] = Counter()
    for (host, _), requests in seen.places.items():
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
    """Return the telling label of a host: `api.example.org` → `api`."""
    first = (host or "").removeprefix("www.").split(".")[0]
    return first if first and not first.isdecimal() and ":" not in first else "api"


def _mounts(seen: DraftEvidence, host: str | None, requests: int) -> Iterator[tuple[str, int]]:
    """Give the paths that backends may be mounted at; the last takes what is left."""
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
    is_telling = len(chosen) > 1 and sum(n for _, n in chosen) >= requests / 2
    left = requests
    for child, number in chosen if is_telling else ():
        yield "/" + "/".join(child), number
        left -= number
    if left or not is_telling:
        yield "/", left


def _common(children: Counter[Prefix], requests: int) -> Prefix | None:
    """Return the child that nearly all requests go to, if it is but a version or `api`."""
    for child, number in busiest(children, 1):
        if number >= requests * _SHARE_TO_GO_DEEPER and _VERSION.fullmatch(child[-1]):
            return child
    return None


def _children(seen: DraftEvidence, host: str | None, prefix: Prefix) -> Counter[Prefix]:
    found: Counter[Prefix] = Counter()
    depth = len(prefix)
    for (where, segments), requests in seen.places.items():
        if where == host and segments[:depth] == prefix and len(segments) > depth:
            found[segments[: depth + 1]] += requests
    return found


def _is_name(segment: str) -> bool:
    return bool(_SEGMENT.fullmatch(segment)) and not _IDENTIFIER.fullmatch(segment)


def _identify(seen: DraftEvidence) -> Iterator[str]:
    """Give the places where credentials were seen, in the order in which they are looked at."""
    yield from key_sources(seen.parameters)
    if seen.users:
        yield "remote_user"


def _applications(seen: DraftEvidence) -> list[dict[str, str]]:
    """Return rows of `applications.csv` to be filled in, the busiest first."""
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
