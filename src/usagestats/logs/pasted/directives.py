r"""Directives of the configuration of gateways → the formats in them.

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
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r"}
_ESCAPES: Final = ("default", "json", "none")
_SECTION: Final = re.compile(
    r"^[ \t]*(?:frontend|backend|listen|defaults)(?:[ \t]+(\S+))?", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Directive:
    """The format in a directive, and its name there, if it has one."""

    name: str | None
    text: Written
    syntax: Syntax


def directives_in(written: Written) -> Iterator[Directive]:
    """Give the directives in a text: a pasted one, or those of a whole configuration.

    Raises:
        UsageError: A directive is broken.
    """
    for found in _DIRECTIVE.finditer(written.text):
        if found["key"] == "log_format":
            yield nginx_pieces(written, found.end())
        elif found["key"].lower() == "logformat":
            yield _apache(written, found.end())
        elif found["key"] == "log-format":
            yield _haproxy(written, found)


def nginx_pieces(written: Written, position: int = 0) -> Directive:
    """Read the directive `NAME [escape=…] TEXT…;` at a position: the name and the joined texts.

    Raises:
        UsageError: It has no name or no text, or an unknown escape.
    """
    words: list[tuple[Written, bool]] = []
    while True:
        position = _end_of(_BLANKS, written, position)
        if position >= len(written.text) or written.text[position] == ";":
            break
        word, is_quoted, position = _word(written, position, ends=" \t\r\n;", is_nginx=True)
        words.append((word, is_quoted))
    if not words:
        raise written.error("log_format without a name", 0, len("log_format"))
    name = None if words[0][1] or "$" in words[0][0].text else words.pop(0)[0].text
    escape = "default"
    if words and not words[0][1] and words[0][0].text.startswith("escape="):
        word = words.pop(0)[0]
        escape = word.text.removeprefix("escape=")
        if escape not in _ESCAPES:
            hint = f"choose from {', '.join(_ESCAPES)}"
            raise word.error(f"no such escape: {escape}", len("escape="), None, hint)
    if not words:
        raise written.error("log_format without a format", 0, len("log_format"))
    pairs = [pair for word, _ in words for pair in _pairs(word)]
    return Directive(name, _joined(written, pairs), nginx_syntax(escape))


def _apache(written: Written, position: int) -> Directive:
    r"""Read `"FORMAT" [NICKNAME]`, on one line or on more that end in a backslash."""
    position = _end_of(_SAME_LINE, written, position)
    word, _, position = _word(written, position, ends=" \t\r\n")
    position = _end_of(_SAME_LINE, written, position)
    name = None
    if position < len(written.text) and written.text[position] not in "\r\n":
        name = _word(written, position, ends=" \t\r\n")[0].text
    return Directive(name, undone(word), APACHE)


def _haproxy(written: Written, found: re.Match[str]) -> Directive:
    position = _end_of(_SAME_LINE, written, found.end())
    end = written.text.find("\n", position)
    end = len(written.text) if end < 0 else end
    sections = list(_SECTION.finditer(written.text, 0, found.start()))
    name = (sections[-1][1] or sections[-1][0].strip()) if sections else None
    return Directive(name, _haproxy_argument(written.cut(position, end)), HAPROXY)


def _haproxy_argument(line: Written) -> Written:
    r"""Return an argument without its quotation marks and backslashes."""
    kept: list[tuple[str, int]] = []
    quote, position, text = "", 0, line.text
    while position < len(text):
        here = text[position]
        if here == "\\" and quote != "'" and position + 1 < len(text):
            position += 1
            kept.append((_CONTROLS.get(text[position], text[position]), position))
        elif here == quote:
            quote = ""
        elif not quote and here in "\"'":
            quote = here
        elif not quote and here in " \t\r#":
            break
        else:
            kept.append((here, position))
        position += 1
    if quote:
        raise line.error("a quotation mark that is never closed", text.index(quote), None)
    return line.kept(kept)


def undone(word: Written) -> Written:
    r"""Return a word without the backslashes of Apache: `\"`, `\\`, `\t` and `\n`."""
    kept: list[tuple[str, int]] = []
    position = 0
    while position < len(word.text):
        here = word.text[position]
        if here == "\\" and position + 1 < len(word.text):
            position += 1
            here = _CONTROLS.get(word.text[position], word.text[position])
        kept.append((here, position))
        position += 1
    return word.kept(kept)


def with_tabs(written: Written) -> Written:
    r"""Return a text that has a tab for each `\t`, as on a command line nothing else is written."""
    kept: list[tuple[str, int]] = []
    position = 0
    while position < len(written.text):
        is_tab = written.text.startswith("\\t", position)
        kept.append(("\t" if is_tab else written.text[position], position))
        position += 2 if is_tab else 1
    return written.kept(kept)


def _word(
    written: Written, position: int, *, ends: str, is_nginx: bool = False
) -> tuple[Written, bool, int]:
    """Return the word at a position, whether it was quoted, and where it ends."""
    text = written.text
    quote = text[position] if text[position : position + 1] in {'"', "'"} else ""
    begin = end = position + len(quote)
    while end < len(text) and (text[end] != quote if quote else text[end] not in ends):
        is_escape = text[end] == "\\" and end + 1 < len(text)
        end += 2 if is_escape and (quote or not is_nginx) else 1
    if quote and end >= len(text):
        raise written.error("a quotation mark that is never closed", position, position + 1)
    word = written.cut(begin, end)
    if is_nginx:
        word = _nginx_undone(word)
    return word, bool(quote), end + len(quote)


def _nginx_undone(word: Written) -> Written:
    r"""Undo the escapes of nginx: `\"`, `\'`, `\\`, `\t`, `\r` and `\n`; other backslashes stay."""
    kept: list[tuple[str, int]] = []
    position = 0
    while position < len(word.text):
        here = word.text[position]
        after = word.text[position + 1 : position + 2]
        if here == "\\" and after and after in "\"'\\trn":
            here = _CONTROLS.get(after, after)
            position += 1
        kept.append((here, position))
        position += 1
    return word.kept(kept)


def _pairs(word: Written) -> list[tuple[str, int]]:
    return list(zip(word.text, word.positions, strict=False))


def _joined(written: Written, pairs: list[tuple[str, int]]) -> Written:
    """Join characters, each with its position in the pasted text."""
    positions = (*(position for _, position in pairs), pairs[-1][1] + 1 if pairs else 0)
    return Written("".join(text for text, _ in pairs), positions, written.pasted, written.where)


def _end_of(blanks: re.Pattern[str], written: Written, position: int) -> int:
    found = blanks.match(written.text, position)
    return found.end() if found else position
