"""Log lines for property tests: plausible ones, odd ones, and broken ones.

Strategies are made once, not for each line: Hypothesis looks at each new one before it draws.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from hypothesis import strategies as st

_TENTHS = st.integers(0, 9)


def mostly(good: list[str], odd: list[str] | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Give a good value nine times out of ten, so that whole lines are often good."""
    usual = st.sampled_from(good)
    unusual = st.sampled_from(odd) if isinstance(odd, list) else odd
    return _TENTHS.flatmap(lambda n: unusual if n == 9 else usual)


CLIENTS = mostly(
    ["10.1.2.3", "2001:db8::1", "unix:", "host.example.org", "10.1.2.3:51234", "::ffff:10.1.2.3"],
    [
        *("10.0.0.1, 10.0.0.2", "-", "fe80::1%3", '"10.5.1.2, 10.5.1.3" 10.2.1.1', "abc:80", ""),
        *("[2001:db8::1]:80", "unknown, 10.0.0.1", "unknown", "08:16:01", "1:2:3:4:5:6:7:8", "::"),
        *("1::2::3", "1:2:3:4:5:6:7:8:9", "12345", "999.1.1.1", "1.2.3.4.5", "1.2.3.4:", "1.2.3"),
        *("a-", "-a", "_", "10.0.0.1 (10.0.0.2)", "10.0.0.1 (-)", "12345::1", "unix:1", "a.b."),
    ],
)
PREFIXES = mostly(
    ["", "api.example.org ", "API.Example.org:443 "],
    [
        *(
            "10.9.9.9 ",
            "x y ",
            "a_b ",
            "2026-05-04T1:2:3Z ",
            "08:16:01 ",
            "1575616561.123 ",
            "fe80::1 ",
        ),
        *(
            "- ",
            "10.9.9.9:80 ",
            " ",
            "_ ",
            "a.example:x ",
            "a:80:90 ",
            "2026/05/04 08:16:01 a.example ",
        ),
    ],
)
USERS = mostly(["- -", "- frank", "- a@b.c"], [
    *("- ann smith", "-", "- - -", '- ""', "frank", "- 10.0.0.1", "- ::1", "- 12345", "- 1.2", "- a:b"),
    *("- 0123456789abcdef -", "-  bob", "-\tbob", "- a,10.0.0.1", "- (-)", "- - ann", "- ann -"),
])  # fmt: skip
MONTHS = mostly(["Jan", "Feb", "May", "Dec"], ["may", "Foo"])
OFFSETS = mostly([" +0000", " +0330", " -0930"], ["", " +9900", " 0000", " +0000 "])
FRACTIONS = mostly([""], [".5", ".123456", ".123456789", ".1234567891", "."])
YEARS = mostly(["2026", "1999"], ["1969", "2300", "0001", "026", "+026"])
METHODS = mostly(
    ["GET", "POST", "PUT", "HEAD", "OPTIONS"], ["PROPFIND", "get", "PATCHp", "-", "", "G T"]
)
TARGETS = mostly(
    [
        *("/", "/a/b", "/a?user_key=k1", "/a?x=1&user_key=k2&y=2", "/a?my_user_key=no", "/a?"),
        *("/\u00e9?q=\u00e9", r"/a\x22?q=\x22caf\xC3\xA9", r"/\"q\"?a=\\", r"/x\xff?\xe4"),
    ],
    [
        "/a??user_key=",
        "*",
        "http://h/p?q=1",
        "http://h.example:80/p",
        "http://h",
        "1http://h/",
        "http:\\/\\/h/",
        "http://a@h/",
        "cache_object://h/p",
        "h:443",
        "/a b c",
        r"/a\\",
        "",
        " /a",
        "HTTP/1.1",
    ],
)
PROTOCOLS = mostly([" HTTP/1.1", " HTTP/2.0"], [" HTTP/2", "", " HTTP/1.1 HTTP/1.1", " SIP/2.0"])
STATUSES = mostly(
    ["200", "404", "503"],
    ["-", "000", "009", "0", "-1", "20", "2000", "+20", "\u0662\u0660\u0660"],
)
SIZES = mostly(
    ["0", "512", "-", "007"],
    ["+5", "-5", "9" * 25, "x", "", "9223372036854775807", "1_0", str(2**53), str(2**53 + 1)],
)
EXTRAS = mostly(
    ["", ' "-" "-"', ' "-" "curl/8.5.0"', ' "-" "say \\"hi\\"" "10.0.0.1"', ' "-" "-" 0.034'],
    [" 0.034", ' "-" "a"b" 1', "\t", " "],
)


@st.composite
def times(draw: st.DrawFn) -> str:
    day, hour, minute = draw(st.integers(1, 31)), draw(st.integers(0, 24)), draw(st.integers(0, 60))
    clock = f"{hour:02}:{minute:02}:{draw(st.integers(0, 61)):02}"
    month, year = draw(MONTHS), draw(YEARS)
    odd = st.sampled_from([f"{month}/{day:02}/{year}:", f"{day:02}/{month}/{year} "])
    date = draw(mostly([f"{day:02}/{month}/{year}:"], odd))
    return f"{date}{clock}{draw(FRACTIONS)}{draw(OFFSETS)}"


