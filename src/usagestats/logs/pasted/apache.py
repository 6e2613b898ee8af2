r"""The formats of Apache httpd: `%h %l %u %t "%r" %>s %b "%{Referer}i" …`.

Times are the start of the request, with `%{end:…}t` its end.
Source: the documentation of mod_log_config, "Custom Log Formats", and of mod_logio.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from usagestats.errors import did_you_mean
from usagestats.logs.pasted.parts import (
    DATED,
    DECIMAL,
    NUMBER,
    REQUEST,
    STATUS,
    Literal,
    Meaning,
    Part,
    Piece,
    Syntax,
    field_name,
    joined,
)
from usagestats.logs.pasted.strftime import KNOWN, TimeFormat, UnknownDirectiveError
from usagestats.logs.values.line_times import any_time, epoch_microseconds
from usagestats.logs.values.request_line import unescape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.logs.pasted.written import Written

_BRACKETED = Meaning(
    "time",
    0,
    rf"\[(?:{DATED})\]",
    read=any_time,
    is_closed=True,
    sample="[04/May/2026:10:15:30 +0000]",
)
_STATUS = Meaning("status", 1, STATUS, sample="200")

# letter → the name of a further field, and the meaning
DIRECTIVES: Final[Mapping[str, tuple[str, Meaning]]] = {
    "a": ("client_address", Meaning("remote_address", 0, sample="203.0.113.7")),
    "A": ("local_address", Meaning(sample="10.0.0.9")),
    "B": ("response_size", Meaning("response_bytes", 0, NUMBER, sample="512")),
    "b": ("response_size", Meaning("response_bytes", 0, NUMBER, sample="512")),
    "D": ("duration", Meaning("duration_ms", 0, NUMBER, unit="us", sample="34000")),
    "f": ("filename", Meaning(sample="/var/www/items")),
    "h": ("remote_host", Meaning("remote_address", 1, sample="203.0.113.7")),
    "H": ("protocol", Meaning(sample="HTTP/1.1")),
    "I": ("bytes_received", Meaning(shape=NUMBER, sample="89")),
    "k": ("keepalive", Meaning(shape=NUMBER, sample="1")),
    "l": ("logname", Meaning()),
    "L": ("log_id", Meaning()),
    "m": ("method", Meaning("http_method", sample="GET")),
    "O": ("bytes_sent", Meaning("response_bytes", 1, NUMBER, sample="712")),
    "p": ("port", Meaning(shape=NUMBER, sample="443")),
    "P": ("pid", Meaning(shape=NUMBER, sample="88")),
    "q": ("query_string", Meaning("query", skipped=r"\??", opens="?", sample="?page=2")),
    "r": ("request_line", Meaning("request", unquoted=REQUEST, sample="GET /v1/items HTTP/1.1")),
    "R": ("handler", Meaning(sample="proxy-server")),
    "s": ("status_code", _STATUS),
    "S": ("bytes_combined", Meaning(shape=NUMBER, sample="801")),
    "t": ("log_time", _BRACKETED),
    "T": ("duration_seconds", Meaning("duration_ms", 1, DECIMAL, unit="s", sample="1")),
    "u": ("user", Meaning("remote_user", sample="ann")),
    "U": ("url_path", Meaning("target", 1, opens="/", sample="/v1/items")),
    "v": ("server_name", Meaning("host", 0, sample="api.example.org")),
    "V": ("server_name", Meaning("host", 1, sample="api.example.org")),
    "X": ("connection_status", Meaning(shape="[-X+]|", is_closed=True, sample="+")),
    "^FU": ("first_request_byte_time", Meaning(shape=NUMBER, sample="10")),
    "^FB": ("first_response_byte_time", Meaning(shape=NUMBER, sample="20")),
}
"""The directives without an argument; `ARGUED` lists those with a name in braces."""

ARGUED: Final = {
    "i": "", "o": "response_", "e": "environment_", "n": "note_", "C": "cookie_",
    "^ti": "request_trailer_", "^to": "response_trailer_",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """The directives of a program that writes formats in this syntax.

    Args:
        directives: Those without an argument, as `DIRECTIVES`.
        argued: Those with a name in braces: the beginning of the names of their fields.
    """

    directives: Mapping[str, tuple[str, Meaning]]
    argued: Mapping[str, str]


HTTPD: Final = Dialect(DIRECTIVES, ARGUED)

_HEADERS: Final = {
    "host": Meaning("host", 2, sample="api.example.org"),
    "user-agent": Meaning("user_agent", sample="curl/8.5.0"),
    "x-forwarded-for": Meaning("remote_address", 3, sample="203.0.113.7"),
}
_FIXED_TIMES: Final = {"sec": "%s", "msec_frac": "%3f", "usec_frac": "%6f"}
_EPOCHS: Final = {"msec": "[0-9]{12,14}", "usec": "[0-9]{15,17}"}
_DURATIONS: Final = {"s": "s", "ms": "ms", "us": "us"}
_DIRECTIVE = re.compile(
    r"%(?:!?[0-9]{3}(?:,[0-9]{3})*)?(?P<which>[<>])?(?:\{(?P<argument>[^}]*)\})?[<>]?"
    r"(?P<letter>\^[A-Za-z]{2}|[A-Za-z])"
)


def parse_apache(written: Written, dialect: Dialect = HTTPD) -> list[Piece]:
    """Split a format into literals and parts.

    Raises:
        UsageError: It has an unknown directive.
    """
    text, pieces, position = written.text, list[Piece](), 0
    while position < len(text):
        if text.startswith("%%", position):
            pieces.append(Literal("%"))
            position += 2
        elif text[position] != "%":
            pieces.append(Literal(text[position]))
            position += 1
        else:
            found = _DIRECTIVE.match(text, position)
            if found is None:
                hint = "a directive is written %h or %{Name}i, a percent sign %%"
                raise written.error("no directive", position, min(position + 2, len(text)), hint)
            pieces.append(_part(written, found, dialect))
            position = found.end()
    return joined(pieces)


def _part(written: Written, found: re.Match[str], dialect: Dialect) -> Part:
    letter, argument = found["letter"], found["argument"]
    span = found.span()
    if letter in dialect.argued and argument is not None:
        meaning = _HEADERS.get(argument.lower(), Meaning()) if letter == "i" else Meaning()
        return Part(field_name(dialect.argued[letter] + argument), meaning, *span)
    if letter not in dialect.directives:
        raise _unknown(written, found, dialect)
    name, meaning = dialect.directives[letter]
    if letter == "s" and found["which"] == ">":
        meaning = replace(meaning, rank=0)
    if argument:
        meaning = _argued(written, found, meaning)
    return Part(name, meaning, *span)


def _argued(written: Written, found: re.Match[str], meaning: Meaning) -> Meaning:
    """Return the meaning of a directive with an argument: `%{ms}T`, `%{%F %T}t`, `%{c}a`."""
    letter, argument = found["letter"], found["argument"]
    if letter == "T":
        if argument not in _DURATIONS:
            hint = f"the units are {', '.join(_DURATIONS)}"
            raise written.error(f"no such unit: {argument}", *found.span("argument"), hint)
        return replace(meaning, unit=_DURATIONS[argument], rank=0 if argument != "s" else 1)
    if letter == "t":
        return _time(written, found)
    return replace(meaning, rank=meaning.rank + 2)  # %{c}a: the peer of the connection


def _time(written: Written, found: re.Match[str]) -> Meaning:
    begin = found.start("argument")
    argument = found["argument"]
    which, colon, rest = argument.partition(":")
    is_end = bool(colon) and which == "end"
    if colon and which in {"begin", "end"}:
        begin, argument = begin + len(which) + 1, rest
    if argument in _EPOCHS:
        shape = _EPOCHS[argument]
        reader = any_time if argument == "msec" else epoch_microseconds
        sample = "1777889730123" + ("" if argument == "msec" else "456")
        return Meaning("time", int(is_end), shape, read=reader, is_closed=True, sample=sample)
    if not argument:
        return replace(_BRACKETED, rank=int(is_end))
    try:
        time = TimeFormat.of(_FIXED_TIMES.get(argument, argument))
    except UnknownDirectiveError as unknown:
        position = begin + unknown.position
        hint = did_you_mean(str(unknown), [f"%{name}" for name in KNOWN])
        message = f"no such directive of strftime: {unknown}"
        raise written.error(message, position, position + len(str(unknown)), hint) from unknown
    return Meaning.of_time(time, int(is_end))


def _unknown(written: Written, found: re.Match[str], dialect: Dialect) -> Exception:
    letter = found["letter"]
    if letter in dialect.argued:
        hint = f"it needs a name: %{{Name}}{letter}"
        return written.error(f"%{letter} without a name", found.start(), found.end(), hint)
    hint = "the directives are " + " ".join(f"%{known}" for known in dialect.directives)
    hint += "\nand with a name " + " ".join(f"%{{Name}}{known}" for known in dialect.argued)
    other = letter.swapcase()
    if other in dialect.directives or other in dialect.argued:
        hint = f"did you mean '%{other}'?"
    return written.error(f"no such directive: %{letter}", found.start(), found.end(), hint)


APACHE: Final = Syntax(
    key="apache",
    name="Apache LogFormat",
    parse=parse_apache,
    plain=unescape,
    escapes_quotes=True,
    add_time="%t",
    add_request='\\"%r\\"',
    preferred={},
)
