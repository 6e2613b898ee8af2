from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classify.catalogs import backend, method, product, rule
from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog, Exclusions
from usagestats.catalog.registry import Application, Registry
from usagestats.choices import Counting, Granularity
from usagestats.diagnostics.request_rows import ATTRIBUTION, RequestRows
from usagestats.logs.files.sources import find_sources
from usagestats.periods.period import Range
from usagestats.pipeline.counting import UsageQuestion, read_logs
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.rows import RowsFound, read_rows, rows_question
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.traffic import traffic_report
from usagestats.reports.traffic_parts.question import Traffic
from usagestats.safety.pseudonyms import pseudonym

UTC_ZONE = ZoneInfo("UTC")
TEN = datetime(2026, 5, 4, 10, tzinfo=UTC)
METHODS = [method("foo"), method("bar"), method("weight", is_method=False)]
ITEMS = backend(
    "items",
    rules=[rule("/", "foo"), rule("/a", "bar"), rule("/", "hits"), rule("/a", "weight", delta=7)],
    metrics=METHODS,
)
CATALOG = Catalog(
    products=(
        product(
            {"/": ITEMS},
            name="api",
            hosts=["api"],
            rules=[rule("/a", "own")],
            metrics=[method("own")],
        ),
        product(
            {"/": backend("rest", rules=[rule("/b", "foo", delta=3)], metrics=METHODS)},
            name="shop",
            hosts=["shop"],
        ),
    ),
    exclude=Exclusions(paths=("/health",)),
)
REGISTRY = Registry({pseudonym("k1"): Application("7", "Seven"), "app": Application("app", "App")})
LINES = st.lists(
    st.tuples(
        st.integers(0, 59),
        st.sampled_from(["api", "shop", "elsewhere"]),
        st.sampled_from(["GET", "GET", "POST", "get"]),
        st.sampled_from(["/a?user_key=k1", "/ab?user_key=k2", "/b?app_id=app", "/health", "/"]),
        st.sampled_from([200, 403, 429]),
    ),
    min_size=1,
    max_size=30,
)
Drawn = tuple[int, str, str, str, int]


def written(lines: list[Drawn]) -> str:
    return "".join(
        f'{host} 192.0.2.1 - - [04/May/2026:10:{minute:02}:00 +0000] "{verb} {target} HTTP/1.1"'
        f' {status} 5 "-" "-"\n'
        for minute, host, verb, target, status in lines
    )


def found_in(
    folder: Path, text: str, rows: RequestRows, chunk_bytes: int = 1 << 20
) -> list[RowsFound]:
    (folder / "a.log").write_text(text)
    question = rows_question(rows.catalog, rows, UTC_ZONE)
    sources = find_sources([str(folder / "a.log")])
    return list(read_rows(LinesRead(), sources, question, chunk_bytes=chunk_bytes))


def joined(found: list[RowsFound]) -> pl.DataFrame:
    return pl.concat(part.rows for part in found)


def added(rows: pl.DataFrame) -> dict[str, int]:
    total: Counter[str] = Counter()
    for text in rows["metrics"].drop_nulls():
        names = [pair.split("=")[0] for pair in text.split(" ")]
        assert names == sorted(set(names))
        total.update(
            {name: int(usage) for name, usage in (pair.split("=") for pair in text.split(" "))}
        )
    return {name: usage for name, usage in total.items() if usage}


@settings(max_examples=examples(60))
@given(
    LINES,
    st.sampled_from([DEFAULT_CATALOG, CATALOG]),
    st.sampled_from([*Counting]),
    st.sampled_from([Range(), Range(TEN + timedelta(minutes=15), TEN + timedelta(minutes=45))]),
    st.sampled_from([1, 500, 1 << 20]),
)
def test_the_metrics_of_all_rows_add_up_to_the_usage_of_traffic(
    lines: list[Drawn], catalog: Catalog, counting: Counting, span: Range, chunk_bytes: int
) -> None:
    filters = Filters(counting=counting, registry=REGISTRY)
    question = Traffic(Granularity.ALL, span, UTC_ZONE, catalog.metrics(), filters=filters)
    with tempfile.TemporaryDirectory() as name:
        rows = joined(
            found_in(Path(name), written(lines), RequestRows(catalog, span, filters), chunk_bytes)
        )
        asked = UsageQuestion(catalog, question.grain(), UTC_ZONE)
        read = read_logs(find_sources([f"{name}/a.log"]), asked)
    report = traffic_report(question, read.usage, read.coverage, read.counts).rows
    usage = report.select(catalog.metrics()[1:]).row(0, named=True) if report.height else {}

    assert added(rows) == {metric: count for metric, count in usage.items() if count}
    first = span.start or TEN
    last = span.end or TEN + timedelta(hours=1)
    inside = [line for line in lines if first <= TEN + timedelta(minutes=line[0]) < last]
    assert rows.height == len(inside)
    excluded = sum(line[3] == "/health" for line in inside) if catalog is CATALOG else 0
    assert rows["product"].null_count() == excluded


