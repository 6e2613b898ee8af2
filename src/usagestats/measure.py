"""What is told of the use of a metric; apart, so that `--help` is quick."""

from enum import StrEnum


class Measure(StrEnum):
    """How much it was used, how many bytes were sent, or how long its requests took."""

    USAGE = "usage"
    BYTES = "bytes"
    P50 = "p50"
    P90 = "p90"
    P95 = "p95"
    P99 = "p99"

    @property
    def percentile(self) -> int | None:
        """How many of a hundred requests took no longer; `None` where it is no percentile."""
        return int(self[1:]) if self.startswith("p") else None


class Comparison(StrEnum):
    """What usage is compared with."""

    PREVIOUS = "previous"
