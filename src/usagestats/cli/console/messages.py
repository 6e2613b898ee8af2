"""Messages on standard error: errors, warnings, notes, and, with --verbose, details."""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

from usagestats.cli.console.standard_output import write_whole
from usagestats.light_dataclass import dataclass
from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from usagestats.pipeline.lines_read import LinesRead

_HELP = "  help: "
_REASONS_SHOWN = 10
_MIXTURES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Messages:
    """Writes as many messages as the options allow.

    Args:
        quiet: Whether only errors are written.
        verbose: Whether details are written, too: what was read, and how.
    """

    quiet: bool
    verbose: bool

    def error(self, text: str) -> None:
        """Write why the exit code is not 0."""
        say(f"usagestats: {text}")

    def warn(self, text: str) -> None:
        """Write about a matter that the user should look at."""
        if not self.quiet:
            say(f"usagestats: warning: {text}")

    def note(self, text: str) -> None:
        """Write an explanation of the result."""
        if not self.quiet:
            say(f"usagestats: {text}")

    def done(self, text: str) -> None:
        """Write what was done, on a terminal or with --verbose; under cron, write nothing."""
        is_watched = sys.stderr is not None and sys.stderr.isatty()
        (self.note if is_watched else self.detail)(text)

    def detail(self, text: str) -> None:
        """Write a detail, with --verbose only."""
        if self.verbose and not self.quiet:
            say(f"usagestats: {text}")


def say(text: str) -> None:
    """Write to standard error. If that is closed or full, the result does not suffer."""
    if sys.stderr is not None:
        shown = "\n".join(_lines(text)) + "\n"
        with suppress(OSError):
            write_whole(sys.stderr.buffer, shown.encode(sys.stderr.encoding, "backslashreplace"))


def _lines(text: str) -> Iterator[str]:
    """Give the lines of a message; on a terminal they are wrapped at words.

    Lines that show a text and the carets beneath it stay as they are.
    """
    width = _terminal_width()
    for line in text.split("\n"):
        shown = visible(line)
        is_shown_text = line.startswith("  ") and not line.startswith(_HELP)
        if width is None or is_shown_text:
            yield shown
        else:
            from usagestats.render.words import wrapped

            yield from wrapped(shown, width, indent="    ", cuts=False)


def _terminal_width() -> int | None:
    """Return the width of the terminal that standard error is; `None` where it is none."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or None
    except (OSError, ValueError):  # no terminal, or no descriptor
        return None


def report_reading(
    read: LinesRead, log_zone: str, messages: Messages, *, is_routine: bool = False
) -> None:
    """Write what was noticed while logs were read.

    Args:
        read: The outcome of the lines, and of each source.
        log_zone: The name of the zone of logs without offsets.
        messages: Writes it.
        is_routine: Whether these logs are read again and again. Remarks that are the same every
            time are then written only on a terminal, or with --verbose.
    """
    warn, note = (messages.done,) * 2 if is_routine else (messages.warn, messages.note)
    misfits = {outcome.number for outcome in read.misfits}
    for outcome in read.outcomes:
        name = outcome.source.name
        if outcome.detection and outcome.number in misfits:
            messages.error(f"{name}: {outcome.detection.complaint}")
        elif outcome.detection and outcome.is_skipped:
            skipped = f"{name}: skipped, {outcome.detection.complaint}"
            (messages.detail if outcome.detection.is_error_log else warn)(skipped)
        elif outcome.copy_of:
            note(f"{name}: not read, its content is in {outcome.copy_of.name}")
        elif outcome.detection:
            messages.detail(f"{name}: {outcome.detection}")
        if outcome.damage:
            messages.error(f"{name}: {outcome.damage}; the complete lines before it are counted")
    _report_mixtures(read, note)
    _report_times(read, log_zone, note)
    if read.repeated:
        messages.warn(
            f"the logger left out {read.repeated:,} repeated messages; requests among them are"
            " not counted"
        )
    _report_rejects(read, messages)


def _report_times(read: LinesRead, log_zone: str, note: Callable[[str], None]) -> None:
    """Write how times were read that lack an offset or a year."""
    if read.without_offset:
        note(
            f"{read.without_offset:,} requests have times without a UTC offset, which are read as"
            f" {log_zone} (--log-timezone)"
        )
    for day, count in sorted(read.skipped.items()):
        note(
            f"{count:,} of them are at times of {day} that the clocks of {log_zone} skipped: they"
            " are read as if the clocks had not been changed yet; are the logs in another zone?"
        )
    for day, count in sorted(read.undecided.items()):
        note(
            f"{count:,} of them are at times of {day} that the clocks of {log_zone} showed twice,"
            " and the order of lines does not decide which is meant: some may be counted an hour"
            " too early or too late"
        )
    if read.without_year:
        note(
            f"{read.without_year:,} requests without a year get the year from the time when their"
            " log was last written"
        )


def _report_mixtures(read: LinesRead, note: Callable[[str], None]) -> None:
    """Write the formats of the logs that have several, with the number of lines of each."""
    mixed = read.mixed_sources()
    if len(mixed) <= _MIXTURES_SHOWN:
        for name, lines_of in mixed:
            note(f"{name}: contains several formats: {_numbered(lines_of)}")
        return
    total = sum((lines_of for _, lines_of in mixed), Counter[str]())
    together = f"{len(mixed):,} logs contain several formats, together {_numbered(total)}"
    note(f"{together} (shown for each by: usagestats check)")


def _numbered(lines_of: Counter[str]) -> str:
    return ", ".join(f"{count:,} × {name}" for name, count in lines_of.most_common())


def _report_rejects(read: LinesRead, messages: Messages) -> None:
    first = read.rejects.first()
    if first is None:
        return
    place = f"{read.outcomes[first.source].source.name}:{first.line}"
    share = f"{read.counts.rejects:,} of {read.counts.lines:,} lines rejected"
    messages.warn(f"{share}, the first is {place}: {first.reason}: {first.text}")
    by_count = sorted(read.rejects.counts.items(), key=lambda item: (-item[1], item[0]))
    for (source, reason), count in by_count[:_REASONS_SHOWN]:
        messages.detail(f"rejected: {count:,} × {reason} in {read.outcomes[source].source.name}")