def test_each_request_is_attributed(tmp_path: Path) -> None:
    lines: list[Drawn] = [
        (0, "api", "GET", "/a?user_key=k1", 200),
        (0, "api", "GET", "/health", 200),
        (0, "shop", "GET", "/b?app_id=app", 200),
        (0, "shop", "POST", "/b?user_key=k2", 200),
        (0, "elsewhere", "GET", "/", 404),
    ]
    rows = joined(
        found_in(
            tmp_path, written(lines), RequestRows(CATALOG, Range(), Filters(registry=REGISTRY))
        )
    )

    assert rows.select(ATTRIBUTION).rows() == [
        ("7", "Seven", "api", "items", "bar=1 foo=1 hits=4 own=1 weight=7"),
        (None, None, None, None, None),
        ("app", "App", "shop", "rest", "foo=3 hits=3"),
        (pseudonym("k2"), pseudonym("k2"), "shop", "rest", None),
        ("(none)", "(none)", "(none)", "(none)", None),
    ]


CHOICES = st.fixed_dictionaries(
    {},
    optional={
        "products": st.sampled_from([("api",), ("shop", "(none)")]),
        "backends": st.sampled_from([("items",), ("rest",)]),
        "applications": st.sampled_from([("Seven",), ("k2", "app")]),
        "statuses": st.sampled_from([("4xx",), ("200", "429")]),
        "path_prefixes": st.sampled_from([("/a",), ("/ab", "/b"), ("/",)]),
        "http_methods": st.sampled_from([("GET",), ("POST", "NONE")]),
    },
)


def passes(line: Drawn, catalog: Catalog, chosen: dict[str, tuple[str, ...]]) -> bool:
    """Return whether a request passes, by plain Python."""
    _, host, verb, target, status = line
    path = target.partition("?")[0]
    is_excluded = catalog is CATALOG and path == "/health"
    keys = {"user_key=k1": "Seven", "user_key=k2": "k2", "app_id=app": "app"}
    owners = {"api": ("api", "items"), "shop": ("shop", "rest"), "elsewhere": ("(none)", "(none)")}
    product_name, backend_name = owners[host] if catalog is CATALOG else ("default", host)
    tests: dict[str, Callable[[tuple[str, ...]], bool]] = {
        "products": lambda names: not is_excluded and product_name in names,
        "backends": lambda names: not is_excluded and backend_name in names,
        "applications": lambda names: (
            not is_excluded and keys.get(target.partition("?")[2]) in names
        ),
        "statuses": lambda texts: str(status) in texts or f"{status // 100}xx" in texts,
        "path_prefixes": path.startswith,
        "http_methods": lambda names: verb.upper() in names,
    }
    return all(tests[key](values) for key, values in chosen.items())


@settings(max_examples=examples(60))
@given(LINES, st.sampled_from([DEFAULT_CATALOG, CATALOG]), CHOICES)
def test_filters_choose_rows_and_keep_their_order(
    lines: list[Drawn], catalog: Catalog, chosen: dict[str, tuple[str, ...]]
) -> None:
    filters = replace(EVERYTHING, registry=REGISTRY, **chosen)  # type: ignore[arg-type]  # of any
    with tempfile.TemporaryDirectory() as name:
        found = found_in(Path(name), written(lines), RequestRows(catalog, Range(), filters), 500)

    expected = [n for n, line in enumerate(lines, start=1) if passes(line, catalog, chosen)]
    assert joined(found)["line"].to_list() == expected
    assert sum(part.in_range for part in found) == len(lines)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(http_methods=("PUT",)), ("no request of http_method PUT",)),
        (Filters(path_prefixes=("/v9",)), ("no request has a path that begins with /v9",)),
        (
            Filters(applications=("Seven", "Sevn"), registry=REGISTRY),
            ("no request of the application given; did you mean 'Seven'?",),
        ),
        (Filters(statuses=("500",)), ()),
    ],
)
def test_names_that_no_request_has_are_noted(
    tmp_path: Path, filters: Filters, expected: tuple[str, ...]
) -> None:
    lines: list[Drawn] = [(0, "api", "GET", "/a?user_key=k1", 200), (30, "api", "GET", "/", 200)]
    rows = RequestRows(CATALOG, Range(TEN + timedelta(minutes=15), None), filters)
    keys = pl.concat(part.keys for part in found_in(tmp_path, written(lines), rows, 1))

    assert rows.unknown(keys.unique()) == expected
