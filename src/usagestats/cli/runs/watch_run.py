"""The run of `usagestats watch`: look for new lines every two seconds, and show the state."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from threading import Event
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group
from rich.live import Live

from usagestats.cli.console.colors import is_dumb, may_color
from usagestats.cli.console.progress import shown_progress
from usagestats.cli.options.catalog_choice import catalog_in_force
from usagestats.cli.options.settings import clock_of, now
from usagestats.cli.runs.filters import request_filters
from usagestats.cli.runs.found_input import logs_to_read
from usagestats.cli.runs.reading import Reading, be_interruptible
from usagestats.diagnostics.last_hour import LastHour
from usagestats.errors import InputError, UsageError
from usagestats.ingest.followed_logs import FollowedLogs
from usagestats.logs.files.sources import find_sources
from usagestats.pipeline.counting import UsageQuestion
from usagestats.render.live_view import live_view
from usagestats.survey.newest_errors import ErrorSurvey

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import typer

    from usagestats.cli.options.groups import LogOptions, RequestFilters
    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.pipeline.usage_sum import ChunkUsage
    from usagestats.survey.newest_errors import NewestErrors
    from usagestats.watched import Watched

_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class WatchRun:
    """One run of the command.

    Args:
        sources: The logs that there are at the beginning.
        logs: Gives their new lines.
        hour: Adds them up.
        console: The terminal.
        unicode: Whether it can show more than ASCII.
        is_quiet: Whether the first reading has no progress bar.
    """

    sources: list[Source]
    logs: FollowedLogs[tuple[ChunkUsage, NewestErrors]]
    hour: LastHour
    console: Console
    unicode: bool
    is_quiet: bool

    @classmethod
    def of(
        cls, context: typer.Context, filters: RequestFilters, logs: LogOptions, color: str | None
    ) -> WatchRun:
        """Understand the options, and find the logs.

        Raises:
            UsageError: An option or the catalog is wrong, or standard output is no terminal.
            InputError: A log cannot be found or read.
            typer.Exit: No log is named, and the help was shown.
        """
        file = catalog_in_force(logs.catalog, is_without=logs.no_catalog)
        zone = clock_of(logs.timezone, file).zone
        chosen = request_filters(filters, file)
        _refuse_no_terminal()
        sources = logs_to_read(context, logs.named, file, may_move=True)
        _refuse_streams(sources)
        reading = Reading.of(logs, zone, file)
        hour = LastHour(chosen, zone)
        usage = UsageQuestion(file.catalog, hour.grain, reading.log_zone, reading.log_format)
        question = usage.with_survey(ErrorSurvey(file.catalog, chosen))
        followed = FollowedLogs(lambda: _present(logs.named or ()), question)
        console, unicode = _terminal(color or "auto")
        return cls(sources, followed, hour, console, unicode, logs.quiet)

    def run(self) -> None:
        """Read all logs, then look for new lines until Ctrl-C.

        Raises:
            InputError: No log can be read.
            KeyboardInterrupt: The person at the terminal has seen enough.
        """
        be_interruptible()
        with shown_progress(self.sources, quiet=self.is_quiet) as meter:
            self._look(meter)
        if len(self.logs.errors) == len(self.sources):
            raise next(iter(self.logs.errors.values()))
        with _resizes() as resized, self._live() as live:
            shown: object = None
            while True:
                state = self._state()
                if shown != (shown := (state, self.console.size)):
                    live.update(self._view(state), refresh=True)
                if not resized.wait(_SECONDS):
                    self._look()
                resized.clear()

    def _look(self, meter: Meter | None = None) -> None:
        requests = 0
        for answer in self.logs.look(meter):
            part, errors = answer.part
            requests += self.hour.add(
                part.usage.table(self.hour.grain), errors, answer.lines.counts
            )
        self.hour.note_rate(time.monotonic(), requests)

    def _state(self) -> Watched:
        faults = {name: error.what for name, error in self.logs.errors.items()}
        return self.hour.state(_minute(now()), self.logs.count, faults)

    def _live(self) -> Live:
        return Live(
            console=self.console,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )

    def _view(self, state: Watched) -> Group:
        width, height = self.console.size
        return live_view(state, width, height, unicode=self.unicode)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _present(arguments: Sequence[str]) -> list[Source]:
    """Return the logs that the arguments name now; between two steps of a rotation one is gone."""
    return list(chain.from_iterable(_named(argument) for argument in arguments))


def _named(argument: str) -> list[Source]:
    with suppress(InputError):
        return find_sources([argument], may_move=True)
    return []


def _refuse_no_terminal() -> None:
    if not sys.stdout.isatty() or is_dumb():
        hint = "for figures without a terminal: usagestats traffic LOG"
        raise UsageError("a screen needs a terminal", where="standard output", hint=hint)


def _refuse_streams(sources: Sequence[Source]) -> None:
    for source in sources:
        if source.path is None or not source.path.is_file():
            hint = "name files, folders or globs"
            raise UsageError("only files can be followed", where=source.name, hint=hint)


def _terminal(color: str) -> tuple[Console, bool]:
    has_colors = may_color(color, is_terminal=True)
    console = Console(
        file=sys.stdout, force_terminal=True, no_color=not has_colors, highlight=False, markup=False
    )
    return console, (sys.stdout.encoding or "").lower().startswith("utf")


@contextmanager
def _resizes() -> Iterator[Event]:
    """Give an event that is set when the terminal gets another size."""
    resized = Event()
    before = signal.signal(signal.SIGWINCH, lambda *_: resized.set())
    try:
        yield resized
    finally:
        signal.signal(signal.SIGWINCH, before)
