"""The list of wrappers. Of several that match equally many lines the first is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.wrappers.caddy import CADDY_CONSOLE
from usagestats.logs.wrappers.cri import CRI
from usagestats.logs.wrappers.docker import DOCKER
from usagestats.logs.wrappers.envelopes import JOURNALD, SHIPPER
from usagestats.logs.wrappers.prefixes import (
    CF_LOGS,
    CLOUDWATCH,
    COMPOSE,
    FLUENTD,
    ISO_TIME,
    KUBECTL,
    PLATFORM_SH,
    STERN,
    TIMESTAMP,
)
from usagestats.logs.wrappers.quotes import QUOTES
from usagestats.logs.wrappers.syslog import SYSLOG, SYSLOG_5424

if TYPE_CHECKING:
    from usagestats.logs.wrappers.prefixes import Prefix
    from usagestats.logs.wrappers.wrapper import Wrapper

LINE_WRAPPERS: Final[tuple[Prefix, ...]] = (
    FLUENTD,
    SYSLOG_5424,
    SYSLOG,
    TIMESTAMP,
    COMPOSE,
    KUBECTL,
    STERN,
    PLATFORM_SH,
)
"""Those that are a prefix, and so can be taken off single lines of a source."""

WRAPPERS: Final[tuple[Wrapper, ...]] = (
    DOCKER,
    CRI,
    CADDY_CONSOLE,
    FLUENTD,
    SYSLOG_5424,
    CLOUDWATCH,
    SYSLOG,
    CF_LOGS,
    TIMESTAMP,
    COMPOSE,
    KUBECTL,
    STERN,
    PLATFORM_SH,
    JOURNALD,
    SHIPPER,
    QUOTES,
)


def _up_to_time(begins: str) -> str:
    """Return a pattern up to its first time, since many begin with one; else the whole pattern."""
    head, time, _ = begins.partition(ISO_TIME)
    return begins if "(" in head else head + time


_WRAPPED: Final = late_pattern(
    "|".join(dict.fromkeys(f"(?:{_up_to_time(one.begins)})" for one in WRAPPERS))
)


def may_be_wrapped(line: str) -> bool:
    """Whether a line may have one of the wrappers: one look instead of sixteen."""
    return _WRAPPED.match(line) is not None
