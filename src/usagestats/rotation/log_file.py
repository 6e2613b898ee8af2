"""A file of a log, as rotation leaves it."""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.rotation.names import RotatedName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

WRITTEN_ON_DEMAND: Final = frozenset({"aws-alb", "aws-elb", "aws-cloudfront", "aws-s3"})
"""The formats of gateways that write a file only when there were requests."""

Hull = tuple["datetime", "datetime"]
"""The times of a first and a last request."""


@dataclass(frozen=True)
class LogFile:
    """A file.

    Args:
        source: The id of its source.
        path: Its path, with `/` between folders.
        hull: The times of its first and last request; `None`: it has no request.
        is_whole: Whether it was read to its end.
        log_format: The name of its format; empty where it is not known.
        has_time_of_day: Whether its number is the time of its date; see `times_of_day`.
    """

    source: str
    path: str
    hull: Hull | None
    is_whole: bool = True
    log_format: str = ""
    has_time_of_day: bool = False

    @cached_property
    def name(self) -> RotatedName:
        """Its path, taken apart."""
        name = RotatedName.of(self.path)
        return name.at_time_of_day() if self.has_time_of_day else name

    @property
    def log(self) -> object:
        """The log that it belongs to."""
        if self.is_on_demand:
            return str(PurePath(self.name.log).parent), self.log_format
        return self.name.log

    @property
    def is_on_demand(self) -> bool:
        """Whether its gateway writes a file only when there were requests, so that none is missing.

        All its files in a folder, or in folders by date, are one log.
        """
        return self.log_format in WRITTEN_ON_DEMAND

    @property
    def is_active(self) -> bool:
        """Whether it has neither a date nor a number: the gateway writes into it."""
        return self.name.date is None and self.name.number is None

    @property
    def has_stable_name(self) -> bool:
        """Whether later rotations leave it its name."""
        return self.name.date is not None or self.is_on_demand


def hulls_of(files: Iterable[LogFile]) -> list[Hull]:
    """Return the hulls of the files that have requests."""
    return [file.hull for file in files if file.hull]
