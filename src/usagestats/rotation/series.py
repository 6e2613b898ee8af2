"""Files of logs → series: the runs without a missing file, and the files that are missing.

The path of a file only says which log it belongs to, and its place there. Times come from requests.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from usagestats.light_dataclass import dataclass
from usagestats.rotation.log_file import Hull, LogFile, hulls_of
from usagestats.rotation.names import pattern_of
from usagestats.rotation.order import Order, orders_of
from usagestats.tables.coverage import MissingFiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Series:
    """The files of a log, in order.

    Args:
        runs: The files, cut where one is missing. Those of a run cover the time from its first to
            its last request.
        missing: The files that are missing between two of them.
        step: The step between the dates: `hour`, `day`, `week` or `month`; `None`: there is none.
    """

    runs: tuple[tuple[LogFile, ...], ...]
    missing: tuple[MissingFiles, ...] = ()
    step: str | None = None

    @property
    def files(self) -> tuple[LogFile, ...]:
        """All files in order."""
        return tuple(chain.from_iterable(self.runs))

    @property
    def pattern(self) -> str:
        """The paths of the files, with `DATE` and `N` in the places of dates and numbers."""
        rotated = [file for file in self.files if not file.is_active]
        return pattern_of((rotated or self.files)[-1].path)

    @property
    def hulls(self) -> list[Hull]:
        """The time from the first to the last request of each run."""
        hulls = [hulls_of(run) for run in self.runs]
        return [(min(hull)[0], max(last for _, last in hull)) for hull in hulls if hull]

    @property
    def pairs(self) -> list[tuple[LogFile, LogFile]]:
        """The files that follow each other without a missing one: the older and the newer."""
        with_requests = ([file for file in run if file.hull] for run in self.runs)
        return list(chain.from_iterable(map(pairwise, with_requests)))


def series_of(files: Iterable[LogFile]) -> list[Series]:
    """Put files into series; a file that belongs to no other is a series of one."""
    logs: dict[object, list[LogFile]] = defaultdict(list)
    for file in files:
        logs[file.log].append(file)
    return list(chain.from_iterable(map(_series_of_log, logs.values())))


def _series_of_log(files: Sequence[LogFile]) -> Iterator[Series]:
    if files[0].is_on_demand or files[0].name.is_container_log:
        yield Series(_in_order_of_time(files))
    else:
        yield from map(_cut, orders_of(files))


def _in_order_of_time(files: Sequence[LogFile]) -> tuple[tuple[LogFile, ...], ...]:
    """Return the runs of files of which none can be missing: one, unless one was not read whole."""
    by_time = sorted(files, key=lambda file: (file.hull is None, file.hull))
    runs = [[by_time[0]]]
    for older, newer in pairwise(by_time):
        if older.is_whole:
            runs[-1].append(newer)
        else:
            runs.append([newer])
    return tuple(map(tuple, runs))


def _cut(order: Order) -> Series:
    """Cut files in order where one is missing, or where their names do not show it."""
    from usagestats.rotation.missing import missing_between, step_of  # noqa: PLC0415  (one file: none)

    step = step_of(order.files)
    runs, gaps = [[order.files[0]]], []
    for older, newer in pairwise(order.files):
        names = missing_between(older, newer, order, step)
        if names == [] and older.is_whole:
            runs[-1].append(newer)
        else:
            gaps += [(len(runs), names)] if names else []
            runs.append([newer])
    missing = (_missing(runs[:cut], runs[cut:], names) for cut, names in gaps)
    return Series(tuple(map(tuple, runs)), tuple(filter(None, missing)), step)


def _missing(
    before: Iterable[Iterable[LogFile]], after: Iterable[Iterable[LogFile]], names: list[str]
) -> MissingFiles | None:
    """Return the files that are missing between runs; `None`: no request lies on one side."""
    older, newer = hulls_of(chain.from_iterable(before)), hulls_of(chain.from_iterable(after))
    if not (older and newer):
        return None
    return MissingFiles(max(last for _, last in older), min(newer)[0], tuple(names))
