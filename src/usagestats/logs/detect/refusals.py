"""Logs that are known and cannot be counted, with the reason and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

_REQUEST = late_pattern(r'"[A-Z]+ [^" ]+ HTTP/[0-9.]+"')
_COLOUR = r"(?:\x1b\[[0-9;]*m)*"
_TIME = late_pattern(r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}|[0-9]{10}")

_REFUSALS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        late_pattern(rf'{_COLOUR}INFO{_COLOUR}: +[^ ]+:[0-9]+ - {_COLOUR}"'),
        "it looks like uvicorn, whose lines have no time: add %(asctime)s to its access format",
    ),
    (
        late_pattern(r"tls [0-9.]+ [0-9-]{10}T[^ ]+ net/"),
        "it is the log of a network load balancer: connections, no requests",
    ),
    (
        late_pattern(r"<request (?:id|requestId)="),
        "it looks like the XML of AWS API Gateway, which is not read: choose JSON, CLF or CSV",
    ),
)
_NO_TIME = "its lines hold requests, but no time: add one to the log format of the gateway"


def refusal(lines: Sequence[str], whole: Sequence[str]) -> str | None:
    """Return the reason why lines cannot be read, if at least half of them show it; else `None`.

    Args:
        lines: The lines, perhaps without wrappers.
        whole: The lines of the source: a wrapper may hold the time.
    """
    for pattern, reason in _REFUSALS:
        if 2 * sum(pattern.match(line) is not None for line in lines) >= max(len(lines), 1):
            return reason
    timeless = [line for line in whole if _REQUEST.search(line) and not _TIME.search(line)]
    return _NO_TIME if 2 * len(timeless) >= max(len(lines), 1) else None
