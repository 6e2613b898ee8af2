"""The list of wrappers. Of several that match equally many lines the first is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.logs.wrappers.caddy import CADDY_CONSOLE
from usagestats.logs.wrappers.cri import CRI
from usagestats.logs.wrappers.docker import DOCKER
from usagestats.logs.wrappers.envelopes import JOURNALD, SHIPPER
from usagestats.logs.wrappers.prefixes import (
    CF_LOGS,
    CLOUDWATCH,
    COMPOSE,
    FLUENTD,
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
