"""Catalogs by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.catalog import (
    DEFAULT_IDENTIFY,
    Application,
    Backend,
    Catalog,
    Credential,
    Exclude,
    Limit,
    Plan,
    Price,
    Product,
    Rule,
    Tier,
    metrics_of,
)
from tests.oracle.made.passed_on import NETWORKS

if TYPE_CHECKING:
    from random import Random

HOSTS = ("api.example.org", "data.example.org", "old.example.net")
METHODS = ("reads", "writes", "metadata", "datastore", "search")
METRICS = ("tokens", "bytes_out")
HTTP_METHODS = ("GET", "GET", "POST", "DELETE", "HEAD", "ANY")
MOUNTS = ("/", "/v1", "/v1/x", "/api/3")
PATTERNS = (
    "/",
    "/",
    "/items",
    "/items$",
    "/items/",
    "/items/{id}",
    "/items/{id}$",
    "/items/{id}.json",
    "/it",
    "/Items",
    "/orders/{id}/lines",
    "/{any}",
    "/{any}/{more}$",
    "/a.b",
    "/caf%C3%A9",
    "/a//b",
    "/items?page={page}",
    "/items?kind=a",
    "/?kind=a",
    "/?kind=b&page={page}",
    "/items/{id}?kind=a",
    "/x/{y}",
    "/v1/items",
)
SEGMENTS = (
    "items", "items", "orders", "items.json", "Items", "it", "42", "7", "a.b", "axb", "lines",
    "caf%C3%A9", "caf%c3%a9", "a%2Fb", "a%20b", "x", "v1", "b", "..", ".", "", "%41", "a+b", "~u",
)  # fmt: skip
KEYS = ("k-ann-77", "k-bob-88", "K-cyd-99", "k-dan-10", "k-eve-11", "k%2Ffay", "k-gil-13")
IDS = ("app1", "app2", "APP3", "app4")
USERS = ("ann", "bob", "zoe")
ZONES = ("UTC", "Europe/Athens", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
CLIENT_FIELDS = (
    *((), ("X-Forwarded-For",), ("X-Forwarded-For",)),
    *(("X-Real-IP", "X-Forwarded-For"), ("http_forwarded",), ("http_x_real_ip", "http_forwarded")),
)
PERS = ("hour", "hour", "hour", "day", "week", "month", "year", "eternity")


def made_catalog(chance: Random) -> Catalog:
    """Make a catalog; now and then one of settings only."""
    has_products = chance.random() < 0.65
    backends = tuple(_backend(chance, n) for n in range(chance.randint(1, 3)))
    products = _products(chance, backends) if has_products else ()
    identify = _identify(chance)
    plans = tuple(
        _plan(chance, n, products, backends) for n in range(chance.choice((0, 1, 1, 2, 3)))
    )
    return Catalog(
        products=products,
        backends=backends if products else (),
        identify=identify,
        plans=plans,
        applications=_applications(chance, plans) if chance.random() < 0.85 else (),
        exclude=_exclude(chance),
        counting=chance.choice(("matched", "matched", "authorized")),
        week_start=chance.choice(("monday", "monday", "sunday", "wednesday")),
        timezone=chance.choice(ZONES),
        limit_timezone=chance.choice(("UTC", "UTC", *ZONES)),
        is_continuous=chance.random() < 0.15,
        currency=chance.choice(("EUR", "EUR", "JPY", "KWD")),
        client=chance.choice(CLIENT_FIELDS),
        trusted_proxies=tuple(chance.sample(NETWORKS, chance.choice((0, 1, 3, 5)))),
    )


def _metrics(chance: Random) -> tuple[tuple[str, ...], tuple[str, ...]]:
    methods = chance.sample(METHODS, chance.randint(1, 3))
    return tuple(methods), tuple(chance.sample(METRICS, chance.choice((0, 0, 1))))


def _rules(chance: Random, names: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            http_method=chance.choice(HTTP_METHODS),
            pattern=chance.choice(PATTERNS),
            metric=chance.choice(("hits", *names)),
            delta=chance.choice((1, 1, 1, 2, 5, 1000)),
            last=chance.random() < 0.15,
        )
        for _ in range(chance.randint(0, 6))
    )


def _backend(chance: Random, number: int) -> Backend:
    name = f"backend{number}"
    if chance.random() < 0.2:
        return Backend(name, ("metadata", "datastore"))
    methods, metrics = _metrics(chance)
    return Backend(name, methods, metrics, _rules(chance, (*methods, *metrics)))


def _products(chance: Random, backends: tuple[Backend, ...]) -> tuple[Product, ...]:
    """Make products in which every backend occurs, and at most one without hosts."""
    count = chance.randint(1, 3)
    homes: list[list[str]] = [[] for _ in range(count)]
    for backend in backends:
        for home in {chance.randrange(count) for _ in range(2)}:
            homes[home].append(backend.name)
    everywhere = chance.randrange(count + 1)
    return tuple(
        _product(chance, number, names, has_hosts=number != everywhere)
        for number, names in enumerate(homes)
    )


def _product(chance: Random, number: int, names: list[str], *, has_hosts: bool) -> Product:
    paths = chance.sample(MOUNTS, len(names))
    if names and chance.random() < 0.5:
        paths[0] = "/"
        paths[1:] = chance.sample(MOUNTS[1:], len(names) - 1)
    chance.shuffle(paths)
    methods, metrics = _metrics(chance)
    has_own = not names or chance.random() < 0.4
    own = (*methods, *metrics)
    return Product(
        name=f"product{number}",
        hosts=(HOSTS[number],) if has_hosts else (),
        backends=tuple(zip(names, paths, strict=True)),
        methods=methods if has_own else (),
        metrics=metrics if has_own else (),
        rules=_rules(chance, own) if has_own else None,
    )


def _identify(chance: Random) -> tuple[Credential, ...]:
    if chance.random() < 0.4:
        return DEFAULT_IDENTIFY
    known = [
        Credential("query:user_key", is_secret=True),
        Credential("query:app_id", is_secret=False),
        Credential("query:token", is_secret=True),
        Credential("query:client", is_secret=False),
        Credential("remote_user", is_secret=False),
    ]
    return tuple(chance.sample(known, chance.randint(1, 4)))


def _applications(chance: Random, plans: tuple[Plan, ...]) -> tuple[Application, ...]:
    rows: list[Application] = []
    ids = chance.sample((*IDS, *USERS, "17", "18"), 6)
    for key in chance.sample((*KEYS, "", ""), chance.choice((1, 3, 6, 6))):
        account = chance.choice(("Acme", "Borg", ""))
        has_id = not key or chance.random() < 0.6
        rows.append(
            Application(
                key=key,
                id=ids[len(rows)] if has_id else "",
                name=chance.choice(("Shop", "Map", "Ünder, Co", "")),
                account_id=account and chance.choice((account[0], account[0])),
                account=account,
                plan=chance.choice(("", *[plan.name for plan in plans] * 3)) if plans else "",
                created_at=chance.choice(("", "2026-10-20", "2026-10-24T22:30:00Z")),
                is_hashed=chance.random() < 0.3,
                state=chance.choice(("live", "live", "", "suspended")),
            )
        )
    return tuple(rows)


def _plan(
    chance: Random, number: int, products: tuple[Product, ...], backends: tuple[Backend, ...]
) -> Plan:
    product = chance.choice((None, *products)) if products else None
    owners: dict[str | None, set[str]] = {None: {"hits"}}
    if not products:
        owners[None] |= {"metadata", "datastore"}
    for one in [product] if product else products:
        for backend in backends:
            if backend.name in dict(one.backends):
                owners.setdefault(backend.name, {"hits"}).update(metrics_of(backend))
        if one.backends:
            owners[None] |= set(metrics_of(one))
    limits: dict[tuple[str, str, str | None], Limit] = {}
    for _ in range(chance.randint(1, 3)):
        owner = chance.choice(list(owners))
        metric = chance.choice(sorted(owners[owner]))
        per = chance.choice(PERS)
        value = chance.choice((0, 1, 1, 2, 2, 3, 10, 40))
        limits[metric, per, owner] = Limit(metric, value, per, owner)
    return Plan(
        name=("basic", "pro", "free")[number],
        limits=tuple(limits.values()),
        product=product.name if product else None,
        id=f"p{number}" if chance.random() < 0.5 else None,
        prices=_prices(chance, owners),
    )


def _prices(chance: Random, owners: dict[str | None, set[str]]) -> tuple[Price, ...]:
    found: dict[tuple[str | None, str | None], Price] = {}
    for _ in range(chance.choice((0, 1, 2, 3))):
        flat = chance.choice(("", "", "0.005", "12", "49.99"))
        if flat and chance.random() < 0.5:
            found[None, None] = Price(None, flat=flat)
            continue
        owner = chance.choice(list(owners))
        metric = chance.choice(sorted(owners[owner]))
        cost = chance.choice(("0.005", "0.015", "0.1", "1", "0", "0.333333333333"))
        tiers = _tiers(chance) if chance.random() < 0.5 else ()
        included = chance.choice((0, 0, 1, 2, 5, 1000))
        found[metric, owner] = Price(metric, owner, flat, included, "" if tiers else cost, tiers)
    return tuple(found.values())


def _tiers(chance: Random) -> tuple[Tier, ...]:
    """Make tiers that follow each other; the last one may have an end."""
    first = chance.choice((1, 1, 2, 4))
    tiers = []
    for _ in range(chance.randint(1, 3)):
        last = first + chance.choice((0, 1, 3, 500))
        tiers.append(Tier(first, last, chance.choice(("0.01", "0.125", "0", "2.5"))))
        first = last + 1
    if chance.random() < 0.6:
        tiers[-1] = Tier(tiers[-1].first, None, tiers[-1].cost)
    return tuple(tiers)


def _exclude(chance: Random) -> Exclude:
    def some(*values: str) -> tuple[str, ...]:
        return (chance.choice(values),) if chance.random() < 0.15 else ()

    return Exclude(
        paths=some("/health", "/items/{id}$", "/it"),
        addresses=some("192.0.2.7", "198.51.100.0/24", "203.0.113.7", "2001:db8::/47"),
        user_agents=some("*bot*", "curl/8*"),
        statuses=some("404", "5xx"),
    )
