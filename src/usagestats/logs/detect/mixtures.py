"""Lines that the main format of a source refuses → the other formats that they have."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.formats import FORMATS, UNMISTAKABLE
from usagestats.logs.mixture import Mixture, takes, understand
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.readers.log_format import LogFormat


@dataclass(frozen=True, slots=True)
class OthersFound:
    """The other formats in a sample.

    Args:
        mixture: The formats and wrappers that are tried where the main format refuses a line.
        lines_of: The number of sampled lines of each format, by its name.
        misfits: The lines that no format fits.
    """

    mixture: Mixture
    lines_of: Counter[str]
    misfits: list[str]


def others_in(lines: Sequence[str], misfits: Sequence[str], main: LogFormat) -> OthersFound:
    """Find the formats of sampled lines that the main one refuses.

    Args:
        lines: All sampled lines, in order, with header lines.
        misfits: Those that the main format refuses.
        main: The main format.
    """
    lines_of: Counter[str] = Counter()
    left = list(misfits)
    records: dict[str, list[str]] = {}
    for one in _OTHERS:
        if left and not main.reads_all_of(one):
            tried = _lines_of(one, lines, left)
            if tried.count:
                lines_of[one.name] = tried.count
                records[one.name] = tried.records
            left = tried.left
    ignored = {line for some in records.values() for line in some}
    mixture = _mixture(main, frozenset(lines_of))
    rest: list[str] = []
    for line in left:
        try:
            lines_of[understand(line, main, mixture).log_format.name] += 1
        except OtherRecordError:
            continue
        except NoRequestError:
            rest.append(line)
    return OthersFound(mixture, lines_of, [line for line in rest if line not in ignored])


_OTHERS: Final = tuple(FORMATS.values())


def _mixture(main: LogFormat, held: frozenset[str]) -> Mixture:
    tried = UNMISTAKABLE | held
    formats = (one for one in _OTHERS if one.name in tried and not main.reads_all_of(one))
    return Mixture(tuple(formats), held | {main.name}, is_unwrapped=True)


@dataclass(frozen=True, slots=True)
class _Tried:
    count: int
    left: list[str]
    records: list[str]


def _lines_of(log_format: LogFormat, lines: Sequence[str], left: list[str]) -> _Tried:
    """Try a format on the lines that are left."""
    waiting = set(left)
    still_left: list[str] = []
    records: list[str] = []
    count = 0
    for line in lines if log_format.header_starts else left:
        if header := log_format.for_header(line):
            log_format = header
        if header or line not in waiting:
            continue
        try:
            is_taken = takes(log_format, line)
        except OtherRecordError:
            records.append(line)
            is_taken = False
        count += is_taken
        if not is_taken:
            still_left.append(line)
    return _Tried(count, still_left, records)
