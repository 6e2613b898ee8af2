"""A small catalog with plans and applications, and USAGE of them, for `limits` and `alerts`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from hypothesis import strategies as st

from tests.classify.catalogs import backend, method, product
from usagestats.catalog.model import Catalog, Limit, Per, Plan
from usagestats.catalog.registry import Application, Registry
from usagestats.choices import Counting
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.plan_limits import PlanLimits
from usagestats.safety.pseudonyms import pseudonym
from usagestats.tables.declared import USAGE
from usagestats.tables.usage import add_usage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
REGISTRY = Registry(
    {
        "1": Application("1", "Shop", "Acme", "basic"),
        pseudonym("k"): Application("1", "Shop", "Acme", "basic"),
        "2": Application("2", "Robot", "City", "pro"),
        "3": Application("3", "Free", "City"),
    }
)
IDENTITIES = ("1", pseudonym("k"), "2", "3", "(none)")
OWNERS = (("api", "items"), ("api", "search"), ("api", None), ("city", "items"))
PRODUCTS = (
    product(
        {
            "/items": backend("items", metrics=[method("read")]),
            "/search": backend("search", metrics=[method("read")]),
        },
        metrics=[method("own")],
    ),
    product({"/": backend("items", metrics=[method("read")])}, name="city", hosts=["city"]),
)


class Used(NamedTuple):
    """One request, and what it adds to one metric."""

    time: datetime
    identity: str
    owner: tuple[str, str | None]
    metric: str
    delta: int
    status: int = 200


used = st.builds(
    Used,
    st.integers(0, 40 * 24 * 60 * 60).map(lambda seconds: MONDAY + timedelta(seconds=seconds))
    | st.integers(0, 3 * 60 * 60).map(lambda seconds: MONDAY + timedelta(seconds=seconds)),
    st.sampled_from(IDENTITIES),
    st.sampled_from(OWNERS),
    st.sampled_from(["hits", "read", "own"]),
    st.integers(1, 9),
    st.sampled_from([200, 429]),
)
metrics_limited = st.sampled_from(
    [("hits", None), ("hits", "items"), ("read", "items"), ("read", "search"), ("own", None)]
)
limits = st.builds(
    lambda metric, value, per: Limit(metric[0], value, per, metric[1]),
    metrics_limited,
    st.integers(0, 40),
    st.sampled_from(Per),
)
plan_limits = st.builds(
    lambda basic, pro, product, counting: PlanLimits(
        Catalog(PRODUCTS, plans=(Plan("basic", tuple(basic)), Plan("pro", tuple(pro), product))),
        Filters(counting=counting, registry=REGISTRY),
    ),
    st.lists(limits, max_size=3, unique_by=lambda one: (one.metric, one.backend, one.per)),
    st.lists(limits, max_size=3, unique_by=lambda one: (one.metric, one.backend, one.per)),
    st.sampled_from([None, "api"]),
    st.sampled_from(Counting),
)


def usage_of(requests: Iterable[Used], limits: PlanLimits) -> pl.DataFrame:
    """Make USAGE at the grain of the limits."""
    grain = limits.grain()
    rows = [
        (
            one.time - (one.time - MONDAY) % grain.slot,
            *one.owner,
            one.identity,
            one.status,
            None,
            metric,
            1,
            delta,
        )
        for one in requests
        for metric, delta in ((one.metric, one.delta), ("requests", 1))
    ]
    names = (
        *("start", "product", "backend", "application", "status", "denied"),
        *("metric", "requests", "usage"),
    )
    schema = {name: USAGE[name] for name in names}
    frame = pl.DataFrame(rows, schema, orient="row")
    return add_usage([frame.select(grain.columns())], grain)


def bindings(limits: PlanLimits) -> Iterator[tuple[Application, Plan, Limit]]:
    """Give every application with every limit that binds it."""
    for application in REGISTRY.applications:
        for plan in limits.catalog.plans:
            if plan.name == application.plan:
                yield from ((application, plan, limit) for limit in plan.limits)


def counts_for(one: Used, application: Application, plan: Plan, limit: Limit) -> bool:
    """Tell whether a request's usage counts for a limit of an application, one by one."""
    used_product, used_backend = one.owner
    known = REGISTRY.identities.get(one.identity)
    is_owner = used_backend == limit.backend or (limit.backend is None and limit.metric == "hits")
    return (
        known is not None
        and known.id == application.id
        and one.metric == limit.metric
        and is_owner
        and plan.product in {None, used_product}
    )


def is_usage(one: Used, limits: PlanLimits) -> bool:
    """Tell whether a request is usage at all."""
    return limits.filters.counting is Counting.MATCHED or one.status != 429


def start_of(time: datetime, per: Per) -> datetime:
    """Return the start of a UTC period, from the calendar's definition."""
    midnight = time.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        Per.MINUTE: time.replace(second=0, microsecond=0),
        Per.HOUR: time.replace(minute=0, second=0, microsecond=0),
        Per.DAY: midnight,
        Per.WEEK: midnight - timedelta(days=time.weekday()),
        Per.MONTH: midnight.replace(day=1),
        Per.YEAR: midnight.replace(month=1, day=1),
        Per.ETERNITY: datetime(1985, 1, 1, tzinfo=UTC),
    }[per]
