r"""Directives as they stand in the configuration of gateways → the format that is in them.

log_format main escape=json '$remote_addr …' '"$request" …';     (nginx)
LogFormat "%h %l %u %t \"%r\" %>s %b" common                     (Apache)
log-format "%ci:%cp [%tr] …"      log-format %ci:%cp\ [%tr]\ …   (HAProxy)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from usagestats.logs.pasted.apache import APACHE
from usagestats.logs.pasted.haproxy import HAPROXY
from usagestats.logs.pasted.nginx import nginx_syntax
from usagestats.logs.pasted.written import Written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from usagestats.logs.pasted.parts import Syntax

_DIRECTIVE: Final = re.compile(
    r"^[ \t]*(?P<key>log_format|LogFormat|log-format)(?=[ \t\r\n])", re.MULTILINE | re.IGNORECASE
)
_BLANKS: Final = re.compile(r"(?:[ \t\r\n]|\\\r?\n|#[^\n]*)*")
_SAME_LINE: Final = re.compile(r"(?:[ \t]|\\\r?\n)*")
_ESCAPES: Final = ("default", "json", "none")
_SECTION: Final = re.compile(
    r"^[ \t]*(?:frontend|backend|listen|defaults)(?:[ \t]+(\S+))?", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Directive:
    """A format that a directive gives, and the name that it gives to it, if any."""

    name: str | None
    text: Written
    syntax: Syntax


def directives_in(written: Written) -> Iterator[Directive]:
    """Give the directives of a text, be it one that was pasted or a whole configuration.

    Raises:
        UsageError: One of them is broken.
    """
    for found in _DIRECTIVE.finditer(written.text):
        if found["key"] == "log_format":
            yield nginx_pieces(written, found.end())
        elif found["key"].lower() == "logformat":
            yield _apache(written, found.end())
        elif found["key"] == "log-format":
            yield _haproxy(written, found)


def nginx_pieces(written: Written, place: int = 0) -> Directive:
    """Read `NAME [escape=…] PIECE…;`."""
    words: list[tuple[Written, bool]] = []
    while True:
        place = _end_of(_BLANKS, written, place)
        if place >= len(written.text) or written.text[place] == ";":
            break
        word, is_quoted, place = _word(written, place, ends=" \t\r\n;", is_nginx=True)
        words.append((word, is_quoted))
    if not words:
        raise written.error("log_format without a name", 0, len("log_format"))
    name = None if words[0][1] or "$" in words[0][0].text else words.pop(0)[0].text
    escape = "default"
    if words and not words[0][1] and words[0][0].text.startswith("escape="):
        word = words.pop(0)[0]
        escape = word.text.removeprefix("escape=")
        if escape not in _ESCAPES:
            hint = f"there are {', '.join(_ESCAPES)}"
            raise word.error(f"no such escape: {escape}", len("escape="), None, hint)
    if not words:
        raise written.error("log_format without a format", 0, len("log_format"))
    pairs = [pair for word, _ in words for pair in _pairs(word)]
    return Directive(name, _joined(written, pairs), nginx_syntax(escape))


def _apache(written: Written, place: int) -> Directive:
    r"""Read `"FORMAT" [NICKNAME]`, on one line or on more that end in a backslash."""
    place = _end_of(_SAME_LINE, written, place)
    word, _, place = _word(written, place, ends=" \t\r\n")
    place = _end_of(_SAME_LINE, written, place)
    name = None
    if place < len(written.text) and written.text[place] not in "\r\n":
        name = _word(written, place, ends=" \t\r\n")[0].text
    return Directive(name, undone(word), APACHE)


def _haproxy(written: Written, found: re.Match[str]) -> Directive:
    place = _end_of(_SAME_LINE, written, found.end())
    end = written.text.find("\n", place)
    end = len(written.text) if end < 0 else end
    sections = list(_SECTION.finditer(written.text, 0, found.start()))
    name = (sections[-1][1] or sections[-1][0].strip()) if sections else None
    return Directive(name, _haproxy_argument(written.cut(place, end)), HAPROXY)


def _haproxy_argument(line: Written) -> Written:
    r"""Undo the quotation marks and backslashes of one argument."""
    kept: list[tuple[str, int]] = []
    quote, place, text = "", 0, line.text
    while place < len(text):
        here = text[place]
        if here == "\\" and quote != "'" and place + 1 < len(text):
            place += 1
            kept.append((text[place], place))
        elif here == quote:
            quote = ""
        elif not quote and here in "\"'":
            quote = here
        elif not quote and here in " \t\r#":
            break
        else:
            kept.append((here, place))
        place += 1
    if quote:
        raise line.error("a quotation mark that is never closed", text.index(quote), None)
    return line.kept(kept)


def undone(word: Written) -> Written:
    r"""Undo the backslashes of Apache: `\"`, `\\`, `\t` and `\n`."""
    kept: list[tuple[str, int]] = []
    place = 0
    while place < len(word.text):
        here = word.text[place]
        if here == "\\" and place + 1 < len(word.text):
            place += 1
            here = {"t": "\t", "n": "\n", "r": "\r"}.get(word.text[place], word.text[place])
        kept.append((here, place))
        place += 1
    return word.kept(kept)


def _word(
    written: Written, place: int, *, ends: str, is_nginx: bool = False
) -> tuple[Written, bool, int]:
    """Return the word at a place, whether it was quoted, and where it ends."""
    text = written.text
    quote = text[place] if text[place : place + 1] in {'"', "'"} else ""
    begin = end = place + len(quote)
    while end < len(text) and (text[end] != quote if quote else text[end] not in ends):
        is_escape = text[end] == "\\" and end + 1 < len(text)
        end += 2 if is_escape and (quote or not is_nginx) else 1
    if quote and end >= len(text):
        raise written.error("a quotation mark that is never closed", place, place + 1)
    word = written.cut(begin, end)
    if is_nginx:
        word = _nginx_undone(word)
    return word, bool(quote), end + len(quote)


def _nginx_undone(word: Written) -> Written:
    r"""Undo the backslashes of nginx: `\"`, `\'`, `\\`, `\t`, `\r` and `\n`; others stay."""
    kept: list[tuple[str, int]] = []
    place = 0
    while place < len(word.text):
        here = word.text[place]
        after = word.text[place + 1 : place + 2]
        if here == "\\" and after and after in "\"'\\trn":
            here = {"t": "\t", "r": "\r", "n": "\n"}.get(after, after)
            place += 1
        kept.append((here, place))
        place += 1
    return word.kept(kept)


def _pairs(word: Written) -> list[tuple[str, int]]:
    return list(zip(word.text, word.places, strict=False))


def _joined(written: Written, pairs: list[tuple[str, int]]) -> Written:
    """Join characters, each with its place in what was pasted."""
    places = (*(place for _, place in pairs), pairs[-1][1] + 1 if pairs else 0)
    return Written("".join(text for text, _ in pairs), places, written.pasted, written.where)


def _end_of(blanks: re.Pattern[str], written: Written, place: int) -> int:
    found = blanks.match(written.text, place)
    return found.end() if found else place
