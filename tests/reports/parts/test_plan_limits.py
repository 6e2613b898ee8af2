from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reports.plans import (
    PRODUCTS,
    REGISTRY,
    Used,
    bindings,
    counts_for,
    is_usage,
    plan_limits,
    usage_of,
    used,
)
from usagestats.catalog.model import Catalog, Limit, Per, Plan
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.periods.period import EARLIEST, MINUTE, SLOT
from usagestats.reports.parts.filters import Filters
from usagestats.reports.parts.plan_limits import PlanLimits

PER_DAY = Limit("hits", 10, Per.DAY)
PER_MINUTE = Limit("hits", 10, Per.MINUTE)


def of(*plans: Plan, filters: Filters | None = None, slot: timedelta | None = None) -> PlanLimits:
    return PlanLimits(Catalog(PRODUCTS, plans=plans), filters or Filters(registry=REGISTRY), slot)


@given(limits=plan_limits, requests=st.lists(used, max_size=30))
def test_the_usage_of_a_limit_is_that_of_its_owner_product_and_application(
    limits: PlanLimits, requests: list[Used]
) -> None:
    every = [(plan, limit) for plan in limits.catalog.plans for limit in plan.limits]
    expected: Counter[tuple[str, int, datetime]] = Counter()
    for application, plan, limit in bindings(limits):
        for one in requests:
            if counts_for(one, application, plan, limit) and is_usage(one, limits):
                start = one.time - (one.time - EARLIEST) % limits.grain().slot
                expected[application.id, every.index((plan, limit)), start] += one.delta

    rows = limits.terms.used(usage_of(requests, limits)).iter_rows()

    assert {(id_, number, start): count for id_, number, start, count in rows} == dict(expected)


@pytest.mark.parametrize(
    ("plans", "keys", "slot"),
    [
        ((), ("application",), SLOT),
        ((Plan("basic", (PER_DAY,)),), ("application",), SLOT),
        ((Plan("basic", (PER_DAY, PER_MINUTE)),), ("application",), MINUTE),
        ((Plan("nobody's", (PER_MINUTE,)),), ("application",), SLOT),
        ((Plan("basic", (PER_DAY,), "api"),), ("product", "application"), SLOT),
        ((Plan("basic", (Limit("own", 1, Per.DAY),)),), ("backend", "application"), SLOT),
    ],
)
def test_the_grain_is_no_finer_than_the_limits_need(
    plans: tuple[Plan, ...], keys: tuple[str, ...], slot: timedelta
) -> None:
    grain = of(*plans).grain()

    assert (grain.keys, grain.slot) == (keys, slot)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(registry=REGISTRY), ["Shop", "Robot"]),
        (Filters(applications=("Shop",), registry=REGISTRY), ["Shop"]),
        (Filters(applications=("k",), registry=REGISTRY), ["Shop"]),
        (Filters(plans=("pro",), registry=REGISTRY), ["Robot"]),
        (Filters(accounts=("City",), registry=REGISTRY), ["Robot"]),
        (Filters(accounts=("Nobody",), registry=REGISTRY), []),
    ],
)
def test_applications_are_chosen_by_name_key_plan_and_account(
    filters: Filters, names: list[str]
) -> None:
    limits = of(Plan("basic", (PER_DAY,)), Plan("pro", (PER_DAY,)), filters=filters)

    assert limits.bound["application"].to_list() == names


def test_limits_per_minute_are_unknown_where_slots_are_wider() -> None:
    plan = Plan("basic", (PER_DAY, PER_MINUTE))

    assert of(plan).unknown_pers == []
    assert of(plan, slot=SLOT).unknown_pers == [Per.MINUTE]


@pytest.mark.parametrize(
    ("limits", "missing"),
    [
        (of(Plan("basic", (PER_DAY,)), filters=Filters(registry=NO_APPLICATIONS)), "registered"),
        (of(Plan("basic", ())), "no plan of the catalog has limits"),
        (of(Plan("other", (PER_DAY,))), "none of the chosen applications"),
        (of(Plan("basic", (PER_DAY,))), None),
    ],
)
def test_what_is_missing_is_named(limits: PlanLimits, missing: str | None) -> None:
    warnings = limits.lacking()

    assert (missing is None and warnings == ()) or (missing is not None and missing in warnings[0])
