"""The address of a cluster → the engine, loaded only where it is named."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

from usagestats.cluster.address import OPTION, ClusterAddress, Kind
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.pipeline.mapper import Done, Lost, Mapper, Task, Work

_Result = TypeVar("_Result")
_Task = TypeVar("_Task", bound="Task")


@contextmanager
def opened_engine(address: ClusterAddress, meter: Meter | None = None) -> Iterator[Mapper]:
    """Give an engine that connects to a cluster, or starts the processes of this machine.

    It does so when it gets work: a run of `ingest` that finds nothing new needs none. At the end
    the cluster is left.

    Args:
        address: The cluster.
        meter: Counts the bytes of the tasks that are done.

    Raises:
        UsageError: The library of the cluster is not installed.
    """
    opened_at = _library(address.kind)
    with ExitStack() as opened:
        yield _WhenNeeded(lambda: opened.enter_context(opened_at(address, meter)))


def _library(
    kind: Kind,
) -> Callable[[ClusterAddress, Meter | None], AbstractContextManager[Mapper]]:
    """Load the library of a kind of cluster, an extra."""
    try:
        if kind is Kind.SPARK:
            from usagestats.cluster.spark import opened_spark  # noqa: PLC0415

            return opened_spark
        if kind is Kind.LOCAL:
            from usagestats.cluster.processes import opened_processes  # noqa: PLC0415

            return opened_processes
        from usagestats.cluster.dask_engine import opened_dask  # noqa: PLC0415
    except ImportError as error:
        raise _not_installed("spark" if kind is Kind.SPARK else "cluster") from error
    return opened_dask


class _WhenNeeded:
    """An engine that is opened by its first work.

    Args:
        opened: Opens it.
    """

    def __init__(self, opened: Callable[[], Mapper]) -> None:
        self._opened = opened
        self._engine: Mapper | None = None

    def results(
        self, tasks: Iterable[_Task], work: Work[_Task, _Result]
    ) -> Iterator[Done[_Result] | Lost]:
        """Give the results of all tasks.

        Raises:
            ClusterError: The cluster cannot be used.
        """
        self._engine = self._engine or self._opened()
        return self._engine.results(tasks, work)


def refuse_streams(sources: Iterable[Source]) -> None:
    """Make sure that another process can open all sources.

    Raises:
        UsageError: One of them is standard input, or a pipe.
    """
    for source in sources:
        if not source.can_be_read_again():
            hint = "name objects, or files in a folder that all workers see under the same path"
            what = f"cannot count {source.name}: other processes cannot read it"
            raise UsageError(what, where=OPTION, hint=hint)


def _not_installed(extra: str) -> UsageError:
    hint = f"install it: pip install 'usagestats-cli[{extra}]'"
    return UsageError("it needs a library that is not installed", where=OPTION, hint=hint)
