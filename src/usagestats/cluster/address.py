"""The value of `--cluster`: processes of this machine, the scheduler of Dask, or Spark."""

from __future__ import annotations

from enum import Enum
from typing import Final

from usagestats.errors import UsageError
from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass

OPTION: Final = "--cluster"
_FORMS: Final = (
    "write local:N for N processes of this machine, without Dask; tcp://HOST:PORT or\n"
    "tls://HOST:PORT for the scheduler of Dask; or for Spark: spark, spark://HOST:PORT,\n"
    "sc://HOST:PORT, spark:yarn or 'spark:local[2]'"
)
_LOCAL: Final = late_pattern(r"local:([0-9]{1,4})")
_DASK: Final = late_pattern(r"(?:tcp|tls)://[^/\s]+:[0-9]{1,5}")
_SPARK: Final = late_pattern(
    r"spark"  # the session of this process, or whatever spark-submit and its files say
    r"|spark:(?P<master>yarn|local(?:\[[0-9*]+(?:,[0-9]+)?\])?|k8s://[^\s;]+)"
    r"|(?P<url>spark://[^\s;/]+:[0-9]{1,5}|sc://[^\s;/]+(?:/?;\S*)?)"
)


class Kind(Enum):
    """The kinds of clusters."""

    LOCAL = "processes of this machine"
    DASK = "the scheduler of Dask"
    SPARK = "Spark"


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """A cluster that the user names.

    Args:
        text: The value of the option, as messages show it: without a token of Spark Connect.
        kind: The kind of cluster.
        workers: The number of processes; 0 where the cluster has its own.
        target: The address that its library connects to; empty where there is none.
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
        if spark := _SPARK.fullmatch(text):
            target = spark["master"] or spark["url"] or ""
            return cls(text.partition(";")[0].rstrip("/"), Kind.SPARK, target=target)
        raise UsageError(f"not the address of a cluster: {text}", where=OPTION, hint=_FORMS)
