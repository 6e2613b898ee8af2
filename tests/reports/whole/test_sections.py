from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.report_sets import (
    NOW,
    SAMPLES,
    Asked,
    material_of,
    question_of,
    requests_each,
    sample_set,
    set_of_lines,
    set_of_logs,
)
from tests.same_process import run_in_process
from usagestats.render.delimited import to_csv
from usagestats.reports.parts.filters import Filters
from usagestats.reports.whole.sections import report_set

SPAN = "2026-05-05..2026-05-09"
OPTIONS = f"sample_logs/gateway --catalog sample_logs/usagestats.toml --range {SPAN} --format csv"
COMMANDS = {name: one.command for name, one in sample_set(SPAN).reports.items()}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_report_is_what_its_command_prints(name: str) -> None:
    environment = ENVIRONMENT | {"USAGESTATS_NOW": NOW.isoformat()}
    arguments = shlex.split(f"{COMMANDS[name]} {OPTIONS}")
    outcome = run_in_process(Invocation(arguments, environment=environment))

    assert outcome.exit == 0
    assert to_csv(sample_set(SPAN).reports[name].report) == outcome.stdout


def test_sample_lines_are_shown_only_where_wanted() -> None:
    catalog = SAMPLES / "usagestats.toml"
    with_samples = set_of_logs(
        [SAMPLES / "gateway"], Asked(SPAN, catalog=catalog, has_samples=True)
    )
    without, shown = (one.find("integration-errors") for one in (sample_set(SPAN), with_samples))

    assert without is not None
    assert "sample" not in without.rows.columns
    assert shown is not None
    assert shown.rows["sample"].null_count() == 0


def test_what_cannot_be_known_is_left_out_with_the_reason() -> None:
    lines = requests_each(datetime(2025, 1, 1, tzinfo=UTC), timedelta(days=1), 450)
    reports = set_of_lines(lines, Asked(filters=Filters(statuses=("2xx",))))

    assert reports.left_out == {
        "integration-errors": (
            "Integration errors are counted for whole products only, not for status 2xx."
        ),
        "traffic-by-hour": "Hours are shown for ranges of up to 400 days.",
    }
    assert not {"integration-errors", "traffic-by-hour", "latency-by-hour"} & set(reports.reports)


def test_counts_and_problems_that_are_of_others_too_are_left_out() -> None:
    asked = Asked(SPAN, catalog=SAMPLES / "usagestats.toml")
    question = question_of(asked)
    material = material_of([SAMPLES / "gateway"], asked, question)
    reports = report_set(question, replace(material, problems=None, known_counts=None))

    assert reports.counts is None
    assert "integration-errors" in reports.left_out


def test_times_that_the_logs_cover_and_do_not_cover_are_told() -> None:
    reports = sample_set(SPAN)

    assert [f"{hole.start:%d %H:%M}" for hole in reports.holes] == ["07 23:45", "09 23:45"]
    assert reports.span is not None
    assert reports.covered[0].start == reports.span.start
    assert reports.before is not None
    assert reports.before.end == reports.span.start


def test_filters_are_named_but_never_a_text_that_may_be_a_credential() -> None:
    filters = Filters(
        applications=("Weather Widget", "a-secret-key"), accounts=("Sky Labs",), statuses=("2xx",)
    )
    asked = Asked(SPAN, catalog=SAMPLES / "usagestats.toml", filters=filters)

    assert set_of_logs([SAMPLES / "gateway"], asked).filters == (
        "application Weather Widget or that is not registered",
        "account Sky Labs",
        "status 2xx",
    )
