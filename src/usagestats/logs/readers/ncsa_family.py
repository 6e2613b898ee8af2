"""The part that all lines of the NCSA family begin with.

    [VHOST[:PORT]] CLIENT IDENT USER [TIME] [HOST] ["FORWARDED"] "REQUEST" STATUS BYTES …

`before_time` reads the words before the time. FORWARDED is the client if it is an address: nginx
behind a proxy writes it so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from usagestats.logs.readers.before_time import read_before_time
from usagestats.logs.readers.fast_patterns import CLF_TIME, FastPatterns
from usagestats.logs.readers.quoted_request import (
    FAST_REQUEST_STATUS_BYTES,
    FAST_URL_STATUS_BYTES,
    REQUEST_STATUS_BYTES,
    TIME,
    UNESCAPED_REQUEST_STATUS_BYTES,
)
from usagestats.logs.readers.quoted_scan import QuotedScan
from usagestats.logs.values.addresses import first_address, host_name, is_address
from usagestats.logs.values.request_line import unescape

if TYPE_CHECKING:
    from usagestats.logs.readers.named_texts import NamedTexts

_ONE = r"(?:-|unknown|[0-9a-fA-F.:\[\]]+)"
_FORWARDED = rf'"(?P<forwarded>(?:{_ONE}(?:, ?{_ONE})*)?)"'
_BEFORE_REQUEST = rf'(?P<prefix>.+?) \[{TIME}\] (?:(?P<host>[^ "\[\]]+) )?(?:{_FORWARDED} (?="))?'
NCSA_PATTERNS: Final = tuple(
    re.compile(_BEFORE_REQUEST + rest, re.DOTALL)
    for rest in (REQUEST_STATUS_BYTES, UNESCAPED_REQUEST_STATUS_BYTES)
)
"""The patterns of whole lines for `QuotedRequestFormat`; the group `after` is the rest."""

NCSA_SCAN: Final = QuotedScan(
    {"host": host_name, "remote_address": first_address, "query": unescape}
)
"""How the kernel reads the same part."""


def before_columns(match: re.Match[str], *, has_host: bool = False) -> dict[str, Any]:
    """Return the columns and fields of a match of `NCSA_PATTERNS` that stand before the request.

    Args:
        match: The match.
        has_host: Whether the first word is known to be the host.

    Raises:
        NoRequestError: The words before the time are no host, client, identity and user for
            certain.
    """
    words = read_before_time(match["prefix"], has_host=has_host)
    forwarded = first_address(match["forwarded"] or "") or ""
    return {
        "host": host_name(match["host"]) if match["host"] else words.host,
        "remote_address": forwarded if is_address(forwarded) else words.client,
        "remote_user": words.user,
        "fields": {} if words.request_id is None else {"request_id": words.request_id},
    }


_IPV4 = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
_H = "[0-9a-fA-F]{1,4}"
_GAPS = "|".join(f"(?:{_H}:){{1,{7 - after}}}(?::{_H}){{1,{after}}}" for after in range(1, 7))
_IPV6 = f"(?:{_H}:){{7}}{_H}|{_GAPS}|(?:{_H}:){{1,7}}:|:(?:(?::{_H}){{1,7}}|:)|::[fF]{{4}}:{_IPV4}"
_FAST_CLIENTS = (f"{_IPV4}(?::[0-9]{{1,5}})?", _IPV6)
# surely no address; no bracket, and no escape
_FAST_USER = r"(?P<remote_user>-|[A-Za-z_][!$-'*+\x2d-9;-Z^-~]*|[0-9]+)"
_FAST_BEFORE = rf"(?P<remote_address>CLIENT) - {_FAST_USER} \[{CLF_TIME}\] "
_FAST_LINES = tuple(
    line.replace("CLIENT", client)
    for client in _FAST_CLIENTS
    for line in (
        f"{_FAST_BEFORE}(?:(?P<host>[!#-Z^-~]+) )?{FAST_REQUEST_STATUS_BYTES}",
        rf"(?P<host>[A-Za-z_][!$-+\x2d-Z^-~]*) {_FAST_BEFORE}{FAST_REQUEST_STATUS_BYTES}",
        f"{_FAST_BEFORE}{FAST_URL_STATUS_BYTES}",
    )
)


def fast_ncsa_patterns(after: str, texts: NamedTexts) -> FastPatterns:
    """Return fast patterns that also find the columns after the size.

    Args:
        after: The pattern of the rest of the line, after the size.
        texts: How the format writes the texts of the groups.
    """
    return FastPatterns(tuple(f"{line}{after}" for line in _FAST_LINES), texts)
