"""The catalog as the stages see it; without a `usagestats.toml` it is `DEFAULT_CATALOG`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from usagestats.choices import Counting
from usagestats.light_dataclass import dataclass
from usagestats.tables.declared import FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from ipaddress import IPv4Network, IPv6Network

    from usagestats.catalog.currency import Currency
    from usagestats.catalog.price import Price

HITS: Final = "hits"
"""The built-in metric of every product and backend, the parent of all methods."""

ANY: Final = "ANY"
"""The http_method of a rule that is for all http_methods."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A named thing that is counted, besides the built-in `requests` and `hits`.

    Args:
        name: Its name in columns and options.
        friendly_name: Its name for people.
        unit: The name of one unit of it, such as `hit`.
        is_method: Whether it is a method, so that its usage counts as `hits`, too.
    """

    name: str
    friendly_name: str
    unit: str
    is_method: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A mapping rule: the requests that it matches add to a metric.

    Args:
        http_method: The http_method it is for, or `ANY`.
        pattern: The pattern of path and query, as in 3scale. Empty: it matches every request that
            is routed to the backend.
        metric: The metric it adds to: a metric or method of its owner, or `hits`.
        delta: The number it adds.
        last: Whether no later rule is tried after this one matches.
        except_methods: With `ANY`, the http_methods that it is not for.
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
    """A backend under a path of a product.

    The path begins with a slash and does not end with one, except `/`, the path of a backend that
    takes every request.
    """

    path: str
    backend: Backend


@dataclass(frozen=True, slots=True)
class Product:
    """An API as it is published.

    Args:
        name: Its name in columns and options.
        hosts: Its virtual hosts, in lower case; empty: every host that no other product has.
        mounts: Its backends, in the order of the catalog.
        metrics: Its own metrics.
        rules: Its own rules, which are tried before those of its backends.
    """

    name: str
    hosts: tuple[str, ...]
    mounts: tuple[Mount, ...]
    metrics: tuple[Metric, ...] = ()
    rules: tuple[Rule, ...] = ()


class Per(StrEnum):
    """The periods of limits, by the calendar of `Catalog.limit_timezone`."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ETERNITY = "eternity"


@dataclass(frozen=True, slots=True)
class Limit:
    """The largest usage of a metric that an application may have in a period.

    Args:
        metric: The name of a metric.
        value: The largest usage that is allowed.
        per: The period that the value is for.
        backend: The owner of the metric; `None` for the product, and for the product's `hits`.
    """

    metric: str
    value: int
    per: Per
    backend: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that applications subscribe to.

    Args:
        name: Its name, as applications.csv has it.
        limits: The largest usage of metrics.
        product: The product that it is for; `None` for all products.
        id: Its id in other programs; `None` where it has none.
        prices: The prices per month.
    """

    name: str
    limits: tuple[Limit, ...]
    product: str | None = None
    id: str | None = None
    prices: tuple[Price, ...] = ()


@dataclass(frozen=True, slots=True)
class Credential:
    """A part of a request that may carry the credential of its application.

    Args:
        column: `query`, `remote_user`, `user_agent` or `fields`.
        parameter: The name of the query parameter or field.
        is_secret: Whether the value must be shown as a pseudonym.
    """

    column: str
    parameter: str | None = None
    is_secret: bool = True

    @property
    def request_column(self) -> str:
        """The column of REQUESTS that holds the credential, perhaps with other text around it."""
        return f"{FIELD}{self.parameter}" if self.column == "fields" else self.column

    def names(self) -> Iterator[str]:
        """Give the names that may stand before the credential in a line.

        Those of the field `request.headers.x-team` are `headers.x-team` and `x-team`, too.
        """
        if self.parameter is None:
            return
        yield self.parameter
        if self.column == "fields":
            parts = self.parameter.split(".")
            yield from (".".join(parts[start:]) for start in range(1, len(parts)) if parts[start])


DEFAULT_IDENTIFY: Final = (
    Credential("query", "user_key"),
    Credential("query", "app_id", is_secret=False),
    Credential("query", "api_key"),
    Credential("query", "apikey"),
    Credential("remote_user", is_secret=False),
)
"""The credentials that identify applications where the catalog names none."""


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Reasons to exclude requests, which then make no usage at all; one reason is enough.

    Args:
        paths: Patterns as in rules, without a query.
        networks: Networks that hold the address of the client.
        user_agents: User agents, with `*` for anything; case does not matter.
        statuses: Statuses or classes, such as `404` or `4xx`.
        applications: Identities, as `classify` gives them.
    """

    paths: tuple[str, ...] = ()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    user_agents: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    applications: frozenset[str] = frozenset()


