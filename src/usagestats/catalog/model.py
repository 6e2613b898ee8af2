"""The catalog as the stages see it; without a `usagestats.toml` it is `DEFAULT_CATALOG`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from usagestats.choices import Counting
from usagestats.tables.declared import FIELD

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

HITS: Final = "hits"
"""The built-in metric of every product and backend, the parent of all methods."""

ANY: Final = "ANY"
"""The http_method of a rule that is for all."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A named thing that is counted, besides the built-in `requests` and `hits`.

    Args:
        name: In columns and options.
        friendly_name: For people.
        unit: What one of it is called.
        is_method: Whether it is a method, so that its usage counts as `hits`, too.
    """

    name: str
    friendly_name: str
    unit: str
    is_method: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A mapping rule: what a request that it matches adds.

    Args:
        http_method: The one it is for, or `ANY`.
        pattern: What the path begins with, as in 3scale; with query parameters perhaps. Empty for
            whatever is routed to the backend.
        metric: What it adds to: a metric or method of its owner, or `hits`.
        delta: How much it adds.
        last: Whether no later rule is looked at where this one matches.
        except_methods: With `ANY`: the http_methods that it is not for.
    """

    http_method: str
    pattern: str
    metric: str
    delta: int = 1
    last: bool = False
    except_methods: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Backend:
    """An upstream API, which several products may bundle."""

    name: str
    metrics: tuple[Metric, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Mount:
    """A backend under a path of a product; the path begins with a slash and ends with none.

    The path of a backend that takes everything is `/`.
    """

    path: str
    backend: Backend


@dataclass(frozen=True, slots=True)
class Product:
    """An API as it is published.

    Args:
        name: In columns and options.
        hosts: The virtual hosts it is found by, lower case; empty for all that no other has.
        mounts: Its backends, in the order of the catalog.
        metrics: Its own.
        rules: Its own, looked at before those of its backends.
    """

    name: str
    hosts: tuple[str, ...]
    mounts: tuple[Mount, ...]
    metrics: tuple[Metric, ...] = ()
    rules: tuple[Rule, ...] = ()


class Per(StrEnum):
    """The periods of limits, by the UTC calendar."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ETERNITY = "eternity"


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of a metric an application may use.

    Args:
        metric: The name of a metric.
        value: The most that is allowed.
        per: In which period.
        backend: The owner of the metric; `None` for the product's own, and the product's `hits`.
    """

    metric: str
    value: int
    per: Per
    backend: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What applications subscribe to; `product` is `None` where the plan is for all of them."""

    name: str
    limits: tuple[Limit, ...]
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """One place where a request may carry the credential of its application.

    Args:
        column: The column of REQUESTS to look in.
        parameter: The name of the query parameter (column `query`) or field (column `fields`).
        is_secret: Whether a pseudonym must stand for the value.
    """

    column: str
    parameter: str | None = None
    is_secret: bool = True

    @property
    def request_column(self) -> str:
        """The column of REQUESTS that holds it, or the text that it is a part of."""
        return f"{FIELD}{self.parameter}" if self.column == "fields" else self.column


DEFAULT_IDENTIFY: Final = (
    Credential("query", "user_key"),
    Credential("query", "app_id", is_secret=False),
    Credential("query", "api_key"),
    Credential("query", "apikey"),
    Credential("remote_user", is_secret=False),
)
"""Where credentials are looked for where nobody said otherwise."""


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Which requests make no usage at all; one reason is enough.

    Args:
        paths: Patterns as in rules, without a query.
        networks: Of the client's address.
        user_agents: With `*` for anything; case does not matter.
        statuses: `404` or `4xx`.
        applications: Identities, as `classify` gives them.
    """

    paths: tuple[str, ...] = ()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    user_agents: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    applications: frozenset[str] = frozenset()


DEFAULT_NAME: Final = "default"
"""The product of a catalog that names none, and the backend of a log that names no host."""

DEFAULT_METHODS: Final = (("GET", "metadata"), ("POST", "datastore"))
"""The method that each http_method uses where nobody said otherwise; others add to `hits`."""

DEFAULT_METRICS: Final = tuple(
    Metric(method, method.capitalize(), "hit", is_method=True) for _, method in DEFAULT_METHODS
)

DEFAULT_RULES: Final = (
    *(Rule(http_method, "", method) for http_method, method in DEFAULT_METHODS),
    Rule(ANY, "", HITS, except_methods=frozenset(method for method, _ in DEFAULT_METHODS)),
)
"""`DEFAULT_METHODS` as the rules of a backend that has none: for all that is routed to it."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """What requests are mapped by.

    Args:
        products: In the order of reports. Empty: every virtual host is a backend of the product
            `default`, and `DEFAULT_METHODS` says what its requests add.
        identify: Where credentials are looked for; the first that a request carries counts.
        exclude: Which requests make no usage.
        plans: What applications may subscribe to.
        counting: Which requests count as usage.
    """

    products: tuple[Product, ...] = ()
    identify: tuple[Credential, ...] = DEFAULT_IDENTIFY
    exclude: Exclusions = Exclusions()
    plans: tuple[Plan, ...] = ()
    counting: Counting = Counting.MATCHED

    @property
    def secret_names(self) -> frozenset[str]:
        """The parameters and fields that carry secret credentials."""
        return frozenset(c.parameter for c in self.identify if c.parameter and c.is_secret)

    def minute_metrics(self) -> frozenset[str]:
        """Return the metrics that a plan limits per minute."""
        every = (limit for plan in self.plans for limit in plan.limits)
        return frozenset(limit.metric for limit in every if limit.per is Per.MINUTE)

    def metrics(self) -> tuple[str, ...]:
        """Return every metric in the order of reports, the two built-in ones first.

        A name that several owners define is one column, their sum.
        """
        if not self.products:
            return ("requests", HITS, *(method for _, method in DEFAULT_METHODS))
        owned = [
            metric.name
            for product in self.products
            for metrics in (product.metrics, *(mount.backend.metrics for mount in product.mounts))
            for metric in metrics
        ]
        return ("requests", HITS, *dict.fromkeys(owned))


DEFAULT_CATALOG: Final = Catalog()
