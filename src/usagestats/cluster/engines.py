"""The address of a cluster → the engine, loaded only where it is named."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from usagestats.cluster.address import OPTION, ClusterAddress
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from usagestats.logs.files.open_source import Meter
    from usagestats.logs.files.sources import Source
    from usagestats.pipeline.mapper import Mapper


@contextmanager
def opened_engine(address: ClusterAddress, meter: Meter | None = None) -> Iterator[Mapper]:
    """Connect to a cluster, or start the processes of this machine; leave it at the end.

    Args:
        address: The cluster.
        meter: Counts the bytes of the tasks that are done.

    Raises:
        UsageError: The library of the cluster is not installed.
        ClusterError: The cluster cannot be used.
    """
    try:
        from usagestats.cluster.dask_engine import opened_dask  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise _not_installed("a cluster", "cluster") from error
    with opened_dask(address, meter) as dask:
        yield dask


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


def _not_installed(what: str, extra: str) -> UsageError:
    hint = f"install it: pip install 'usagestats-cli[{extra}]'"
    return UsageError(f"{what} needs a library that is not installed", where=OPTION, hint=hint)
