"""Syslog: RFC 3164 with and without PRI, ISO times (rsyslog, journald), RFC 5424; repetitions.

Some loggers fold equal messages and write only their number. The requests in them are lost: they
are counted as `repeated`, and a report says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.wrappers.inner_line import BehindPrefix
from usagestats.logs.wrappers.prefixes import Prefix, without_names
from usagestats.logs.wrappers.wrapper import ISO_TIME, Unwrapped

if TYPE_CHECKING:
    import polars as pl

_PRIORITY = "(?:<[0-9]{1,3}>)"
_OLD_TIME = r"[A-Z][a-z]{2} [ 0-9][0-9] (?:[0-9]{4} )?[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
_HOST = r'[^ \["]+'
_TAG = r'[^ :\[\]"]+(?:\[[^\] ]*\])?: '
_STRUCTURED = r'(?:\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\])+'
_REPEATED = "message repeated "
_NOTE_ONLY = late_pattern(
    rf"(?:{_PRIORITY}?(?:{_OLD_TIME}|{ISO_TIME}) (?:{_HOST} )?(?:[^ :]+: )?)?"
    r"(?:--- )?last message repeated ([0-9]{1,9}) times?(?: ---)?\s*"
)
_WITH_MESSAGE = late_pattern(r"message repeated ([0-9]{1,9}) times?: \[ ?(.*)\]\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Syslog(Prefix):
    """A `Prefix` whose lines may be notes that the message before was repeated."""

    @property
    def place(self) -> BehindPrefix:
        """The rest of the line; unusual are notes of repetitions."""
        return BehindPrefix(self.pattern, (_REPEATED,))

    @property
    def begins(self) -> str:
        """The header, or a note on a repetition."""
        return f"{without_names(self.pattern)}|{_NOTE_ONLY.pattern}"

    def matches(self, line: str) -> bool:
        """Whether a line has the header, or notes a repetition."""
        return re.match(self.pattern, line) is not None or bool(_NOTE_ONLY.fullmatch(line))

    def are_wrapped(self, lines: pl.Series) -> pl.Series:
        """Return `matches` for each of many lines."""
        wrapped = lines.str.contains(self.pattern)
        notes = (~wrapped & lines.str.contains(_REPEATED, literal=True)).arg_true()
        return wrapped.scatter(notes, [self.matches(line) for line in lines.gather(notes)])

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the header off, and count the messages that were left out as repeated."""
        text = lines.str.replace(self.pattern, "")
        found = text.str.contains(_REPEATED, literal=True).arg_true()
        if found.is_empty():
            return Unwrapped(text)
        read = [_repetition(line) for line in text.gather(found)]
        text = text.scatter(found, [line for line, _ in read])
        return Unwrapped(text, repeated=sum(count for _, count in read))


def _repetition(line: str) -> tuple[str, int]:
    """Return the message in a line, empty for a note without one, and the number left out."""
    if only := _NOTE_ONLY.fullmatch(line):
        return "", int(only[1])
    if message := _WITH_MESSAGE.fullmatch(line):  # rsyslog repeats the message itself, once
        return message[2], max(int(message[1]) - 1, 0)
    return line, 0


SYSLOG: Final = Syslog(
    # RFC 3164, section 4.1; with an ISO time as rsyslog and journalctl -o short-iso write it, where
    # a host must precede the tag: `TIME INFO: …` is a program's own line
    name="syslog",
    sample="<190>May  4 10:15:30 gw1 nginx: LINE",
    pattern=(rf"^{_PRIORITY}?(?:{_OLD_TIME} (?:{_HOST} )?|{ISO_TIME} {_HOST} ){_TAG}"),
)
SYSLOG_5424: Final = Syslog(
    # RFC 5424, section 6; RFC 6587 puts the length before it; Heroku leaves the structured data out
    name="syslog-5424",
    sample="<165>1 2026-05-04T10:15:30.003Z gw1 nginx 123 - - LINE",
    pattern=(
        rf"^(?:[0-9]+ )?{_PRIORITY}[1-9][0-9]? (?:{ISO_TIME}|-)(?: [^ ]+){{4}}"
        rf"(?: -| {_STRUCTURED})?(?: \ufeff?|$)"
    ),
)
