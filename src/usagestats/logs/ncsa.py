"""The NCSA family: common, combined, virtual host first, nginx `main`, other trailing extras.

    [VHOST[:PORT]] CLIENT IDENT USER [TIME] [HOST] "REQUEST" STATUS BYTES [EXTRAS]

Written by nginx (time: the end of the request) and Apache (its start), and by most that imitate
them. The client may be a comma list, a quoted list or `unix:`; the pair `- USER` may be one short;
the offset may be missing, and is then the log zone's.
"""

from __future__ import annotations

import re
from typing import Any

import polars as pl

from usagestats.distinct import map_distinct
from usagestats.logs.addresses import ADDRESS, host_name, is_address
from usagestats.logs.extras import extra_columns
from usagestats.logs.quoted_request import (
    REQUEST_STATUS_BYTES,
    TIME,
    TIME_LENGTH,
    UNESCAPED_REQUEST_STATUS_BYTES,
    Before,
    QuotedRequestFormat,
)

_BEFORE_REQUEST = rf'(?P<prefix>.+?) \[{TIME}\] (?:(?P<host>[^ "\[\]]+) )?'
_PATTERNS = tuple(
    re.compile(_BEFORE_REQUEST + rest, re.DOTALL)
    for rest in (REQUEST_STATUS_BYTES, UNESCAPED_REQUEST_STATUS_BYTES)
)
_TAIL_LENGTH = TIME_LENGTH + len(" [] ")
_QUOTED = re.compile(r'"([^"]*)"')
_EMPTY = {"-", "", '""'}


def _before_columns(match: re.Match[str]) -> dict[str, Any]:
    """Tell virtual host, client and user apart in what stands before the time."""
    tokens = _QUOTED.sub(lambda quoted: quoted[1].replace(", ", ",") or '""', match["prefix"])
    words = re.sub(r", +", ",", tokens).split(" ")
    host = None
    if _names_virtual_host(words):
        host = host_name(words.pop(0))
    client = words[0].split(",")[0]
    user = " ".join(words[2:]) if len(words) > 2 else "".join(words[1:])  # noqa: PLR2004
    return {
        "host": host_name(match["host"]) if match["host"] else host,
        "remote_address": client or None,
        "remote_user": None if set(user.split(" ")) <= _EMPTY else user,
    }


def _names_virtual_host(words: list[str]) -> bool:
    if len(words) < 2 or words[1] == "-" or "," in words[0]:  # noqa: PLR2004
        return False
    return is_address(words[1].split(",")[0]) or (len(words) > 3 and words[2] == "-")  # noqa: PLR2004


def _further(match: re.Match[str]) -> dict[str, Any]:
    return {**_before_columns(match), **extra_columns(match["after"])}


def _time_text(before: pl.Series) -> pl.Series:
    """Cut the time off the end of `CLIENT IDENT USER [TIME] `; null where there is no such end."""
    is_long = before.str.len_bytes() > _TAIL_LENGTH
    fits = is_long & (before.str.slice(-_TAIL_LENGTH, 2) == " [") & before.str.ends_with("] ")
    texts = before.str.slice(-TIME_LENGTH - 2, TIME_LENGTH)
    if fits.all():
        return texts
    return texts.to_frame("text").select(pl.when(fits).then("text")).to_series()


def _words(before: pl.Series) -> pl.DataFrame:
    """Return the first three words before the time, and in `more` the rest."""
    words = before.str.head(-_TAIL_LENGTH).str.splitn(" ", 4)
    return words.struct.rename_fields(["first", "second", "third", "more"]).struct.unnest()


_FIRST_IS_ONE = ~pl.col("first").str.contains(",", literal=True)
_PLAIN = _FIRST_IS_ONE & (pl.col("second") == "-")
_HOST_FIRST = _FIRST_IS_ONE & pl.col("second").str.contains(ADDRESS)


def _hosts(before: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Accept no virtual host, or one before a plain address."""
    words = _words(before)
    hosts = words.select(pl.when(_HOST_FIRST).then("first")).to_series()
    return map_distinct(hosts, host_name, pl.String()), words.select(
        _PLAIN | _HOST_FIRST
    ).to_series()


def _users(before: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Accept one word after the `-` that nobody fills."""
    words = _words(before)
    third = pl.col("third").is_not_null() & (pl.col("third") != "")
    is_plain = _PLAIN & third & pl.col("more").is_null()
    is_after_host = (
        _HOST_FIRST
        & (pl.col("third") == "-")
        & ~pl.col("more").str.contains(" ", literal=True)
        & (pl.col("more") != "")
    )
    user = pl.when(is_plain).then("third").otherwise("more")
    chosen = words.select(
        user=pl.when(user != "-").then(user),
        accepted=is_plain.fill_null(value=False) | is_after_host.fill_null(value=False),
    )
    return chosen["user"], chosen["accepted"]


NCSA = QuotedRequestFormat(
    name="ncsa",
    sample='203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/items HTTP/1.1" 200 512'
    ' "-" "curl/8.5.0"',
    patterns=_PATTERNS,
    before=Before(_time_text, {"host": _hosts, "remote_user": _users}),
    further=_further,
)
