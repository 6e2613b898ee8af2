"""The input of a report on usage: logs and a store, behind one protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from pathlib import Path

    import polars as pl

    from usagestats.periods.period import Range
    from usagestats.reports.parts.filters import Filters
    from usagestats.survey.survey import Findings, Survey
    from usagestats.tables.compact_usage import CompactUsage
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage
    from usagestats.tables.usage import Grain

Found = TypeVar("Found", bound="Findings")


class LinesOutcome(Protocol):
    """The outcome of the lines that were read; the exit code depends on it."""

    @property
    def counts(self) -> Counts:
        """The counts of the lines."""

    @property
    def has_failed(self) -> bool:
        """Whether a log that the user named could not be read to its end."""


class UsageRead(LinesOutcome, Protocol):
    """The usage that was read."""

    @property
    def usage(self) -> pl.DataFrame:
        """USAGE at the grain of the report."""

    @property
    def compact_usage(self) -> CompactUsage:
        """USAGE at the grain of the report, in few and small rows."""

    @property
    def more(self) -> tuple[pl.DataFrame, ...]:
        """USAGE at each further grain."""

    @property
    def problems(self) -> pl.DataFrame:
        """PROBLEMS, where the report needs them."""

    @property
    def coverage(self) -> Coverage:
        """The time that the input covers."""


class UsageInput(Protocol):
    """Logs or a store, from which usage is read."""

    @property
    def files(self) -> list[Path]:
        """The files that are read; a report never replaces one."""

    @property
    def has_minutes(self) -> bool:
        """Whether usage can be read by the minute."""

    def read(
        self,
        grain: Grain,
        *,
        more: Sequence[Grain] = (),
        needed: Range | None = None,
        problems_of: Filters | None = None,
    ) -> UsageRead:
        """Read the usage, and write on standard error what was noticed.

        Args:
            grain: How fine the usage is.
            more: Further grains at which the same requests are counted.
            needed: The only part of the usage that the report needs; `None` for all. Logs are read
                as a whole.
            problems_of: Choose the requests whose PROBLEMS are read; `None` for no PROBLEMS. A
                store may give those of other products, too.

        Raises:
            UsageError: A filter needs what the input does not have.
        """

    def survey(
        self, grain: Grain, survey: Survey[Found], *, needed: Range | None = None
    ) -> tuple[UsageRead, Found | None]:
        """Read the usage, and survey the requests on the way.

        Args:
            grain: How fine the usage is.
            survey: Looks at every request; a store has none, and nothing is found.
            needed: As in `read`.

        Raises:
            UsageError: A filter needs what the input does not have.
        """

    def limit_slot(self) -> timedelta | None:
        """Return the slot of the usage if it is too wide for limits per minute, else `None`."""
