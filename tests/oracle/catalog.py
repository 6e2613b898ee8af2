"""The catalog of a case: plain values, and the files in which the command finds them."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Rule:
    http_method: str
    pattern: str
    metric: str = "hits"
    delta: int = 1
    last: bool = False


@dataclass(frozen=True)
class Backend:
    """A backend; without `rules` it counts as if there were no catalog."""

    name: str
    methods: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    rules: tuple[Rule, ...] | None = None


@dataclass(frozen=True)
class Product:
    """A product; `backends` are names and the paths at which they are mounted."""

    name: str
    hosts: tuple[str, ...] = ()
    backends: tuple[tuple[str, str], ...] = ()
    methods: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    rules: tuple[Rule, ...] | None = None


@dataclass(frozen=True)
class Limit:
    metric: str
    value: int
    per: str
    backend: str | None = None


@dataclass(frozen=True)
class Tier:
    """Some units of a month; `cost` is a number as text."""

    first: int
    last: int | None
    cost: str


@dataclass(frozen=True)
class Price:
    """A price; texts are numbers, and empty where the key is not written."""

    metric: str | None
    backend: str | None = None
    flat: str = ""
    included: int = 0
    cost: str = ""
    tiers: tuple[Tier, ...] = ()


@dataclass(frozen=True)
class Plan:
    name: str
    limits: tuple[Limit, ...] = ()
    product: str | None = None
    id: str | None = None
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True)
class Credential:
    """A part of a request that identifies its application: `query:NAME` or `remote_user`."""

    where: str
    is_secret: bool

    @property
    def parameter(self) -> str:
        return self.where.partition(":")[2]


@dataclass(frozen=True)
class Application:
    """A row of applications.csv; `key` is the credential itself, `id` may be empty."""

    key: str
    id: str
    name: str
    account_id: str
    account: str
    plan: str
    created_at: str
    is_hashed: bool
    state: str = "live"


@dataclass(frozen=True)
class Exclude:
    paths: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    user_agents: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


DEFAULT_IDENTIFY = (
    Credential("query:user_key", is_secret=True),
    Credential("query:app_id", is_secret=False),
    Credential("query:api_key", is_secret=True),
    Credential("query:apikey", is_secret=True),
    Credential("remote_user", is_secret=False),
)


@dataclass(frozen=True)
class Catalog:
    """Without products it is one of settings only."""

    products: tuple[Product, ...] = ()
    backends: tuple[Backend, ...] = ()
    identify: tuple[Credential, ...] = DEFAULT_IDENTIFY
    plans: tuple[Plan, ...] = ()
    applications: tuple[Application, ...] = ()
    exclude: Exclude = field(default_factory=Exclude)
    counting: str = "matched"
    week_start: str = "monday"
    timezone: str = "UTC"
    limit_timezone: str = "UTC"
    is_continuous: bool = False
    currency: str = "EUR"
    client: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()

    def backend(self, name: str) -> Backend:
        return next(one for one in self.backends if one.name == name)

    def metrics(self) -> list[str]:
        """Return the columns of reports."""
        if not self.products:
            return ["requests", "hits", "metadata", "datastore"]
        names = [name for owner in self._owners() for name in metrics_of(owner)]
        return ["requests", "hits", *dict.fromkeys(names)]

    def _owners(self) -> Iterator[Product | Backend]:
        for product in self.products:
            yield product
            yield from (self.backend(name) for name, _ in product.backends)


def metrics_of(owner: Product | Backend) -> list[str]:
    """Return the declared metrics of an owner; those of default rules are declared by them."""
    declared = [*owner.methods, *owner.metrics]
    is_default = owner.rules is None and not (isinstance(owner, Product) and owner.backends)
    return declared or (["metadata", "datastore"] if is_default else [])


def pseudonym(key: str) -> str:
    return "key:" + hashlib.sha256(key.encode()).hexdigest()[:12]


def catalog_text(catalog: Catalog) -> str:
    """Write usagestats.toml."""
    settings = {
        "timezone": catalog.timezone,
        "week_start": catalog.week_start,
        "counting": catalog.counting,
        "limit_timezone": catalog.limit_timezone,
        "currency": catalog.currency,
        "coverage": "continuous" if catalog.is_continuous else "files",
    }
    if catalog.applications:
        settings["applications"] = "applications.csv"
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    if catalog.client:
        fields = [f"field:{name}" for name in catalog.client]
        lines.append(f"client = {json.dumps(fields if len(fields) > 1 else fields[0])}")
    if catalog.client and catalog.trusted_proxies:
        lines.append(f"trusted_proxies = {json.dumps(catalog.trusted_proxies)}")
    if catalog.identify != DEFAULT_IDENTIFY:
        parts = ", ".join(_credential(one) for one in catalog.identify)
        lines.append(f"identify = [{parts}]")
    for backend in catalog.backends:
        lines += ["", "[[backends]]", f"name = {json.dumps(backend.name)}", *_counted(backend)]
    for product in catalog.products:
        lines += ["", "[[products]]", f"name = {json.dumps(product.name)}", *_counted(product)]
        lines += [f"hosts = {json.dumps(product.hosts)}"] if product.hosts else []
        mounts = (
            f"{{ name = {json.dumps(n)}, path = {json.dumps(p)} }}" for n, p in product.backends
        )
        lines += [f"backends = [{', '.join(mounts)}]"] if product.backends else []
    for plan in catalog.plans:
        lines += ["", "[[plans]]", *_plan(plan)]
    lines += ["", "[exclude]"]
    lines += [
        f"{key} = {json.dumps(list(values))}" for key, values in vars(catalog.exclude).items()
    ]
    return "\n".join(lines) + "\n"


def _credential(one: Credential) -> str:
    usual = one.where not in {"query:app_id", "remote_user"}
    if one.is_secret == usual:
        return json.dumps(one.where)
    return f"{{ from = {json.dumps(one.where)}, secret = {json.dumps(one.is_secret)} }}"


def _counted(owner: Product | Backend) -> list[str]:
    lines = []
    if owner.methods:
        lines.append(f"methods = {json.dumps(owner.methods)}")
    if owner.metrics:
        lines.append(f"metrics = {json.dumps(owner.metrics)}")
    if owner.rules is not None:
        rules = (
            f"  {{ http_method = {json.dumps(rule.http_method)}, pattern = {json.dumps(rule.pattern)},"
            f" metric = {json.dumps(rule.metric)}, delta = {rule.delta},"
            f" last = {json.dumps(rule.last)} }},"
            for rule in owner.rules
        )
        lines += ["rules = [", *rules, "]"]
    return lines


def _plan(plan: Plan) -> list[str]:
    limits = []
    for one in plan.limits:
        backend = f", backend = {json.dumps(one.backend)}" if one.backend else ""
        limits.append(
            f"  {{ metric = {json.dumps(one.metric)}, value = {one.value}, per = {json.dumps(one.per)}{backend} }},"
        )
    lines = [f"name = {json.dumps(plan.name)}"]
    lines += [f"id = {json.dumps(plan.id)}"] if plan.id else []
    lines += [f"product = {json.dumps(plan.product)}"] if plan.product else []
    prices = [f"  {{ {', '.join(_price(one))} }}," for one in plan.prices]
    return [*lines, "limits = [", *limits, "]", "price = [", *prices, "]"]


def _price(one: Price) -> list[str]:
    keys = {"metric": one.metric, "backend": one.backend}
    parts = [f"{key} = {json.dumps(text)}" for key, text in keys.items() if text]
    parts += [f"included = {one.included}"] if one.included else []
    parts += [f"flat = {one.flat}"] if one.flat else []
    parts += [f'per_unit = "{one.cost}"'] if one.cost else []
    tiers = [
        f"{{ from = {tier.first}, {f'to = {tier.last}, ' if tier.last else ''}per_unit = {tier.cost} }}"
        for tier in one.tiers
    ]
    return [*parts, *([f"tiers = [{', '.join(tiers)}]"] if tiers else [])]


def applications_text(catalog: Catalog) -> str:
    """Write applications.csv."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["key", "id", "name", "account_id", "account", "plan", "state", "created_at"])
    for one in catalog.applications:
        key = one.key
        if key and one.is_hashed:
            key = "sha256:" + hashlib.sha256(key.encode()).hexdigest()
        writer.writerow(
            [
                key,
                one.id,
                one.name,
                one.account_id,
                one.account,
                one.plan,
                one.state,
                one.created_at,
            ]
        )
    return file.getvalue()
