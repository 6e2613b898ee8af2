from __future__ import annotations

import pytest

from usagestats.logs.wrappers.syslog import SYSLOG, SYSLOG_5424
from usagestats.logs.wrappers.wrapper import texts

OLD = "May  4 10:15:30"


@pytest.mark.parametrize(
    "header",
    [
        f"<190>{OLD} gw1 nginx: ",
        f"{OLD} gw1 nginx[12]: ",
        f"{OLD} nginx: ",
        f"{OLD}.123456 gw1 nginx: ",
        f"{OLD} 2001:db8::1 nginx: ",
        "2026-05-04T10:15:30+0200 gw1 nginx[1]: ",
        "2026-05-04T10:15:30.123456+02:00 gw1 nginx: ",
    ],
)
def test_rfc_3164(header: str) -> None:
    assert SYSLOG.matches(f"{header}LINE")
    assert SYSLOG.unwrap(texts([f"{header}LINE"])).text.to_list() == ["LINE"]


@pytest.mark.parametrize("line", ["2026-05-04T10:15:30Z INFO: a", f"{OLD} gw1 a b", "May 4: a"])
def test_other_lines_are_left(line: str) -> None:
    assert not SYSLOG.matches(line)
    assert SYSLOG.unwrap(texts([line])).text.to_list() == [line]


@pytest.mark.parametrize(
    ("header", "inner"),
    [
        ("<165>1 2026-05-04T10:15:30.003Z gw1 nginx 1 ID47 - ", "[a] b"),
        ("<165>1 - - - - - - ", "a"),
        ('<165>1 2026-05-04T10:15:30Z gw1 nginx 1 - [x@1 a="\\"]" b="c"][y] \ufeff', "a"),
        ("83 <40>1 2012-11-30T06:45:29+00:00 host app web.3 - ", "at=info"),
        ("<165>1 2026-05-04T10:15:30Z gw1 nginx 1 - -", ""),
    ],
)
def test_rfc_5424(header: str, inner: str) -> None:
    assert SYSLOG_5424.matches(header + inner)
    assert SYSLOG_5424.unwrap(texts([header + inner])).text.to_list() == [inner]


@pytest.mark.parametrize(
    ("line", "inner", "repeated"),
    [
        (f"{OLD} --- last message repeated 2 times ---", "", 2),
        (f"{OLD} gw1 last message repeated 5 times", "", 5),
        (f"{OLD} gw1 syslogd: last message repeated 1 time", "", 1),
        (f"{OLD} gw1 nginx: message repeated 5 times: [ LINE]", "LINE", 4),
        (f'{OLD} gw1 nginx: "GET /?last message repeated 9 times"', None, 0),
    ],
)
def test_repetitions_are_counted(line: str, inner: str | None, repeated: int) -> None:
    found = SYSLOG.unwrap(texts([line]))
    expected = line.partition(": ")[2] if inner is None else inner

    assert SYSLOG.matches(line)
    assert (found.text.to_list(), found.repeated) == ([expected], repeated)
