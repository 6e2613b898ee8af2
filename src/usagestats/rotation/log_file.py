"""A file of a log, as rotation leaves it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from usagestats.rotation.names import RotatedName

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

Hull = tuple["datetime", "datetime"]
"""The times of a first and a last request."""


@dataclass(frozen=True)
class LogFile:
    """A file.

    Args:
        key: Identifies its source: a number in a run, or an id in a store.
        path: Its path, with `/` between folders.
        hull: The times of its first and last request; `None`: it has no request.
        is_whole: Whether it was read to its end.
        on_demand: The name of its format, where the gateway writes a file only when there were
            requests; else `None`.
    """

    key: object
    path: str
    hull: Hull | None
    is_whole: bool = True
    on_demand: str | None = None

    @cached_property
    def name(self) -> RotatedName:
        """Its path, taken apart."""
        return RotatedName.of(self.path)

    @property
    def log(self) -> object:
        """The log that it belongs to."""
        if self.on_demand is None:
            return self.name.log
        return str(PurePath(self.name.log).parent), self.on_demand

    @property
    def is_active(self) -> bool:
        """Whether it has neither a date nor a number: the gateway writes into it."""
        return self.name.date is None and self.name.number is None

    @property
    def has_stable_name(self) -> bool:
        """Whether later rotations leave it its name."""
        return self.name.date is not None or self.on_demand is not None


def hulls_of(files: Iterable[LogFile]) -> list[Hull]:
    """Return the hulls of the files that have requests."""
    return [file.hull for file in files if file.hull]