_OTHER_REQUESTS = st.sampled_from(["-", "", r"\x16\x03\x01", "HELP", "- - -", "- - HTTP/1.1"])


@st.composite
def requests(draw: st.DrawFn) -> str:
    whole = f"{draw(METHODS)} {draw(TARGETS)}{draw(PROTOCOLS)}"
    return draw(mostly([whole], _OTHER_REQUESTS))


_SOME_TIME, _SOME_REQUEST = times(), requests()
_LATER_HOSTS = mostly([""], ["after.example.org ", "[x] ", '"-" ', '"10.0.0.1" ', " "])


@st.composite
def ncsa_lines(draw: st.DrawFn) -> str:
    host = draw(_LATER_HOSTS)
    line = (
        f"{draw(PREFIXES)}{draw(CLIENTS)} {draw(USERS)} [{draw(_SOME_TIME)}] {host}"
        f'"{draw(_SOME_REQUEST)}" {draw(STATUSES)} {draw(SIZES)}{draw(EXTRAS)}'
    )
    return draw(damaged(line))


_APICAST_HOSTS = mostly(["api.example.org:8080", "API.example.org"], ["-", "a b", "x:80 y"])
_APICAST_CLIENTS = mostly(["10.1.13.3:36054", "::1:40946", "-"], [""])
_APICAST_ENDS = st.sampled_from([" (0.100) 0.1", " (0.000) 0", " (0.034) ", "", " (-) -"])


@st.composite
def apicast_lines(draw: st.DrawFn) -> str:
    host, client, rest = draw(_APICAST_HOSTS), draw(_APICAST_CLIENTS), draw(_APICAST_ENDS)
    line = (
        f'[{draw(_SOME_TIME)}] {host} {client} "{draw(_SOME_REQUEST)}" '
        f"{draw(STATUSES)} {draw(SIZES)}{rest}"
    )
    return draw(damaged(line))


_DAMAGES = mostly([""], ["cut", "insert", "replace"])
_ODD_CHARACTERS = st.sampled_from(
    ['"', "\\", " ", "[", "]", "\r", "\t", "\0", "\u00e9", "\x1c", "?", "&"]
)


@st.composite
def damaged(draw: st.DrawFn, line: str) -> str:
    """Leave most lines as they are, cut, double or change the others somewhere."""
    kind = draw(_DAMAGES)
    place = draw(st.integers(0, max(len(line) - 1, 0)))
    piece = draw(_ODD_CHARACTERS)
    match kind:
        case "cut":
            return line[:place]
        case "insert":
            return line[:place] + piece + line[place:]
        case "replace":
            return line[:place] + piece + line[place + 1 :]
        case _:
            return line


_ODD = [
    *'"\\#?&[]{}()<>|/:.,;=+-_~% \t\0', "\ufeff", "\u00e9", "\u0662", "\x1c", "\u2028", "\x7f", "  ", "\t ",
    *"059aZ", "--", " -", '" "', "/?", "\\x22", "\\u00e9", "#22", "000", "-1", "+5", "60", "9" * 25, "0.100",
    "://", "http://h", "\\", "29/Feb/2026", "1985", "via_upstream", " rt=0.5", "ms",
]  # fmt: skip
_PIECES = re.compile(r"[A-Za-z0-9.]+|.", re.DOTALL)
_CHANGES = st.sampled_from(["insert", "delete", "replace", "double", "move"])
_SOME_ODD = st.sampled_from(_ODD)


@st.composite
def changed(draw: st.DrawFn, line: str) -> str:
    """Insert, take out, replace or double a few pieces of a line; one in four stays as it is."""
    for _ in range(draw(st.integers(0, 3))):
        pieces = _PIECES.findall(line)
        place = draw(st.integers(0, max(len(pieces) - 1, 0)))
        kind, odd = draw(_CHANGES), draw(_SOME_ODD)
        match kind:
            case "insert":
                pieces.insert(place, odd)
            case "delete":
                pieces[place : place + 1] = []
            case "replace":
                pieces[place : place + 1] = [odd]
            case "double":
                pieces[place:place] = pieces[place : place + draw(st.integers(1, 12))]
            case _:
                pieces.append(pieces.pop(place) if pieces else "")
        line = "".join(pieces)
    return line


_GOOD = (
    st.sampled_from(["?user_key=k1", "?user_key=k2", "?app_id=a", ""]),
    st.sampled_from(["GET", "POST", "DELETE"]),
    st.sampled_from(["200", "404", "503", "-"]),
    st.sampled_from(["", "a.example.org ", "b.example.org:8080 "]),
)


@st.composite
def good_lines(draw: st.DrawFn) -> str:
    """Give lines that are all requests, over some days."""
    time = datetime.fromtimestamp(draw(st.integers(1_777_000_000, 1_777_600_000)), UTC)
    key, method, status, host = map(draw, _GOOD)
    return (
        f"{host}10.0.0.1 - - [{time:%d/%b/%Y:%H:%M:%S} +0000] "
        f'"{method} /x{key} HTTP/1.1" {status} 5 "-" "-"'
    )