DEFAULT_NAME: Final = "default"
"""The product if the catalog has none, and the backend if the log names no service or host."""

DEFAULT_METHODS: Final = (("GET", "metadata"), ("POST", "datastore"))
"""The default method of each http_method; all other http_methods add to `hits`."""

DEFAULT_METRICS: Final = tuple(
    Metric(method, method.capitalize(), "hit", is_method=True) for _, method in DEFAULT_METHODS
)

DEFAULT_RULES: Final = (
    *(Rule(http_method, "", method) for http_method, method in DEFAULT_METHODS),
    Rule(ANY, "", HITS, except_methods=frozenset(method for method, _ in DEFAULT_METHODS)),
)
"""`DEFAULT_METHODS` as rules, for a backend without rules.

Their pattern is empty, so that they match every request that is routed to the backend: `/v1` counts
for a backend at `/v1`, although a rule `/` would not match it.
"""


@dataclass(frozen=True, slots=True)
class Catalog:
    """The catalog that requests are mapped by.

    Args:
        products: The products in the order of reports. Empty: every service or virtual host that a
            log names is a backend of the product `default`, and its requests add to
            `DEFAULT_METHODS`.
        identify: The credentials; the first that a request carries identifies its application.
        exclude: The requests that make no usage.
        plans: The plans of applications.
        counting: The requests that count as usage.
        is_continuous: Whether times without a log are times without requests.
        limit_timezone: The name of the zone whose calendar the periods of limits follow.
        secrets: Further credentials to mask: names, and paths with segments in braces.
        currency: The currency of all prices; `None` where no plan has a price.
        client: The names of the fields that hold the address of the client; of a request, the first
            one that it has. Empty: the address that the log itself names as the client.
        trusted_proxies: The networks of proxies; their addresses in these fields are no clients.
    """

    products: tuple[Product, ...] = ()
    identify: tuple[Credential, ...] = DEFAULT_IDENTIFY
    exclude: Exclusions = Exclusions()
    plans: tuple[Plan, ...] = ()
    counting: Counting = Counting.MATCHED
    is_continuous: bool = False
    limit_timezone: str = "UTC"
    secrets: tuple[str, ...] = ()
    currency: Currency | None = None
    client: tuple[str, ...] = ()
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    @property
    def secret_names(self) -> frozenset[str]:
        """The names before secret credentials in a line, and paths that hold credentials."""
        named = (name for one in self.identify if one.is_secret for name in one.names())
        return frozenset((*named, *self.secrets))

    def minute_metrics(self) -> frozenset[str]:
        """Return the metrics that plans limit per minute; their usage needs slots of a minute."""
        every = (limit for plan in self.plans for limit in plan.limits)
        return frozenset(limit.metric for limit in every if limit.per is Per.MINUTE)

    def metrics(self) -> tuple[str, ...]:
        """Return every metric in the order of reports, the two built-in ones first.

        A name that several owners define is one column: the sum of their metrics.
        """
        if not self.products:
            return ("requests", HITS, *(method for _, method in DEFAULT_METHODS))
        return ("requests", HITS, *dict.fromkeys(metric.name for metric in self._owned()))

    def methods(self) -> tuple[str, ...]:
        """Return the metrics that count as `hits`, too, wherever they are defined, in order."""
        owned = self._owned() if self.products else DEFAULT_METRICS
        others = {metric.name for metric in owned if not metric.is_method}
        return tuple(one for one in dict.fromkeys(m.name for m in owned) if one not in others)

    def _owned(self) -> list[Metric]:
        """Return the metrics of each product and of its backends."""
        return [
            metric
            for product in self.products
            for metrics in (product.metrics, *(mount.backend.metrics for mount in product.mounts))
            for metric in metrics
        ]


DEFAULT_CATALOG: Final = Catalog()
