"""The default line of APIcast, the gateway of 3scale.

    [TIME] HOST:PORT CLIENT:PORT "REQUEST" STATUS BYTES (SECONDS) IMPACT

The time is the end of the request. HOST is the public host of the product.
"""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from usagestats.distinct import map_distinct
from usagestats.logs.addresses import host_name
from usagestats.logs.quoted_request import (
    REQUEST_STATUS_BYTES,
    TIME,
    TIME_LENGTH,
    UNESCAPED_REQUEST_STATUS_BYTES,
    Before,
    QuotedRequestFormat,
)

_BEFORE_REQUEST = rf"\[{TIME}\] (?P<host>[^ \"]+) (?P<client>[^ \"]+) "
_PATTERNS = tuple(
    re.compile(_BEFORE_REQUEST + rest, re.DOTALL)
    for rest in (REQUEST_STATUS_BYTES, UNESCAPED_REQUEST_STATUS_BYTES)
)
_HEAD_LENGTH = TIME_LENGTH + len("[] ")
_SECONDS = re.compile(r" \(([0-9]+\.[0-9]+)\)")


def _further(match: re.Match[str]) -> dict[str, Any]:
    duration = _SECONDS.match(match["after"])
    return {
        "host": host_name(match["host"]),
        "remote_address": match["client"].rpartition(":")[0] or match["client"],
        "remote_user": None,
        "user_agent": None,
        "duration_ms": round(float(duration[1]) * 1000, 3) if duration else None,
    }


def _time_text(before: pl.Series) -> pl.Series:
    """Cut the time off the beginning; null where two words and a space do not follow."""
    fits = before.str.contains(r"^\[.{26}\] [^ ]+ [^ ]+ $")
    texts = before.str.slice(1, TIME_LENGTH)
    return texts.to_frame("text").select(pl.when(fits).then("text")).to_series()


def _hosts(before: pl.Series) -> tuple[pl.Series, pl.Series]:
    hosts = before.str.slice(_HEAD_LENGTH).str.splitn(" ", 2).struct.field("field_0")
    return map_distinct(hosts, host_name, pl.String()), hosts.is_not_null()


def _no_users(before: pl.Series) -> tuple[pl.Series, pl.Series]:
    nobody = pl.repeat(None, len(before), dtype=pl.String, eager=True)
    return nobody, before.is_not_null()


APICAST = QuotedRequestFormat(
    name="apicast",
    sample='[04/May/2026:10:15:30 +0000] api.example.org:8080 10.0.0.7:51234 "GET /v1/items'
    ' HTTP/1.1" 200 512 (0.034) 0',
    patterns=_PATTERNS,
    before=Before(_time_text, {"host": _hosts, "remote_user": _no_users}),
    further=_further,
)
