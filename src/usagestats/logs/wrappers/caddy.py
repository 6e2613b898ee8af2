r"""The console encoder of Caddy: columns with tabs, and the record of the request without its time.

    2026/05/04 10:15:30.123<TAB>INFO<TAB>http.log.access<TAB>handled request<TAB>{"request":{…},…}

The time is in the log zone, unless `time_format` of Caddy adds an offset; older versions write
seconds, `1.7778897301e+09`. Time and logger become keys of the record, so that it is one of
`caddy-json`. The lines of other loggers stay as they are: they are ignored lines.
Source: modules/logging/encoders.go of Caddy; zapcore, console_encoder.go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.wrappers.prefixes import COLOURS
from usagestats.logs.wrappers.wrapper import Unwrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

_TIME: Final = r"[0-9][0-9T:/.,eZ +-]{8,40}"
_LEVEL: Final = rf"{COLOURS}(?i:debug|info|warn|error|panic|dpanic|fatal){COLOURS}"
_ANY: Final = late_pattern(rf"{COLOURS}{_TIME}\t{_LEVEL}\t")
_SECONDS: Final = r"[0-9]\.[0-9]+e\+09"
_ACCESS: Final = rf'\t{_LEVEL}\t{COLOURS}(http\.log\.access[^\t"\\]*)\t[^\t]*\t\{{'


@dataclass(frozen=True, slots=True)
class CaddyConsole:
    """The `Wrapper` of Caddy's console encoder."""

    name: str = "caddy-console"
    sample: str = (
        "2026/05/04 10:15:30.123\tINFO\thttp.log.access\thandled request"
        '\t{"request":{"method":"GET","uri":"/v1/items"},"status":200}'
    )
    place: None = None

    @property
    def begins(self) -> str:
        """The time, the level and the tabs."""
        return _ANY.pattern

    def matches(self, line: str) -> bool:
        """Whether a line begins with a time, a level and tabs."""
        return _ANY.match(line) is not None

    def unwrap(self, lines: pl.Series) -> Unwrapped:
        """Put the time and the logger into the record of each request."""
        for time, written in ((_SECONDS, "${1}"), (_TIME, '"${1}"')):
            record = f'{{"ts":{written},"logger":"${{2}}",'
            lines = lines.str.replace(f"^{COLOURS}({time}){_ACCESS}", record)
        return Unwrapped(lines)

    def times(self, lines: pl.Series) -> None:
        """Return `None`: the time is put into the record."""

    def open_after(self, lines: Sequence[str]) -> None:
        """Return `None`: every line is a record."""


CADDY_CONSOLE: Final = CaddyConsole()
