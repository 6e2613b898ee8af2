"""The own format of IIS, with commas. `w3c` reads its other logs.

    CLIENT, USER, DATE, TIME, SERVICE, SERVER, SERVER_ADDRESS, MS, RECEIVED, SENT, STATUS, WIN32,
    METHOD, PATH, QUERY,

The time is the end of the request, in the log zone. The month comes first; the year has two or four
digits. A missing value is `-`.
Source: learn.microsoft.com, "IIS Log File Format".
"""

from __future__ import annotations

import re
from functools import partial

from usagestats.late_pattern import late_pattern
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.values.line_times import AnyOf, wall_time

_DATE = "[0-9]{1,2}/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})"
_TEXT = "[^, ]*(?:[, ](?! )[^, ]*)*"
_LINE = late_pattern(
    rf"(?P<remote_address>[^, ]+), (?P<remote_user>{_TEXT}), (?P<time>{_DATE}, [0-9:]{{7,8}}),"
    rf" (?P<service>[^, ]+), (?P<server_name>[^, ]*), (?P<server_address>[^, ]*),"
    r" (?P<duration_ms>[0-9]+), (?P<bytes_received>[0-9]+), (?P<response_bytes>[0-9]+),"
    r" (?P<status>[0-9]+), (?P<windows_status>[0-9]+), (?P<http_method>[A-Za-z-]+),"
    rf" (?P<path>{_TEXT}), (?P<query>.*?),?",
    re.DOTALL,
)


_WRITTEN = ("%m/%d/%Y, %H:%M:%S", "%m/%d/%y, %H:%M:%S")
_TIME = AnyOf(tuple(partial(wall_time, written=written) for written in _WRITTEN))

IIS = PatternFormat(
    name="iis-native",
    sample="203.0.113.7, -, 05/04/2026, 10:15:30, W3SVC2, WEB1, 10.0.0.9, 34, 163, 512, 200, 0,"
    " GET, /v1/items, page=2,",
    patterns=(_LINE,),
    texts=NamedTexts(time=_TIME, plain=str),
    lacks="no CLIENT, USER, DATE, TIME, SERVICE, … as in the own format of IIS",
)
