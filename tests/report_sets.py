"""Sets of reports for tests: made from lines of a log, or from the sample logs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from tests.conftest import PROJECT
from usagestats.cli.console.messages import Messages
from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.cli.options.settings import RejectLimit
from usagestats.cli.runs.log_input import LogInput
from usagestats.cli.runs.reading import Reading
from usagestats.logs.files.sources import find_sources
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.periods.range_expression import parse_range
from usagestats.report_set import ReportSet
from usagestats.reports.parts.filters import EVERYTHING, Filters
from usagestats.reports.parts.plan_limits import PlanLimits
from usagestats.reports.whole.material import Material
from usagestats.reports.whole.question import WholeReport
from usagestats.reports.whole.sections import report_set

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SAMPLES = PROJECT / "sample_logs"
LINE = '203.0.113.9 - - [{time:%d/%b/%Y:%H:%M:%S %z}] "{verb} {path} HTTP/1.1" {status} 17{rest}'


@dataclass(frozen=True)
class Asked:
    """What a set of reports is asked for."""

    range: str = ""
    zone: str = "UTC"
    filters: Filters = EVERYTHING
    catalog: Path | None = None
    title: str = "API usage"
    has_samples: bool = False


def question_of(asked: Asked) -> WholeReport:
    name = str(asked.catalog) if asked.catalog else None
    file = catalog_in_force(name, is_without=asked.catalog is None)
    clock = Clock(NOW, ZoneInfo(asked.zone))
    span = parse_range(asked.range, clock) if asked.range else Range()
    filters = replace(asked.filters, registry=file.registry)
    return WholeReport(
        span, clock, PlanLimits(file.catalog, filters), asked.title, has_samples=asked.has_samples
    )


def material_of(
    logs: Sequence[Path], asked: Asked, question: WholeReport, more: Iterable[str] = ()
) -> Material:
    name = str(asked.catalog) if asked.catalog else None
    file = catalog_in_force(name, is_without=asked.catalog is None)
    reading = Reading(ZoneInfo("UTC"), None, RejectLimit(), Messages(quiet=True, verbose=False))
    given = LogInput(find_sources(map(str, logs)), file, reading)
    grain, of_durations = question.grains(more)
    read = given.read(grain, more=[of_durations], problems_of=question.filters_of_problems)
    tables = {grain: read.usage, of_durations: read.more[0]}
    return Material(tables, read.problems, read.coverage, read.counts)


def set_of_logs(logs: Sequence[Path], asked: Asked) -> ReportSet:
    question = question_of(asked)
    names = tuple(sorted(path.name for path in logs))
    return report_set(question, material_of(logs, asked, question), names)


def set_of_lines(lines: Iterable[str], asked: Asked = Asked()) -> ReportSet:
    """Make a set of the lines of one log."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "access.log"
        log.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return set_of_logs([log], asked)


@cache
def sample_set(span: str = "2026-05-05..2026-05-09") -> ReportSet:
    """Make the set of the sample logs: a lost day, failures, alerts, and a day before."""
    return set_of_logs([SAMPLES / "gateway"], Asked(span, catalog=SAMPLES / "usagestats.toml"))


LIMITS = """identify = ["query:user_key"]
applications = "applications.csv"
[[products]]
name = "city"
[[plans]]
name = "basic"
limits = [{ metric = "hits", value = 10, per = "day" }]
"""
APPLICATIONS = """key,id,name,account,plan
one-key,1,Map,Sky Labs,basic
two-key,2,Radar,Sky Labs,basic
"""


@cache
def limited_set() -> ReportSet:
    """Make a set in which Map reaches 120 % on each of two days, and Radar 50 % once."""
    start = datetime(2026, 5, 4, tzinfo=UTC)
    hour = timedelta(hours=1)
    lines = [
        *requests_each(start, hour, 12, path="/a?user_key=one-key"),
        *requests_each(start + 25 * hour, hour, 12, path="/a?user_key=one-key"),
        *requests_each(start + 30 * hour, hour, 5, path="/a?user_key=two-key"),
    ]
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "usagestats.toml").write_text(LIMITS)
        (folder / "applications.csv").write_text(APPLICATIONS)
        (folder / "access.log").write_text("".join(f"{line}\n" for line in lines))
        return set_of_logs(
            [folder / "access.log"], Asked("2026-05", catalog=folder / "usagestats.toml")
        )


def request(
    time: datetime, path: str = "/a", status: int = 200, verb: str = "GET", rest: str = ""
) -> str:
    return LINE.format(time=time, path=path, status=status, verb=verb, rest=rest)


def requests_each(start: datetime, step: timedelta, count: int, **how: str | int) -> list[str]:
    """Return a line for each of some equal steps of time."""
    return [request(start + number * step, **how) for number in range(count)]  # type: ignore[arg-type]
