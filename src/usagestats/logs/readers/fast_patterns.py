"""The fast path of formats whose lines are declared as patterns, in the syntax of polars.

A pattern matches a whole line and is stricter than a careful one: it refuses a line that could be
read in two ways, for example one with a quotation mark within quotation marks. Its groups have the
names of `NamedTexts`, but the time and the request line are cut finer:

- `time` up to the minute, `second` with up to nine decimals, and `zone`, the rest of the time with
  its offset; or `time` in whole seconds and `fraction`, such as `.123`
- `http_method`, `path` without any escape, and `query` instead of a request line

Only the groups that are needed are captured. A pattern is twice as fast if no character of a line
can be read in two ways, so that the search never goes back.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar, Final

import polars as pl

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.named_columns import NO_FIELDS, read_column
from usagestats.logs.readers.pattern_times import TIME_GROUPS, read_pattern_times
from usagestats.logs.readers.reader import rows_found
from usagestats.tables.declared import FIELD, REQUESTS, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from usagestats.logs.readers.named_texts import NamedTexts
    from usagestats.logs.readers.reader import LinesFound

WORD: Final = r"[!#-\[\]-~]+"
"""ASCII without blanks, quotation marks and backslashes."""

QUOTED: Final = r'"[^"\\]*"'
"""A text in quotation marks without escapes."""

NUMBER: Final = "(?:[0-9]{1,15}|-)"
"""A whole number that is less than the largest size, and that Float64 can hold; or `-`."""

ISO_TIME: Final = (
    "(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})"
    r":(?P<second>[0-5][0-9](?:\.[0-9]{1,9})?)(?P<zone>Z)"
)
_CLF_MINUTE = "(?P<time>[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2})"
_CLF_ZONE = "(?P<zone> [+-][0-9]{4})?"
CLF_TIME: Final = rf"{_CLF_MINUTE}:(?P<second>[0-5][0-9](?:\.[0-9]{{1,9}})?){_CLF_ZONE}"
TARGET: Final = r'(?P<path>/[^ ?"#\\]*)(?:\?(?P<query>[^ "\\]*))?'
"""A path and a query; a backslash is refused, and `#` in the path."""

ESCAPED_TARGET: Final = r'(?P<path>/[^ ?"#\\]*)(?:\?(?P<query>(?:[^ "\\]|\\[!-~])*))?'
"""Like `TARGET`, but the query may have escapes."""

ORIGIN: Final = "[a-z][a-z_]*://(?P<host>[A-Za-z0-9_.-]+)(?::[0-9]+)?"
"""The scheme and the host of an absolute URL."""

URL: Final = rf"(?:{ORIGIN})?{TARGET}"
"""Like `TARGET`, perhaps with a scheme and a host before it."""

_GROUP = late_pattern(r"\(\?P<(\w+)>")


def named(name: str, form: str) -> str:
    """Return the pattern `form` as a group; quotation marks around it stay outside the group."""
    if form.startswith('"') and form.endswith('"'):
        return f'"(?P<{name}>{form[1:-1]})"'
    return f"(?P<{name}>{form})"


def request_line(target: str) -> str:
    """Return the pattern of a request line."""
    return rf"(?P<http_method>[A-Za-z][A-Za-z0-9_-]*) {target} HTTP/[0-9](?:\.[0-9])?"


@dataclass(frozen=True, slots=True)
class FastPatterns:
    """The patterns of a format.

    Args:
        patterns: The patterns; each is tried on the lines that the ones before did not match.
        texts: How the format writes the texts of the groups. It must read a text that a group cuts
            short, such as an address without its port, as it reads the whole.
    """

    patterns: tuple[str, ...]
    texts: NamedTexts


@dataclass(frozen=True, slots=True)
class PatternReader:
    """Reads lines by patterns.

    Args:
        fast: The patterns.
        columns: The columns of REQUESTS that it gives, further fields and `TEXT` too.
    """

    fast: FastPatterns
    columns: frozenset[str]
    takes_pieces: ClassVar = False

    def read(self, pieces: Iterable[bytes]) -> LinesFound:
        """Read the lines that a pattern matches; refuse the others."""
        data, texts = b"".join(pieces), self.fast.texts
        lines = pl.read_lines(data).to_series()
        parts = _parts(lines, self.fast.patterns, self._groups())
        times, on_wall = read_pattern_times(parts, texts.time)
        found = {"time": times}
        if "line" in self.columns:
            found["line"] = pl.int_range(1, parts.height + 1, dtype=pl.Int64, eager=True)
        for name in self.columns - found.keys() - {TEXT}:
            found[name] = read_column(name, parts, texts)
        order = [*REQUESTS, *sorted(name for name in self.columns if name.startswith(FIELD))]
        requests = pl.DataFrame({name: found[name] for name in order if name in found})
        return rows_found(data, requests, times.is_not_null(), self.columns, on_wall)

    def _groups(self) -> frozenset[str]:
        """Return the names of the groups that the columns are made of."""
        own = {name.removeprefix(FIELD) for name in self.columns} - NO_FIELDS
        own |= {name for name in self.columns if name in REQUESTS}
        preferred = {self.fast.texts.preferred.get(name, "") for name in self.columns}
        return frozenset(own | preferred | TIME_GROUPS)


def _parts(lines: pl.Series, patterns: Sequence[str], groups: frozenset[str]) -> pl.DataFrame:
    """Return the texts of all groups; null where the pattern of the line has no such group.

    Shape: one row per line.
    """
    first, *others = (_capturing(pattern, groups) for pattern in patterns)
    parts = lines.str.extract_groups(first).struct.unnest()
    for pattern in others:
        rest = parts["time"].is_null().arg_true()
        if rest.is_empty():
            break
        more = lines.gather(rest).str.extract_groups(pattern).struct.unnest()
        parts = _filled(parts, rest, more)
    return parts


def _filled(parts: pl.DataFrame, rows: pl.Series, more: pl.DataFrame) -> pl.DataFrame:
    """Return the parts with `more` put into `rows`, in which no pattern has matched before."""
    if len(rows) == parts.height:
        return more
    here = pl.repeat(None, parts.height, dtype=pl.UInt32, eager=True)
    here = here.scatter(rows, pl.int_range(len(rows), dtype=pl.UInt32, eager=True))
    spread = more.select(pl.all().gather(here))
    both = {name for name in parts.columns if name in more.columns}
    return parts.with_columns(
        spread[name].zip_with(here.is_not_null(), parts[name]) if name in both else spread[name]
        for name in more.columns
    )


@cache
def _capturing(pattern: str, groups: frozenset[str]) -> str:
    """Return the pattern of a whole line in which only these groups are captured."""
    return _GROUP.sub(lambda group: group[0] if group[1] in groups else "(?:", f"^{pattern}$")
