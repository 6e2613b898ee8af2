"""The lines of the routers of Heroku, as its log and its drains show them.

    TIME heroku[router]: at=info method=GET path="/v1/items" host=… service=34ms status=200 …
    LENGTH <PRIORITY>1 TIME heroku router - - at=info …                          (a drain)

The time is the end of the request; `service` is its duration. Lines of the applications, of the
dynos and of other parts of Heroku stand beside them and are no requests.
Source: devcenter.heroku.com, "HTTP Routing".
"""

from __future__ import annotations

import re

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.blanks import single_spaced
from usagestats.logs.readers.named_format import NamedFormat
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pairs import LOGFMT
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.numbers import milliseconds

_ROUTER = late_pattern(
    r"(?:[0-9]+ )?(?:<[0-9]+>1 )?(?P<time>[0-9-]{10}T[^ ]+) (?:[^ ]+ )?"
    r"heroku(?:\[router\]:| router - -) (?P<pairs>at=.*)",
    re.DOTALL,
)
_OTHER = late_pattern(
    r"(?:[0-9]+ )?(?:<[0-9]+>1 )?[0-9-]{10}T[^ ]+ (?:[^ ]+ )?"
    r"(?:app|heroku)(?:\[(?!router\])[\w.-]+\]:| (?!router )[\w.-]+ - -) "
)


def _is_of_others(line: str) -> bool:
    return _OTHER.match(single_spaced(line)) is not None


def _with_unit(text: str) -> float | None:
    return milliseconds(text.removesuffix("ms"), 1)


HEROKU = NamedFormat(
    name="heroku-router",
    sample='2026-05-04T10:15:30.123456+00:00 heroku[router]: at=info method=GET path="/v1/items"'
    ' host=api.example.org request_id=c01bb5b7 fwd="203.0.113.7" dyno=web.1 connect=1ms'
    " service=34ms status=200 bytes=512 protocol=https",
    grammar=LOGFMT,
    around=_ROUTER,
    needed={"method": ""},
    is_other=_is_of_others,
    names={
        "time": ("time",),
        "http_method": ("method",),
        "host": ("host",),
        "target": ("path",),
        "status": ("status",),
        "response_bytes": ("bytes",),
        "duration_ms": ("service",),
        "remote_address": ("fwd",),
    },
    texts=NamedTexts(time=parse_iso_time, plain=str, readers={"duration_ms": _with_unit}),
    lacks="no TIME heroku[router]: at=… method=…",
    telling=("heroku[", "app[", " - - "),
)
