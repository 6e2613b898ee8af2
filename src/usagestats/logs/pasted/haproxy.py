r"""The formats of HAProxy: `%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B … %{+Q}r`.

Times are the start of the request; only those in GMT and with a zone have an offset. Durations are
in milliseconds; HAProxy puts `+` before a number if the line was written before the end of the
request.
Source: configuration.txt of HAProxy, sections 8.2.6 (custom log format) and 8.6 (escaping).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from usagestats.errors import did_you_mean
from usagestats.logs.formats.haproxy import HAPROXY as BUILT_IN
from usagestats.logs.pasted.parts import (
    STATUS,
    Literal,
    Meaning,
    Part,
    Piece,
    Syntax,
    field_name,
    joined,
)
from usagestats.logs.pasted.strftime import TimeFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from usagestats.logs.pasted.written import Written

_TIMER: Final = Meaning(shape="-?[0-9]++|-|", skipped=r"\+?", sample="10")
_COUNT: Final = Meaning(shape="[0-9]++|-|", skipped=r"\+?", sample="1")
_TEXT: Final = Meaning(sample="-")
_LOCAL: Final = TimeFormat.of("%d/%b/%Y:%H:%M:%S.%3f")
_WITH_ZONE: Final = TimeFormat.of("%d/%b/%Y:%H:%M:%S %z")
_CAPTURED: Final = Meaning(shape=r"\{[^}]*+\}", is_closed=True, sample="{}")


def _duration(rank: int) -> Meaning:
    return Meaning("duration_ms", rank, "-?[0-9]++|-|", skipped=r"\+?", unit="ms", sample="109")


# name → the name of a further field, and the meaning
NUMBERS: Final[Mapping[str, tuple[str, Meaning]]] = {
    "Ta": ("active_time", _duration(0)),
    "Tt": ("total_time", _duration(1)),
    "Tu": ("user_time", _duration(2)),
    "Tq": ("time_to_request", _TIMER),
    "TR": ("time_of_request", _TIMER),
    "Tw": ("time_in_queues", _TIMER),
    "Tc": ("time_to_connect", _TIMER),
    "Tr": ("time_of_response", _TIMER),
    "Td": ("time_of_data", _TIMER),
    "Th": ("time_of_handshake", _TIMER),
    "Ti": ("time_idle", _TIMER),
    "ST": ("status_code", Meaning("status", shape=STATUS, sample="200")),
    "B": (
        "bytes_read",
        Meaning("response_bytes", shape="[0-9]++|-|", skipped=r"\+?", sample="512"),
    ),
    "U": ("bytes_uploaded", _COUNT),
    "cp": ("client_port", _COUNT),
    "bp": ("backend_source_port", _COUNT),
    "fp": ("frontend_port", _COUNT),
    "sp": ("server_port", _COUNT),
    "ac": ("active_connections", _COUNT),
    "fc": ("frontend_connections", _COUNT),
    "bc": ("backend_connections", _COUNT),
    "sc": ("server_connections", _COUNT),
    "rc": ("retries", _COUNT),
    "sq": ("server_queue", _COUNT),
    "bq": ("backend_queue", _COUNT),
    "lc": ("log_counter", _COUNT),
    "rt": ("request_counter", _COUNT),
    "pid": ("pid", _COUNT),
    "t": ("accept_date", Meaning.of_time(_LOCAL, 3)),
    "tr": ("request_date", Meaning.of_time(_LOCAL, 2)),
    "T": ("accept_date_gmt", Meaning.of_time(_WITH_ZONE, 1)),
    "Tl": ("accept_date_local", Meaning.of_time(_WITH_ZONE, 1)),
    "trg": ("request_date_gmt", Meaning.of_time(_WITH_ZONE, 0)),
    "trl": ("request_date_local", Meaning.of_time(_WITH_ZONE, 0)),
    "Ts": ("timestamp", Meaning.of_time(TimeFormat.of("%s"), 4)),
    "ms": ("milliseconds", Meaning.of_time(TimeFormat.of("%3f"))),
}
"""The variables that are never quoted."""

TEXTS: Final[Mapping[str, tuple[str, Meaning]]] = {
    "ci": ("client_address", Meaning("remote_address", sample="203.0.113.7")),
    "bi": ("backend_source_address", _TEXT),
    "fi": ("frontend_address", _TEXT),
    "si": ("server_address", _TEXT),
    "f": ("frontend", Meaning(sample="http-in")),
    "ft": ("frontend", Meaning(sample="http-in")),
    "b": ("backend", Meaning("service", sample="items")),
    "s": ("server", Meaning(sample="srv1")),
    "CC": ("captured_request_cookie", _TEXT),
    "CS": ("captured_response_cookie", _TEXT),
    "ts": ("termination_state", Meaning(shape="[A-Za-z-]{2}", is_closed=True, sample="--")),
    "tsc": ("termination_state", Meaning(shape="[A-Za-z-]{4}", is_closed=True, sample="----")),
    "H": ("hostname", _TEXT),
    "ID": ("unique_id", _TEXT),
    "o": ("", _TEXT),
    "r": ("request_line", Meaning("request", sample="GET /v1/items HTTP/1.1")),
    "HM": ("method", Meaning("http_method", sample="GET")),
    "HU": ("request_uri", Meaning("target", 0, opens="/", sample="/v1/items?page=2")),
    "HP": ("request_path", Meaning("target", 1, opens="/", sample="/v1/items")),
    "HPO": ("path_only", Meaning("target", 2, opens="/", sample="/v1/items")),
    "HQ": ("query_string", Meaning("query", skipped=r"\??", opens="?", sample="?page=2")),
    "HV": ("protocol", Meaning(sample="HTTP/1.1")),
    "sslc": ("ssl_cipher", _TEXT),
    "sslv": ("ssl_version", _TEXT),
    "hr": ("captured_request_headers", _CAPTURED),
    "hs": ("captured_response_headers", _CAPTURED),
    "hrl": ("captured_request_headers", _CAPTURED),
    "hsl": ("captured_response_headers", _CAPTURED),
}
_OPTIONAL: Final = ("hr", "hs", "hrl", "hsl")
_NAME = re.compile(
    r"%(?:\((?P<key>[A-Za-z0-9_-]+)(?::[a-z]+)?\))?"
    r"(?:\{(?P<flags>[^}]*)\})?(?:(?P<bracket>\[)|(?P<name>[A-Za-z]+))"
)
_JSON = re.compile(r"\s*%\{(?:[^}]*,)?\s*\+json\s*(?:,[^}]*)?\}o")
_FLAGS: Final = ("Q", "E", "X", "M", "json", "cbor", "bin")


@dataclass(slots=True)
class _Parse:
    """The state while a format is split."""

    written: Written
    pieces: list[Piece] = field(default_factory=list)
    all_quoted: bool = False

    def add_literal(self, text: str) -> None:
        """Add a character; HAProxy writes no space at the beginning, and no two in a row."""
        last = self.pieces[-1] if self.pieces else Literal(" ")
        if text != " " or last != Literal(" "):
            self.pieces.append(Literal(text))

    def add(self, found: re.Match[str]) -> int:
        """Add a variable; return the position after it."""
        quoted, name = self._quoted(found), found["name"]
        if name == "o":
            self.all_quoted = quoted
            return found.end()
        if found["bracket"]:
            end = _end_of_expression(self.written, found)
            expression = self.written.text[found.end() : end - 1]
            self._add_text(Part(field_name(expression), _TEXT, found.start(), end), quoted=quoted)
            return end
        known = NUMBERS.get(name) or TEXTS.get(name)
        if known is None:
            raise self._unknown(found)
        part = Part(*known, found.start(), found.end(), optional=name in _OPTIONAL)
        if name in NUMBERS or part.optional:
            self.pieces.append(part)
        else:
            self._add_text(part, quoted=quoted)
        return found.end()

    def _add_text(self, part: Part, *, quoted: bool) -> None:
        marks = [Literal('"')] if quoted else []
        self.pieces += [*marks, part, *marks]

    def _quoted(self, found: re.Match[str]) -> bool:
        quoted = self.all_quoted
        for flag in (found["flags"] or "").replace(" ", "").split(","):
            if flag and (flag[0] not in "+-" or flag[1:] not in _FLAGS):
                hint = "the flags are +Q, +E and +X, or with - for without"
                raise self.written.error(f"no such flag: {flag}", *found.span("flags"), hint)
            if flag[1:] in {"json", "cbor", "bin", "X"} and flag[0] == "+":
                hint = "give the keys of its records: json:{…}"
                if flag == "+json":
                    hint = "%{+json}o is read at the beginning of a format; else give json:{…}"
                message = f"{flag} is not read"
                raise self.written.error(message, *found.span("flags"), hint)
            quoted = flag[0] == "+" if flag[1:] == "Q" else quoted
        return quoted

    def _unknown(self, found: re.Match[str]) -> Exception:
        name, span = found["name"], found.span("name")
        known = [f"%{one}" for one in (*NUMBERS, *TEXTS)]
        hint = did_you_mean(f"%{name}", known) or f"the variables are {' '.join(known)}"
        return self.written.error(f"no such variable: %{name}", *span, hint)


def _end_of_expression(written: Written, found: re.Match[str]) -> int:
    """Return the position after the closing bracket of a sample expression.

    Raises:
        UsageError: There is none.
    """
    depth = 0
    for position in range(found.end() - 1, len(written.text)):
        depth += {"[": 1, "]": -1}.get(written.text[position], 0)
        if depth == 0:
            return position + 1
    hint = "a sample expression is written %[expression]"
    raise written.error("no ] to this [", found.end() - 1, found.end(), hint)


def with_json_template(written: Written) -> Written:
    """Return the template of the records that a format with `%{+json}o` describes.

    `%{+json}o %(client_ip)ci %(code:sint)ST` becomes `{"client_ip":"%ci","code":"%ST"}`; variables
    without a name are not written. Any other format is returned unchanged.

    Raises:
        UsageError: An expression has no end.
    """
    encoded = _JSON.match(written.text)
    if encoded is None:
        return written
    kept, position = [("{", encoded.start())], encoded.end()
    while found := _NAME.search(written.text, position):
        position = _end_of_expression(written, found) if found["bracket"] else found.end()
        if found["key"]:
            begin = found.start("bracket" if found["bracket"] else "name")
            before = f'{"," if len(kept) > 1 else ""}"{found["key"]}":"%'
            kept += [(character, found.start()) for character in before]
            kept += [(written.text[index], index) for index in range(begin, position)]
            kept.append(('"', position - 1))
    return written.kept([*kept, ("}", position - 1)])


def parse_haproxy(written: Written) -> list[Piece]:
    """Split a format into literals and parts; spaces in a row are one, as HAProxy writes them.

    Raises:
        UsageError: It has an unknown variable.
    """
    text, position, parse = written.text.rstrip(), 0, _Parse(written)
    while position < len(text):
        if text[position] != "%":
            parse.add_literal(text[position])
            position += 1
        elif text.startswith("%%", position):
            parse.pieces.append(Literal("%"))
            position += 2
        else:
            found = _NAME.match(text, position)
            if found is None:
                hint = "a variable is written %ci or %{+Q}r, an expression %[…], a percent sign %%"
                raise written.error("no variable", position, min(position + 2, len(text)), hint)
            position = parse.add(found)
    return joined(parse.pieces)


HAPROXY: Final = Syntax(
    key="haproxy",
    name="HAProxy log-format",
    parse=parse_haproxy,
    plain=BUILT_IN.texts.plain,
    escapes_quotes=False,
    add_time="[%tr]",
    add_request="%{+Q}r",
    preferred={},
)

HAPROXY_JSON: Final = replace(HAPROXY, add_time="%(time)tr", add_request="%(request)r")
"""The syntax of a template with `%{+json}o`: variables without a name are not written."""
