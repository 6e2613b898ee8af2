"""The value of `--cluster`: processes of this machine, or the scheduler of Dask."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from usagestats.errors import UsageError
from usagestats.light_dataclass import dataclass

OPTION: Final = "--cluster"
_FORMS: Final = (
    "write tcp://HOST:PORT or tls://HOST:PORT for the scheduler of Dask, or local:N for N processes"
    " of this machine"
)
_LOCAL: Final = re.compile(r"local:([0-9]{1,4})")
_DASK: Final = re.compile(r"(?:tcp|tls)://[^/\s]+:[0-9]{1,5}")


class Kind(Enum):
    """The kinds of clusters."""

    LOCAL = "processes of this machine"
    DASK = "the scheduler of Dask"


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """A cluster that the user names.

    Args:
        text: The value of the option.
        kind: The kind of cluster.
        workers: The number of processes; 0 where the cluster has its own.
        target: The address that its library connects to; empty for processes of this machine.
    """

    text: str
    kind: Kind
    workers: int = 0
    target: str = ""

    @classmethod
    def of(cls, text: str) -> ClusterAddress:
        """Read the value of the option.

        Raises:
            UsageError: It is none of the forms.
        """
        if (local := _LOCAL.fullmatch(text)) and int(local[1]):
            return cls(text, Kind.LOCAL, workers=int(local[1]))
        if _DASK.fullmatch(text):
            return cls(text, Kind.DASK, target=text)
        raise UsageError(f"not the address of a cluster: {text}", where=OPTION, hint=_FORMS)
