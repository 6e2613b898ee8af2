"""Labelled tab-separated values, `time:[…]<TAB>host:…<TAB>req:GET / HTTP/1.1<TAB>status:200`.

nginx writes these lines with the end of the request as the time, Apache with its start. The label
`host` is the client, `vhost` the virtual host; `reqtime` is in seconds. The operator chooses the
labels: a time and a request must be among them.
Source: ltsv.org, "Labels for Web server's Log".
"""

from __future__ import annotations

from functools import partial

from usagestats.logs.readers.named_format import NamedFormat
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pairs import LABELS
from usagestats.logs.values.line_times import any_time
from usagestats.logs.values.numbers import milliseconds

LTSV = NamedFormat(
    name="ltsv",
    sample="time:04/May/2026:10:15:30 +0000\thost:203.0.113.7\treq:GET /v1/items HTTP/1.1"
    "\tstatus:200\tsize:512\treqtime:0.034\tua:curl/8.5.0\tvhost:api.example.org",
    grammar=LABELS,
    names={
        "time": ("time", "time_local", "isotime", "msec"),
        "request": ("req", "request"),
        "http_method": ("method",),
        "target": ("uri", "request_uri"),
        "status": ("status",),
        "response_bytes": ("size", "body_bytes_sent"),
        "duration_ms": ("reqtime", "request_time"),
        "upstream_status": ("upstream_status",),
        "remote_address": ("host", "remote_addr", "forwardedfor", "x_forwarded_for"),
        "remote_user": ("user", "remote_user"),
        "user_agent": ("ua", "user_agent"),
        "host": ("vhost", "http_host"),
        "service": ("service", "backend"),
    },
    texts=NamedTexts(time=any_time, readers={"duration_ms": partial(milliseconds, per_unit=1000)}),
    lacks="no label:value pairs between tabs",
    one_of=(("time",), ("request", "http_method", "target")),
    telling=("\t",),
)
