"""The default line of APIcast, the gateway of 3scale.

    [TIME] HOST:PORT CLIENT:PORT "REQUEST" STATUS BYTES (SECONDS) IMPACT

The time is the end of the request. HOST is the public host of the product.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from usagestats.distinct import map_distinct
from usagestats.logs.addresses import host_name
from usagestats.logs.clf_time import read_bracketed_times
from usagestats.logs.quoted_request import (
    REQUEST_STATUS_BYTES,
    TIME,
    UNESCAPED_REQUEST_STATUS_BYTES,
    Before,
    QuotedRequestFormat,
)

if TYPE_CHECKING:
    from collections.abc import Collection

_BEFORE_REQUEST = rf"\[{TIME}\] (?P<host>[^ \"]+) (?P<client>[^ \"]+) "
_PATTERNS = tuple(
    re.compile(_BEFORE_REQUEST + rest, re.DOTALL)
    for rest in (REQUEST_STATUS_BYTES, UNESCAPED_REQUEST_STATUS_BYTES)
)
_HEAD_LENGTH = len("[10/Oct/2000:13:55:36 -0700] ")
_LEAD = re.compile(r"\[")
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


def _times(before: pl.Series) -> pl.Series:
    """Read the time at the beginning; null where two words and a space do not follow it."""
    times = read_bracketed_times(before.str.slice(0, 18), before.str.slice(18, 11), _LEAD)
    follows = before.str.slice(_HEAD_LENGTH).str.contains(r"^[^ ]+ [^ ]+ $")
    return times.to_frame("time").select(pl.when(follows).then("time")).to_series()


def _read(before: pl.Series, _: Collection[str]) -> tuple[dict[str, pl.Series], pl.Series]:
    hosts = before.str.slice(_HEAD_LENGTH).str.splitn(" ", 2).struct.field("field_0")
    nobody = pl.repeat(None, len(before), dtype=pl.String, eager=True)
    found = {"host": map_distinct(hosts, host_name, pl.String()), "remote_user": nobody}
    return found, hosts.is_not_null()


APICAST = QuotedRequestFormat(
    name="apicast",
    sample='[04/May/2026:10:15:30 +0000] api.example.org:8080 10.0.0.7:51234 "GET /v1/items'
    ' HTTP/1.1" 200 512 (0.034) 0',
    patterns=_PATTERNS,
    before=Before(_times, frozenset({"host", "remote_user"}), _read),
    further=_further,
)
