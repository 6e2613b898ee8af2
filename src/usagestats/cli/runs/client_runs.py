"""The two reports of `clients`: clients are ranked, or counted by period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.choices import Counting
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.choices import Granularity
    from usagestats.cli.options.groups import RequestFilters
    from usagestats.cli.runs.log_input import LogInput
    from usagestats.cli.runs.report_run import ReportRun
    from usagestats.cli.runs.usage_input import UsageInput


@dataclass(frozen=True, slots=True)
class Shown:
    """How ranked clients are shown.

    Args:
        split_by: The keys by which rows are split.
        is_all: Whether all clients are shown.
        is_whole: Whether addresses are shown whole.
    """

    split_by: tuple[str, ...]
    is_all: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Periods:
    """The rows of the report that counts clients.

    Args:
        granularity: The width of the periods.
        split_by: The keys by which rows are split.
        is_dense: Whether split rows appear also where there were no requests.
    """

    granularity: Granularity
    split_by: tuple[str, ...]
    is_dense: bool


def refuse_without_by(store: str | None, *, is_dense: bool) -> None:
    """Make sure that clients which are ranked come from logs.

    Raises:
        UsageError: A store is named, or an option that only periods have.
    """
    if store is not None:
        hint = "name the logs instead, or count the applications in the store: --by day"
        raise UsageError("a store keeps no addresses", where="--store", hint=hint)
    if is_dense:
        hint = "choose periods, such as --by day, or leave it out"
        raise UsageError("goes only with --by", where="--dense", hint=hint)


def refuse_beside_by(others: Mapping[str, bool]) -> None:
    """Make sure that periods are not asked to show single clients.

    Raises:
        UsageError: One of the other options is given.
    """
    for option, is_given in others.items():
        if is_given:
            hint = f"leave out {option} or --by: with --by, clients are counted and not shown"
            raise UsageError("cannot be combined with --by", where=option, hint=hint)


def rank_clients(run: ReportRun[LogInput], shown: Shown, options: RequestFilters) -> None:
    """Write the clients with the most requests.

    Raises:
        UsageError: See `InputRun.survey`.
        typer.Exit: See `ReportRun.finish`.
    """
    from usagestats.cli.runs.filters import request_filters
    from usagestats.diagnostics.client_ranking import RankedClients, ranked_clients_report
    from usagestats.survey.clients import ClientRanking, ClientsAsked

    chosen = request_filters(options, run.file, Counting.MATCHED)
    zone, catalog = run.clock.zone, run.file.catalog
    question = RankedClients(run.range, zone, shown.split_by, shown.is_all, shown.is_whole, chosen)
    asked = ClientsAsked(run.range, zone, question.keys, filters=chosen, catalog=catalog)
    survey = ClientRanking(asked, shown.is_whole)
    read, found = run.survey(question.grain(), chosen, survey)
    run.finish(read, ranked_clients_report(question, read.usage, found, read.coverage, read.counts))


def count_clients(run: ReportRun[UsageInput], periods: Periods, options: RequestFilters) -> None:
    """Write the number of different clients and applications in each period.

    Raises:
        UsageError: See `InputRun.survey`.
        typer.Exit: See `ReportRun.finish`.
    """
    run.refuse_beside_picture({"--split-by": periods.split_by})
    from usagestats.cli.runs.filters import request_filters
    from usagestats.diagnostics.clients import Clients, clients_report
    from usagestats.survey.clients import ClientsAsked, ClientSurvey

    chosen = request_filters(options, run.file, Counting.MATCHED)
    zone, first_day = run.clock.zone, run.clock.week_start
    by, splits = periods.granularity, periods.split_by
    question = Clients(by, run.range, zone, splits, chosen, periods.is_dense, first_day)
    asked = ClientsAsked(run.range, zone, question.keys, by, first_day, chosen, run.file.catalog)
    survey, needed = ClientSurvey(asked), run.needed(chosen)
    read, seen = run.survey(question.grain(), chosen, survey, needed=needed)
    run.finish(read, clients_report(question, read.usage, seen, read.coverage, read.counts))
