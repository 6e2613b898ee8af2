"""The part that all lines of the NCSA family begin with.

    [VHOST[:PORT]] CLIENT IDENT USER [TIME] [HOST] "REQUEST" STATUS BYTES …

The client may be a comma list, a quoted list or `unix:`; IDENT or USER may be missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from usagestats.logs.readers.fast_patterns import CLF_TIME, FastPatterns
from usagestats.logs.readers.quoted_request import (
    FAST_REQUEST_STATUS_BYTES,
    REQUEST_STATUS_BYTES,
    TIME,
    UNESCAPED_REQUEST_STATUS_BYTES,
)
from usagestats.logs.readers.quoted_scan import QuotedScan
from usagestats.logs.values.addresses import host_name, is_address
from usagestats.logs.values.request_line import unescape

if TYPE_CHECKING:
    from usagestats.logs.readers.named_texts import NamedTexts

_BEFORE_REQUEST = rf'(?P<prefix>.+?) \[{TIME}\] (?:(?P<host>[^ "\[\]]+) )?'
NCSA_PATTERNS: Final = tuple(
    re.compile(_BEFORE_REQUEST + rest, re.DOTALL)
    for rest in (REQUEST_STATUS_BYTES, UNESCAPED_REQUEST_STATUS_BYTES)
)
"""The patterns of whole lines for `QuotedRequestFormat`; the group `after` is the rest."""

NCSA_SCAN: Final = QuotedScan({"host": host_name, "query": unescape})
"""How the kernel reads the same part."""

_QUOTED = re.compile(r'"([^"]*)"')
_EMPTY = {"-", "", '""'}


def before_columns(match: re.Match[str]) -> dict[str, Any]:
    """Return `host`, `remote_address` and `remote_user` of a match of `NCSA_PATTERNS`."""
    tokens = _QUOTED.sub(lambda quoted: quoted[1].replace(", ", ",") or '""', match["prefix"])
    words = re.sub(r", +", ",", tokens).split(" ")
    host = None
    if _begins_with_virtual_host(words):
        host = host_name(words.pop(0))
    client = words[0].split(",")[0]
    user = " ".join(words[2:]) if len(words) > 2 else "".join(words[1:])  # noqa: PLR2004  (places of words)
    return {
        "host": host_name(match["host"]) if match["host"] else host,
        "remote_address": client or None,
        "remote_user": None if set(user.split(" ")) <= _EMPTY else user,
    }


def _begins_with_virtual_host(words: list[str]) -> bool:
    if len(words) < 2 or words[1] == "-" or "," in words[0]:  # noqa: PLR2004  (places of words)
        return False
    return is_address(words[1].split(",")[0]) or (len(words) > 3 and words[2] == "-")  # noqa: PLR2004  (places of words)


_CLIENT_AND_USER = (
    "(?P<remote_address>[0-9a-fA-F.:]+) - (?P<remote_user>[!#-Z^-~]+)"  # no [, and no escape
)
_FAST_BEFORE = (
    rf"{_CLIENT_AND_USER} \[{CLF_TIME}\] (?:(?P<host>[!#-Z^-~]+) )?",
    rf"(?P<host>[!$-+\x2d-Z^-~]+) {_CLIENT_AND_USER} \[{CLF_TIME}\] ",
)


def fast_ncsa_patterns(after: str, texts: NamedTexts) -> FastPatterns:
    """Return fast patterns that also find the columns after the size.

    Args:
        after: The pattern of the rest of the line, after the size.
        texts: How the format writes the texts of the groups.
    """
    lines = tuple(f"{before}{FAST_REQUEST_STATUS_BYTES}{after}" for before in _FAST_BEFORE)
    return FastPatterns(lines, texts)
