from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as text_format

from tests.render.conftest import MIDNIGHT, with_changes, with_shares
from usagestats.errors import UsageError
from usagestats.render.openmetrics import to_openmetrics
from usagestats.report import Column, ColumnType, Report, Role

if TYPE_CHECKING:
    from collections.abc import Callable

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples_of(text: str, parse: Callable[[str], Any] = openmetrics) -> Samples:
    """Return the samples that a parser finds; a gauge has no timestamp."""
    found: Samples = {}
    for family in parse(text):
        assert family.type == "gauge"
        for sample in family.samples:
            assert sample.timestamp is None
            found[sample.name, tuple(sample.labels.items())] = sample.value
    return found


@pytest.fixture
def labelled(report: Report) -> Report:
    columns = (
        replace(report.columns[0], given_role=Role.LABEL),
        replace(report.columns[1], given_role=Role.REMARK),
        replace(report.columns[2], given_role=Role.VALUE),
        *report.columns[3:],
    )
    return replace(report, columns=columns)


def test_each_number_is_a_gauge_and_the_rest_of_the_row_its_labels(labelled: Report) -> None:
    text = to_openmetrics(labelled)

    assert text.splitlines()[:7] == [
        "# TYPE usagestats_traffic_partial gauge",
        "# HELP usagestats_traffic_partial The column partial of usagestats traffic.",
        'usagestats_traffic_partial{period_start="2026-10-25T02:00:00+03:00",backend="catalog",application="web",status="200"} 1',
        r'usagestats_traffic_partial{period_start="2026-10-25T03:00:00+03:00",backend="catalog",application="=SUM(A1,\"x\")",status="404"} 0',
        r'usagestats_traffic_partial{period_start="2026-10-25T03:00:00+02:00",application="a|b\\x1b[31m\\u202ered\\t\\n"} 0',
        'usagestats_traffic_partial{period_start="2026-10-25T04:00:00+02:00",backend="search",status="503"} 0',
        "# TYPE usagestats_traffic_requests gauge",
    ]
    assert text.endswith("\n# EOF\n")


@pytest.mark.parametrize("parse", [openmetrics, text_format])
def test_parsers_of_both_formats_find_the_values_and_no_null(
    labelled: Report, parse: Callable[[str], Any]
) -> None:
    found = samples_of(to_openmetrics(labelled), parse)
    requests = [value for (name, _), value in found.items() if name.endswith("_requests")]
    labels = [dict(labels) for name, labels in found if name.endswith("_hits")]

    assert requests == [1_234_567, 617_284, 0]
    assert [one.get("application") for one in labels] == [
        "web",
        '=SUM(A1,"x")',
        r"a|b\x1b[31m\u202ered\t\n",
    ]
    assert "status" not in labels[2]


@pytest.mark.parametrize("text", ['a"b', "a\\", "a\nb", "a\\nb", "{x=1}", "Ελλάδα 🚀", "#", " "])
def test_every_text_can_be_a_label(report: Report, text: str) -> None:
    rows = pl.DataFrame({"status": [text], "share": [0.5]})
    found = samples_of(to_openmetrics(replace(with_shares(report, 0.5), rows=rows)))

    expected = text.replace("\n", r"\n")  # made visible first

    assert found == {("usagestats_traffic_share", (("status", expected),)): 0.5}


def test_numbers_have_no_exponent_and_times_are_seconds(report: Report) -> None:
    columns = (
        Column("tiny", ColumnType.SHARE),
        Column("huge", ColumnType.MEASURE, unit="bytes"),
        Column("first", ColumnType.TIME),
    )
    rows = pl.DataFrame({"tiny": [1e-7], "huge": [1e21], "first": [MIDNIGHT]})
    text = to_openmetrics(replace(report, name="top-apps", columns=columns, rows=rows))

    assert [line for line in text.splitlines() if not line.startswith("#")] == [
        "usagestats_top_apps_tiny 0.0000001",
        "usagestats_top_apps_huge_bytes 1000000000000000000000.0",
        "usagestats_top_apps_first_timestamp_seconds 1792879200",
    ]
    assert len(samples_of(text)) == 3


def test_names_that_become_equal_are_numbered(report: Report) -> None:
    columns = tuple(Column(key, ColumnType.COUNT) for key in ("get-x", "get.x", "größe", "9"))
    rows = pl.DataFrame([(1, 2, 3, 4)], [column.key for column in columns], orient="row")
    found = samples_of(to_openmetrics(replace(report, columns=columns, rows=rows)))

    assert [name.removeprefix("usagestats_traffic_") for name, _ in found] == [
        *("get_x", "get_x_2", "gr__e", "9"),
    ]


def test_changes_are_metrics_of_their_own(report: Report) -> None:
    found = samples_of(to_openmetrics(replace(with_changes(report, 0.5), name="t")))

    assert {name for name, _ in found} >= {"usagestats_t_hits_change", "usagestats_t_hits_previous"}


def test_a_report_without_rows_has_no_samples(labelled: Report) -> None:
    text = to_openmetrics(replace(labelled, rows=labelled.rows.clear()))

    assert samples_of(text) == {}
    assert text.endswith("# EOF\n")


def test_rows_that_no_label_tells_apart_are_refused(labelled: Report) -> None:
    rows = pl.concat([labelled.rows, labelled.rows])
    with pytest.raises(UsageError, match="some rows have the same labels"):
        to_openmetrics(replace(labelled, rows=rows))


def test_a_report_without_numbers_is_refused(report: Report) -> None:
    columns = (Column("status", ColumnType.NAME),)
    rows = pl.DataFrame({"status": ["200"]})
    with pytest.raises(UsageError, match="there are no numbers"):
        to_openmetrics(replace(report, columns=columns, rows=rows))
