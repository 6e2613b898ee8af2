"""Wrappers that are a prefix of the line: times, names of containers, pods and programs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.wrappers.inner_line import BehindPrefix
from usagestats.logs.wrappers.wrapper import ISO_TIME, Unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

# written so that Python's and polars' regular expressions read them alike
_COLOUR = r"\x1b\[[0-9;?]*[A-Za-z]"
COLOURS: Final = rf"(?:{_COLOUR})*"
_NAME = late_pattern(r"\(\?P<\w+>")
_DATE_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"


@dataclass(frozen=True, slots=True)
class Prefix:
    """A `Wrapper` that a regular expression describes.

    Args:
        name: The name that messages use.
        sample: A wrapped line.
        pattern: A regular expression for the prefix, beginning with `^`.
        is_coloured: Whether terminal codes in the inner line belong to the wrapper, too.
        kept: The part of the prefix that belongs to the inner line, a group of the pattern.
    """

    name: str
    sample: str
    pattern: str
    is_coloured: bool = False
    kept: str = ""

    @property
    def place(self) -> BehindPrefix | None:
        """The rest of the line; unusual are terminal codes in it, if they belong to the wrapper."""
        if self.kept:
            return None
        return BehindPrefix(self.pattern, ("\x1b",) if self.is_coloured else ())

    @property
    def begins(self) -> str:
        """The prefix."""
        return without_names(self.pattern)

    def matches(self, line: str) -> bool:
        """Whether a line has the prefix."""
        return _compiled(self.pattern).match(line) is not None

    def are_wrapped(self, lines: pl.Series) -> pl.Series:
        """Return `matches` for each of many lines."""
        return lines.str.contains(self.pattern)

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Take the prefix off."""
        text = lines.str.replace(self.pattern, self.kept)
        if self.is_coloured and text.str.contains("\x1b", literal=True).any():
            text = text.str.replace_all(_COLOUR, "")
        return Unwrapped(text)

    def times(self, lines: pl.Series) -> pl.Series | None:
        """Return the times when lines were written, if the prefix holds a date and a time."""
        if ISO_TIME not in self.pattern:
            return None
        return lines.str.extract(self.pattern.replace(ISO_TIME, f"({ISO_TIME})", 1))

    def open_after(self, lines: Sequence[str]) -> None:
        """Return `None`: every line is a record."""


def without_names(pattern: str) -> str:
    """Return a pattern of beginnings as a part of another pattern."""
    return _NAME.sub("(?:", pattern.removeprefix("^"))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


TIMESTAMP: Final = Prefix(
    # docker logs -t, docker compose logs -t, kubectl logs --timestamps, aws logs tail
    name="timestamp",
    sample="2025-05-09T15:43:53.613587397Z LINE",
    pattern=rf"^(?:{ISO_TIME}|{_DATE_TIME})[ \t]",
)
CLOUDWATCH: Final = Prefix(
    # aws logs tail: time, stream, message; an address is no stream
    name="cloudwatch",
    sample="2026-05-04T10:15:30.123000+00:00 api/gateway/5f362051 LINE",
    pattern=(
        rf'^{ISO_TIME}[ \t](?:(?:[^ \t":*{{\[]+/[^ \t":*]*|[0-9a-f]{{32,}})[ \t]'
        r'|[^ \t":*{\[]+[ \t](?P<brace>\{))'
    ),
    kept="${brace}",
)
CF_LOGS: Final = Prefix(
    # cf logs of Cloud Foundry: time, component, stream
    name="cf-logs",
    sample="   2026-05-04T10:15:30.49+0000 [RTR/0] OUT LINE",
    pattern=rf"^ *{ISO_TIME} \[[A-Z]+(?:/[^\] ]*)?\] +(?:OUT|ERR) ",
)
FLUENTD: Final = Prefix(
    # out_file of Fluentd: time, tag, record
    name="fluentd",
    sample='2025-05-09T15:43:53+00:00\tkube.nginx\t{"log":"LINE"}',
    pattern=rf"^{ISO_TIME}\t[^\t]*\t",
)
COMPOSE: Final = Prefix(
    # the name is padded; some versions erase the row of the terminal first
    name="docker-compose",
    sample="nginx-1  | LINE",
    pattern=rf"^{COLOURS}[A-Za-z0-9][A-Za-z0-9_.-]*(?: |{_COLOUR})* (?:{_COLOUR})*\|{COLOURS} ?",
    is_coloured=True,
)
KUBECTL: Final = Prefix(
    name="kubectl-prefix",
    sample="[pod/gateway-7d4b9/nginx] LINE",
    pattern=rf"^{COLOURS}\[pod/[^\]/ ]+/[^\] ]+\]{COLOURS} {COLOURS}",
    is_coloured=True,
)
STERN: Final = Prefix(
    # a pod ends with the hash that its set gives it, or with a number; no address looks like it
    name="stern",
    sample="gateway-7d4b9c6f5-x2x4z nginx LINE",
    pattern=(
        rf"^{COLOURS}(?:[a-z0-9][a-z0-9-]*{COLOURS} {COLOURS})?"
        rf"[a-z0-9][a-z0-9.-]*-(?:[a-z0-9]{{5}}|[0-9]+){COLOURS} "
        rf"{COLOURS}[a-z0-9][a-z0-9-]*{COLOURS} (?:› )?"
    ),
    is_coloured=True,
)
PLATFORM_SH: Final = Prefix(
    # platform.sh and Upsun put it inside the message that they forward
    name="platform.sh",
    sample="frontend.0 nginx: LINE",
    pattern=r"^[a-z0-9_-]+\.[0-9]+ [a-z][a-z0-9_.-]*: ",
)
