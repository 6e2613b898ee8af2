"""What is said on standard error: notes, warnings, and how far the reading is."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from usagestats.visible import visible

if TYPE_CHECKING:
    from usagestats.pipeline import LogsRead

_REASONS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Messages:
    """Says no more than was asked for.

    Args:
        quiet: Only errors.
        verbose: Also what was read, and how.
    """

    quiet: bool
    verbose: bool

    def error(self, text: str) -> None:
        """Say why the exit code is not 0."""
        _say(f"usagestats: {text}")

    def warn(self, text: str) -> None:
        """Say what the user should look at."""
        if not self.quiet:
            _say(f"usagestats: warning: {text}")

    def note(self, text: str) -> None:
        """Say what explains the result."""
        if not self.quiet:
            _say(f"usagestats: {text}")

    def detail(self, text: str) -> None:
        """Say what only a curious user wants to know."""
        if self.verbose and not self.quiet:
            _say(f"usagestats: {text}")


def _say(text: str) -> None:
    sys.stderr.write("\n".join(visible(line) for line in text.split("\n")) + "\n")


def report_reading(read: LogsRead, log_zone: str, messages: Messages) -> None:
    """Say what was noticed while reading."""
    for opened in read.sources:
        name = opened.source.name
        if opened.is_skipped:
            messages.warn(f"{name}: skipped, no access log that is understood: {opened.detection}")
        elif opened.detection:
            messages.detail(f"{name}: {opened.detection}")
        if opened.damage:
            messages.warn(f"{name}: {opened.damage}; its whole lines up to there are counted")
    if read.without_offset:
        messages.note(
            f"{read.without_offset:,} requests without an offset are read as {log_zone}"
            " (--log-timezone)"
        )
    _report_rejects(read, messages)


def _report_rejects(read: LogsRead, messages: Messages) -> None:
    first = read.rejects.first()
    if first is None:
        return
    place = f"{read.sources[first.source].source.name}:{first.line}"
    share = f"{read.counts.rejects:,} of {read.counts.lines:,} lines rejected"
    messages.warn(f"{share}, the first is {place}: {first.reason}: {first.text}")
    by_count = sorted(read.rejects.counts.items(), key=lambda item: (-item[1], item[0]))
    for (source, reason), count in by_count[:_REASONS_SHOWN]:
        messages.detail(f"rejected: {count:,} × {reason} in {read.sources[source].source.name}")
