from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.classify.catalogs import product
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.catalog.registry import NO_APPLICATIONS, Application, Registry
from usagestats.periods.period import Range, floor_to_slot
from usagestats.reports.integration_errors import IntegrationErrors, integration_errors_report
from usagestats.reports.parts.filters import Filters
from usagestats.tables.counts import Counts
from usagestats.tables.coverage import Coverage
from usagestats.tables.declared import PROBLEMS, USAGE
from usagestats.tables.problem_codes import CODES
from usagestats.tables.usage import add_problems

START = datetime(2026, 5, 4, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ZONE = ZoneInfo("UTC")
COVERAGE = Coverage.of([(START, START + DAY)])
CATALOG = Catalog(products=(product(),))
REGISTRY = Registry({"web": Application("web", "Web")})
Problem = tuple[datetime, str, str, str]


def problems(found: list[Problem]) -> pl.DataFrame:
    """Make PROBLEMS of requests: time, product, code, line."""
    rows = [
        (floor_to_slot(time), name, code, 1, time, time, line) for time, name, code, line in found
    ]
    return add_problems([pl.DataFrame(rows, PROBLEMS, orient="row")])


def usage(count: int) -> pl.DataFrame:
    columns = ("start", "product", "metric", "requests", "usage")
    return pl.DataFrame(
        [(START, "api", "requests", count, count)],
        schema={column: USAGE[column] for column in columns},
        orient="row",
    )


times = st.integers(0, 2 * 24 * 60).map(lambda minutes: START + minutes * MINUTE)
found = st.tuples(
    times, st.sampled_from(["api", "city"]), st.sampled_from([*CODES]), st.sampled_from("abc")
)


@given(
    found=st.lists(found),
    slots=st.tuples(st.none() | st.integers(0, 96), st.none() | st.integers(97, 200)),
    products=st.sampled_from([(), ("api",), ("api", "city")]),
)
def test_codes_are_added_up_as_one_by_one(
    found: list[Problem], slots: tuple[int | None, int | None], products: tuple[str, ...]
) -> None:
    start, end = (None if slot is None else START + slot * 15 * MINUTE for slot in slots)
    by_code = defaultdict(list)
    for time, name, code, line in found:
        if (
            (not products or name in products)
            and (start is None or time >= start)
            and (end is None or time < end)
        ):
            by_code[code].append((time, line))
    expected = [
        (code, CODES[code], len(lines), min(lines)[0], max(lines)[0], min(lines)[1])
        for code, lines in by_code.items()
    ]
    expected.sort(key=lambda row: (-row[2], row[0]))

    question = IntegrationErrors(
        Range(start, end), ZONE, CATALOG, Filters(products=products, registry=REGISTRY)
    )
    report = integration_errors_report(question, usage(1), problems(found), COVERAGE, Counts())

    assert report.rows.rows() == expected


def test_the_notes_say_how_many_requests_had_a_problem_and_what_is_not_known() -> None:
    one = problems([(START, "api", "limits_exceeded", "a")])
    question = IntegrationErrors(
        Range(START, START + 2 * DAY), ZONE, CATALOG, Filters(registry=REGISTRY)
    )

    report = integration_errors_report(question, usage(1200), one, COVERAGE, Counts())

    assert report.in_range == 1200
    assert report.notes == (
        "1 of 1,200 requests had a problem",
        "no log between 2026-05-05 00:15 and 2026-05-06 00:00",
    )


def test_a_product_that_no_request_is_for_is_named() -> None:
    question = IntegrationErrors(
        Range(), ZONE, CATALOG, Filters(products=("apy",), registry=REGISTRY)
    )

    report = integration_errors_report(question, usage(1), problems([]), COVERAGE, Counts())

    assert report.rows.is_empty()
    assert report.warnings == ("no request of product apy; did you mean 'api'?",)


@pytest.mark.parametrize(
    ("catalog", "registry", "expected"),
    [
        (CATALOG, REGISTRY, ()),
        (
            CATALOG,
            NO_APPLICATIONS,
            ("unknown_application needs applications.csv; usagestats init drafts one",),
        ),
        (
            DEFAULT_CATALOG,
            REGISTRY,
            (
                "unknown_host, missing_credential, no_mapping_rule need products in a catalog;"
                " usagestats init drafts one",
            ),
        ),
    ],
)
def test_codes_that_cannot_occur_are_named(
    catalog: Catalog, registry: Registry, expected: tuple[str, ...]
) -> None:
    question = IntegrationErrors(Range(), ZONE, catalog, Filters(registry=registry))

    report = integration_errors_report(question, usage(0), problems([]), COVERAGE, Counts())

    assert report.notes == expected
