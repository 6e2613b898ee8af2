"""The NCSA family: common, combined, virtual host first, nginx `main`, other trailing extras.

    [VHOST[:PORT]] CLIENT IDENT USER [TIME] [HOST] "REQUEST" STATUS BYTES [EXTRAS]

Written by nginx (time: the end of the request) and Apache (its start), and by most that imitate
them. The client may be a comma list, a quoted list or `unix:`; the pair `- USER` may be one short;
the offset may be missing, and is then the log zone's.
"""

from __future__ import annotations

import re
from typing import Any

from usagestats.logs.readers.extras import FAST_EXTRAS, extra_columns, seconds
from usagestats.logs.readers.fast_patterns import CLF_TIME, FastPatterns
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.quoted_request import (
    FAST_REQUEST_STATUS_BYTES,
    REQUEST_STATUS_BYTES,
    TIME,
    UNESCAPED_REQUEST_STATUS_BYTES,
    QuotedRequestFormat,
)
from usagestats.logs.readers.quoted_scan import QuotedScan
from usagestats.logs.values.addresses import host_name, is_address
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.request_line import unescape

_BEFORE_REQUEST = rf'(?P<prefix>.+?) \[{TIME}\] (?:(?P<host>[^ "\[\]]+) )?'
PATTERNS = tuple(
    re.compile(_BEFORE_REQUEST + rest, re.DOTALL)
    for rest in (REQUEST_STATUS_BYTES, UNESCAPED_REQUEST_STATUS_BYTES)
)
_QUOTED = re.compile(r'"([^"]*)"')
_EMPTY = {"-", "", '""'}


def before_columns(match: re.Match[str]) -> dict[str, Any]:
    """Tell virtual host, client and user apart in what stands before the time."""
    tokens = _QUOTED.sub(lambda quoted: quoted[1].replace(", ", ",") or '""', match["prefix"])
    words = re.sub(r", +", ",", tokens).split(" ")
    host = None
    if _names_virtual_host(words):
        host = host_name(words.pop(0))
    client = words[0].split(",")[0]
    user = " ".join(words[2:]) if len(words) > 2 else "".join(words[1:])  # noqa: PLR2004  (places of words)
    return {
        "host": host_name(match["host"]) if match["host"] else host,
        "remote_address": client or None,
        "remote_user": None if set(user.split(" ")) <= _EMPTY else user,
    }


def _names_virtual_host(words: list[str]) -> bool:
    if len(words) < 2 or words[1] == "-" or "," in words[0]:  # noqa: PLR2004  (places of words)
        return False
    return is_address(words[1].split(",")[0]) or (len(words) > 3 and words[2] == "-")  # noqa: PLR2004  (places of words)


def _further(match: re.Match[str]) -> dict[str, Any]:
    return {**before_columns(match), **extra_columns(match["after"])}


NCSA_SCAN = QuotedScan({"host": host_name, "query": unescape})
"""How the kernel reads `[HOST] CLIENT - USER [TIME] [HOST] "REQUEST" STATUS BYTES`."""

_CLIENT_AND_USER = (
    "(?P<remote_address>[0-9a-fA-F.:]+) - (?P<remote_user>[!#-Z^-~]+)"  # no [, and no escape
)
_FAST_BEFORE = (
    rf"{_CLIENT_AND_USER} \[{CLF_TIME}\] (?:(?P<host>[!#-Z^-~]+) )?",
    rf"(?P<host>[!$-+\x2d-Z^-~]+) {_CLIENT_AND_USER} \[{CLF_TIME}\] ",
)


def fast_patterns(after: str, texts: NamedTexts) -> FastPatterns:
    """Return the fast path for lines with this after the size, where the extras are wanted."""
    lines = tuple(f"{before}{FAST_REQUEST_STATUS_BYTES}{after}" for before in _FAST_BEFORE)
    return FastPatterns(lines, texts)


NCSA = QuotedRequestFormat(
    name="ncsa",
    sample='203.0.113.7 - - [04/May/2026:10:15:30 +0000] "GET /v1/items HTTP/1.1" 200 512'
    ' "-" "curl/8.5.0"',
    patterns=PATTERNS,
    scan=NCSA_SCAN,
    further=_further,
    more=fast_patterns(
        f"(?:{FAST_EXTRAS})?",
        NamedTexts(parse_clf_time, readers={"remote_address": str, "duration_ms": seconds}),
    ),
    absent_columns=frozenset({"service", "upstream_status"}),
)
