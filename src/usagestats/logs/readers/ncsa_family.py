"""The part that all lines of the NCSA family begin with.

    [VHOST[:PORT]] CLIENT IDENT USER [TIME] [HOST] ["FORWARDED"] "REQUEST" STATUS BYTES …

`before_time` reads the words before the time. FORWARDED is the client if it is an address: nginx
behind a proxy writes it so.
"""

from __future__ import annotations

import re
from typing import Any, Final

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.before_time import read_before_time
from usagestats.logs.readers.quoted_request import (
    REQUEST_STATUS_BYTES,
    TIME,
    UNESCAPED_REQUEST_STATUS_BYTES,
)
from usagestats.logs.values.addresses import first_address, host_name, is_address
from usagestats.logs.values.request_line import unescape

_ONE = r"(?:-|unknown|[0-9a-fA-F.:\[\]]+)"
_FORWARDED = rf'"(?P<forwarded>(?:{_ONE}(?:, ?{_ONE})*)?)"'
_BEFORE_REQUEST = rf'(?P<prefix>.+?) \[{TIME}\] (?:(?P<host>[^ "\[\]]+) )?(?:{_FORWARDED} (?="))?'
NCSA_PATTERNS: Final = tuple(
    late_pattern(_BEFORE_REQUEST + rest, re.DOTALL)
    for rest in (REQUEST_STATUS_BYTES, UNESCAPED_REQUEST_STATUS_BYTES)
)
"""The patterns of whole lines for `QuotedRequestFormat`; the group `after` is the rest."""

NCSA_READERS: Final = {"host": host_name, "remote_address": first_address, "query": unescape}
"""The functions that read the texts that the kernel finds in the same part."""


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
