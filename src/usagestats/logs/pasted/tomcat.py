r"""The patterns of Tomcat's access log valve: `%h %l %u %t "%r" %s %b %D`, as in its server.xml.

They look as formats of Apache httpd do, but up to Tomcat 9 `%D` is in milliseconds; httpd, and
Tomcat since version 10, write microseconds. `%F`, `%{Name}c`, `%{Name}r` and `%{Name}s` are of
Tomcat only, `%>s`, `%O` and others of httpd only. Where a format has none of them, a plain `%s` is
taken as a sign of Tomcat, since formats of httpd have `%>s`; a note says so.
Source: tomcat.apache.org, "The Valve Component", Access Log Valve, of versions 6 to 11.
"""

from __future__ import annotations

import re
from functools import partial
from html import unescape as without_entities
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import replace
from usagestats.logs.pasted.apache import APACHE, DIRECTIVES, Dialect, parse_apache
from usagestats.logs.pasted.parts import NUMBER, Meaning

if TYPE_CHECKING:
    from usagestats.logs.pasted.parts import Syntax
    from usagestats.logs.pasted.written import Written

UNIT_IN_DOUBT: Final = (
    "%D is taken as milliseconds, as Tomcat up to version 9 writes it: write tomcat: before the"
    " format to confirm that; or apache: for httpd, tomcat10: for Tomcat 10 and later, where it is"
    " microseconds"
)
"""The note about a format of which it is not certain in which unit `%D` is written."""

_OF_HTTPD_ONLY: Final = ("O", "k", "f", "P", "R", "L", "V", "^FU", "^FB")
_SHARED: Final = {name: known for name, known in DIRECTIVES.items() if name not in _OF_HTTPD_ONLY}
_OWN: Final = {
    "D": ("duration", Meaning("duration_ms", 0, NUMBER, unit="ms", sample="34")),
    "F": ("commit_time", Meaning(shape=NUMBER, sample="33")),
    "I": ("thread_name", Meaning(sample="http-nio-8080-exec-1")),
    "S": ("session_id", Meaning()),
}
_ARGUED: Final = {
    "i": "", "o": "response_", "c": "cookie_", "r": "request_attribute_", "s": "session_attribute_",
}  # fmt: skip
_DIALECT: Final = Dialect(_SHARED | _OWN, _ARGUED)
_DIALECT_10: Final = Dialect(_SHARED | _OWN | {"D": DIRECTIVES["D"]}, _ARGUED)

TOMCAT: Final = replace(
    APACHE, key="tomcat", name="Tomcat pattern", parse=partial(parse_apache, dialect=_DIALECT)
)
TOMCAT_10: Final = replace(
    APACHE, key="tomcat10", name="Tomcat pattern", parse=partial(parse_apache, dialect=_DIALECT_10)
)

_SIGN_OF_TOMCAT: Final = re.compile(r"%F|%\{[^}]*\}[crs]|%\{[^%}]*(?:yy|HH|dd)[^%}]*\}t")
_SIGN_OF_HTTPD: Final = re.compile(
    r"%!?[0-9,]*[<>]|%[OkfPRLV^]|%\{[^}]*\}[enCT^]|%\{[^}]*%[^}]*\}t"
)
_DURATION: Final = re.compile("%D")
_VALVE: Final = re.compile(r"\bpattern\s*=\s*(?P<quote>[\"'])(?P<pattern>.*?)(?P=quote)", re.DOTALL)
_ENTITY: Final = re.compile(r"&(?:[a-z]+|#[0-9]+);")


def tomcat_or_httpd(text: str) -> Syntax:
    """Return the syntax of a format that may be of either."""
    if _SIGN_OF_TOMCAT.search(text):
        return TOMCAT
    is_of_tomcat = _DURATION.search(text) and not _SIGN_OF_HTTPD.search(text)
    return TOMCAT if is_of_tomcat else APACHE


def unit_in_doubt(text: str) -> bool:
    """Return whether `%D` of a format may be in another unit than the one that is taken."""
    return _DURATION.search(text) is not None and tomcat_or_httpd(text) is TOMCAT


def valve_pattern(written: Written) -> Written | None:
    """Return the pattern in the XML of a valve, without its entities; `None` for other texts."""
    found = _VALVE.search(written.text) if "<Valve" in written.text else None
    if found is None and "&quot;" not in written.text:
        return None
    pattern = written.cut(*found.span("pattern")) if found else written
    kept, position = list[tuple[str, int]](), 0
    for entity in _ENTITY.finditer(pattern.text):
        kept += [(pattern.text[at], at) for at in range(position, entity.start())]
        kept += [(letter, entity.start()) for letter in without_entities(entity[0])]
        position = entity.end()
    kept += [(pattern.text[at], at) for at in range(position, len(pattern.text))]
    return pattern.kept(kept)
