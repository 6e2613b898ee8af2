from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
import typer

from tests.ingest.shop import Shop, lines
from usagestats.choices import Granularity
from usagestats.cli.options.groups import LogOptions, OutputOptions, SpanOptions
from usagestats.cli.runs.report_run import CHANGED_RUN, usage_run
from usagestats.cli.runs.why_run import NumberAsked, WhyRun
from usagestats.errors import UsageError
from usagestats.periods.period import Range
from usagestats.reports.parts.filters import Filters
from usagestats.reports.signups import Signups
from usagestats.reports.traffic import traffic_in_parts, traffic_report
from usagestats.reports.traffic_parts.question import Traffic

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = NumberAsked((), "hits", 2)


@pytest.fixture(autouse=True)
def _in_a_folder_without_a_catalog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")


def run_of(
    context: typer.Context, log: Path | None, asked: NumberAsked = WHOLE, store: str | None = None
) -> WhyRun:
    """Begin a run as `why` does: by what it puts into the context."""
    context.meta[CHANGED_RUN] = partial(WhyRun.of, asked)
    logs = LogOptions([str(log)] if log else None)
    run = usage_run(context, logs, store, SpanOptions(), OutputOptions())
    assert isinstance(run, WhyRun)
    return run


def traffic(run: WhyRun) -> Traffic:
    return Traffic(Granularity.ALL, Range(), run.clock.zone, ("requests", "hits"))


@pytest.mark.parametrize("is_in_parts", [True, False])
def test_a_number_is_explained_instead_of_the_report(
    context: typer.Context, log: Path, capsys: pytest.CaptureFixture[str], *, is_in_parts: bool
) -> None:
    run = run_of(context, log)
    if is_in_parts:
        run.answer_in_parts(traffic(run), traffic_in_parts, is_within_range=True)
    else:
        run.answer(traffic(run), traffic_report, is_within_range=True)

    header, rule, *shown = capsys.readouterr().out.splitlines()
    assert header == "part,source,line,text,requests,usage"
    assert rule == f"rule,{log},,GET → metadata,3,3"
    assert [line.split(",")[:3] for line in shown] == [
        ["line", str(log), "1"],
        ["line", str(log), "2"],
    ]


def test_the_second_reading_says_nothing(
    context: typer.Context, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_of(context, log)
    run.answer(traffic(run), traffic_report, is_within_range=True)

    assert capsys.readouterr().err.count("1 of 4 lines rejected") == 1


def test_a_store_is_asked_for_its_groups(
    context: typer.Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = Shop(tmp_path)
    shop.write("b.log", lines(0, 7))
    shop.ingest("b.log")
    run = run_of(context, None, NumberAsked((), None, 2), str(tmp_path / "store"))
    run.answer(traffic(run), traffic_report, is_within_range=True)

    assert ",every request of " in capsys.readouterr().out


def test_a_metric_names_the_column_where_each_has_one(
    context: typer.Context, log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = run_of(context, log, NumberAsked(("metric=requests",), None, 0))
    run.answer(traffic(run), traffic_report, is_within_range=True)

    assert capsys.readouterr().out.splitlines()[1].endswith(",3,3")


def test_a_report_that_lists_no_requests_is_a_mistake_of_the_program(
    context: typer.Context, log: Path
) -> None:
    run = run_of(context, log)
    question = traffic(run)
    read = run.read(question.grain(), Filters())
    report = traffic_report(question, read.usage, read.coverage, read.counts)

    with pytest.raises(TypeError, match="has no numbers"):
        run.conclude(Signups(Range(), run.clock.zone, Filters()), read, report)


def test_what_can_be_read_only_once_is_refused(
    context: typer.Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "a.log"
    log.write_text("no request")
    with log.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        with pytest.raises(UsageError, match="can be read only once"):
            run_of(context, "-")  # type: ignore[arg-type]
