"""Texts of single options and commands, changed by chance.

Files for `store import`, lists of objects, dates in URLs, conditions of `check-usage`, rows for
`why`, fields with the addresses of clients, and filters of files.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Final
from unittest.mock import patch
from zoneinfo import ZoneInfo

import polars as pl

from tests.classify.test_clients import client
from tests.diagnostics.why.test_chosen_row import REPORT
from tests.fuzz.given import Kind, read
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.catalog.registry import NO_APPLICATIONS
from usagestats.choices import ImportWidth
from usagestats.diagnostics.why.chosen_row import chosen_row, wanted_values
from usagestats.ingest.portal_usage import PortalUsage
from usagestats.object_storage.dates import Dates
from usagestats.object_storage.objects_in_text import objects_in_text
from usagestats.object_storage.place import StorageSettings
from usagestats.periods.clock import Clock
from usagestats.periods.period import Range
from usagestats.reports.check_usage_parts.condition import condition_of

_NOW: Final = datetime(2026, 5, 13, 10, 7, tzinfo=UTC)
_CLOCK: Final = Clock(_NOW, ZoneInfo("Europe/Athens"), 0)
_MARCH: Final = Range(datetime(2025, 2, 28, 22, tzinfo=UTC), datetime(2025, 3, 31, 21, tzinfo=UTC))
_NUMBERS: Final = ("9" * 19, "9" * 30, "9" * 5000, "-1", "1e400", "nan", "0.5", "\u0662", "2^63")
_PORTAL: Final = (
    "Metric System Name,Metric Name,Date,Value\nhits,Hits,2025-03-01 00:00:00 UTC,10\n"
    "metadata,Metadata,2025-03-01 00:00:00 UTC,7\nhits,Hits,2025-03-02 00:00:00 UTC,20\n",
    "datetime,Web by Acme,Mobile by Acme\n01 Mar 2025 00:00:00 UTC,1,2\n02 Mar 2025 00:00:00 UTC,2,4\n",
    "metric,date,usage,application\nhits,2025-03,100,Web\nhits,2025-04,120,Web\n",
    '{"metric":{"name":"Hits","system_name":"hits"},"period":{"since":"2025-03-01T00:00:00Z",'
    '"until":"2025-03-02T23:59:59Z","granularity":"day","timezone":"UTC"},"total":3,"values":[1,2]}',
    '{"applications":[{"id":"1","name":"Web","account":{"name":"Acme"},"value":"12"}]}',
)
_OBJECTS: Final = (
    "s3://logs/a.log\ns3://logs/b/c.log.gz\n",
    '{"Records":[{"eventName":"ObjectCreated:Put","eventTime":"2026-05-04T10:00:00.000Z","s3":{"bucket":'
    '{"name":"logs"},"object":{"key":"a+b%2Fc.log","size":1234,"eTag":"d41d8cd98f00b204e9800998ecf8427e"}}}]}',
    '{"detail-type":"Object Created","time":"2026-05-04T10:00:00Z","detail":{"bucket":{"name":"logs"},'
    '"object":{"key":"a.log","size":5,"etag":"d41d8cd98f00b204e9800998ecf8427e"}}}',
    '{"Message":"{\\"Records\\":[{\\"s3\\":{\\"bucket\\":{\\"name\\":\\"logs\\"},\\"object\\":{\\"key\\":\\"a\\"}}}]}"}',
    '"logs","a.log","1234","2026-05-04T10:00:00.000Z","d41d8cd98f00b204e9800998ecf8427e"\nlogs,b%20c.log\n',
)
_ODD_EVENTS: Final = tuple(
    '{{"s3":{{"bucket":{{"name":{}}},"object":{{"key":{},"size":{},"eTag":{}}}}}}}'.format(*values)
    for values in (
        ('"logs"', "7", "5", '"x"'),
        ('"logs"', '"a"', '"5"', "7"),
        ("null", '"a"', "-1", '"\\ud800"'),
        ('"logs"', '"\\ud800"', "1e400", "null"),
        ('"logs"', '"%ud"', "9" * 30, '"d41d8cd98f00b204e9800998ecf8427e"'),
    )
)
_CONDITIONS: Final = (
    "error_rate>5%",
    "requests<50% of previous",
    "age>15min",
    "p95 >= 1.5s",
    "bytes>2GB",
    "404 < 3",
)
_ROWS: Final = (
    "period_start=2026-05-04\nstatus=404",
    "application==cmd()",
    "day=2026-05-04",
    "status=none",
)
_ADDRESSES: Final = (
    "203.0.113.7, 10.0.0.1", 'for=203.0.113.7;proto=https, for="[2001:db8::1]:443"', "2001:db8::1%eth0",
    "unknown, _hidden, host.example.org:8080, -", "::ffff:203.0.113.7",
)  # fmt: skip
_URLS: Final = (
    "s3://logs/{date:%Y/%m/%d}/",
    "s3://l/{date:%Y-%j}/{date:%H}*.gz",
    "gs://l/x{date:%y%m%d}",
)
_PIECES: Final = {
    "portal-usage": [",", "\n", '"', "\r", "\x00", "\ufeff", "2025-03-30 03:30:00 EET", "2025-03", *_NUMBERS, "[]", "{}",
                     "null", "true", "hits", "9999-12-31", "0001-01-01", "}", "]", ":", "'", "\t", ";", '"total":', "\ud800"],
    "objects": ["{", "}", "[", "]", ":", ",", '"', "null", "true", "{}", "[]", *_NUMBERS, "\n", "\\ud800", "%ff", "%00",
                "s3://", "s3:///", "https://h/", "gs://b/k", "az://c/k", "20" * 600, "2026-13-45T99:99:99Z", "\x00",
                "2026-05-04T10:00:00+99:99", "..", "//", "?", "#", "@", "[" * 2000, '{"Message":', "\t", "user:K@"],
    "condition": [*">=<%", "of previous", "9" * 400, *_NUMBERS, "ms", "min", "kB", " ", "age", "5xx", "\n", "\x1b", "\u00e9"],
    "row": ["=", "\n", "period", "status", "application", "requests", "none", "", "é", "\x00", *_NUMBERS, "2026", "T21"],
    "client": [",", ";", "for=", '"', "[", "]", ":", "::1", "10.0.0.1", "%", "unknown", "-", "\x00", "9" * 400, "é", "\u0661"],
    "date-url": ["{date:", "}", "{", "%", "%%", "%Y", "%m", "%H", "%j", "%s", "%-d", "é", "\x00", "\ud800", "*", "/"],
}  # fmt: skip
"""Pieces that mean something in texts of a kind."""


def kinds_of_options() -> dict[str, Kind]:
    """Return all kinds by name."""
    found = {
        "portal-usage": (_PORTAL, _fault_of_portal_usage),
        "objects": (_OBJECTS + _ODD_EVENTS, _fault_of_objects),
        "condition": (_CONDITIONS, _fault_of_condition),
        "row": (_ROWS, _fault_of_row),
        "client": (_ADDRESSES, _fault_of_client),
        "date-url": (_URLS, _fault_of_date_url),
    }
    return {
        name: Kind(seeds, fault, tuple(_PIECES[name])) for name, (seeds, fault) in found.items()
    }


def _fault_of_portal_usage(text: str) -> str | None:
    data = text.encode("utf-8", "surrogateescape" if "\ud800" not in text else "surrogatepass")
    for span, metrics, width in (
        (_MARCH, (), None),
        (Range(), ("hits",), ImportWidth.DAY),
        (_MARCH, ("hits", "metadata"), ImportWidth.MONTH),
    ):
        portal = PortalUsage(
            catalog=DEFAULT_CATALOG,
            registry=NO_APPLICATIONS,
            clock=_CLOCK,
            range=span,
            metrics=metrics,
            width=width,
        )
        rows = read(partial(portal.rows, data, "data.csv"))
        if rows is not None and not rows.filter(pl.col("usage") < 0).is_empty():
            return f"usage below zero: {rows}"
    return None


def _fault_of_objects(text: str) -> str | None:
    server = SimpleNamespace(state=lambda _: None)  # no object exists, and no server is asked
    with patch("usagestats.object_storage.objects_in_text.bucket", return_value=server):
        read(lambda: objects_in_text(text, "standard input", StorageSettings()))
    return None


def _fault_of_condition(text: str) -> str | None:
    found = read(lambda: condition_of(text, ("requests", "hits")))
    if found and not found.threshold >= 0:
        return f"the threshold is no number from 0: {found}"
    return None


def _fault_of_row(text: str) -> str | None:
    read(lambda: chosen_row(REPORT, wanted_values(text.split("\n"))))
    return None


def _fault_of_client(text: str) -> str | None:
    for connection in (None, "10.9.9.9", "198.51.100.9"):
        for are_known in (False, True):
            found = client(text, connection, are_proxies_known=are_known)
            if connection and not found:
                return f"{text!r} from {connection} is from no client"
    return None


def _fault_of_date_url(text: str) -> str | None:
    for dates in (
        Dates.of_days(3, _NOW),
        Dates.of_range(_NOW - timedelta(days=40), None, _NOW),
        Dates(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)),
        Dates(datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
    ):
        urls = read(partial(dates.urls, text))
        if urls is not None and len(set(urls)) != len(urls):
            return f"named twice: {urls}"
    return None
