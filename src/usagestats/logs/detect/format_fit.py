"""Every format is tried on sampled lines, and the one that fits best is chosen."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.logs.formats import FORMATS
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.readers.ignored import is_ignored
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.log_format import NO_SUCH_TIME, NoRequestError, OtherRecordError
from usagestats.logs.readers.probe import Probe
from usagestats.logs.readers.remembered import RememberedReaders
from usagestats.tables.declared import FULL_DETAIL

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.logs.readers.reader import Reader

HEADER_STARTS: Final = tuple({start for known in FORMATS.values() for start in known.header_starts})
"""The beginnings of the header lines of all formats."""


_TIME_ONLY: Final = frozenset({"time"})
_FEW: Final = 5  # to read them one by one is quicker
_PROBED = 20  # a format is tried on about so many lines first; on all, only if it fits one of them


@dataclass(slots=True)
class FormatFit:
    """How well a format fits some lines.

    Args:
        log_format: The format, as it is before the first line.
        headers: The number of header lines of the format.
        fitting: The number of lines that it can read.
        signed: The places of those of them that bear its signature, in the sample.
        near: The number of misfits that would fit if their time existed.
        misfits: The lines that it cannot read, without blank lines, comments and the like.
    """

    log_format: LogFormat
    headers: int = 0
    fitting: int = 0
    signed: set[int] = field(default_factory=set)
    near: int = 0
    misfits: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        log_format: LogFormat,
        lines: Sequence[str],
        ignored: Container[str],
        *,
        is_likely: bool = True,
    ) -> FormatFit:
        """Try a format on lines, in order.

        Args:
            log_format: The format.
            lines: The lines.
            ignored: Those of them that can only be its header lines.
            is_likely: Whether it fits one of a few of them: then its quickest reader is worthwhile.
        """
        fit = cls(log_format)
        read = _read_at_once(log_format, lines) if is_likely else frozenset()
        for place, line in enumerate(lines):
            if header := log_format.for_header(line):
                log_format = header
                fit.headers += 1
            elif line in ignored:
                continue
            elif place in read:
                fit.take(log_format, place, line)
            else:
                fit.try_line(log_format, place, line)
        return fit

    def try_line(self, log_format: LogFormat, place: int, line: str) -> None:
        """Try the format on one line."""
        try:
            log_format.check_line(line)
        except OtherRecordError:
            return
        except NoRequestError as reason:
            self.near += str(reason) == NO_SUCH_TIME
            self.misfits.append(line)
            return
        self.take(log_format, place, line)

    def take(self, log_format: LogFormat, place: int, line: str) -> None:
        """Count a line that the format can read."""
        self.fitting += 1
        if log_format.bears_signature(line):
            self.signed.add(place)

    @property
    def is_believable(self) -> bool:
        """Whether at least half of the lines that fit bear the signature of the format."""
        return 2 * len(self.signed) >= self.fitting and self.fitting + self.headers > 0


def best_fit(
    lines: Sequence[str], only: LogFormat | None = None, ignored: Container[str] | None = None
) -> FormatFit:
    """Return the main format of some lines.

    A line that several formats can read belongs to the first of them: `FORMATS` begins with the
    most particular ones. The main format is the one that most lines belong to, or the first such.
    Where no format is believable, it is the one with the most lines that only lack a real time,
    else `ncsa`.

    Args:
        lines: A sample.
        only: The format that the user gave; `None`: all are tried.
        ignored: Those of them that are ignored, where they are known.
    """
    if ignored is None:
        ignored = frozenset(filter(is_ignored, lines))  # once for all formats
    if only:
        return FormatFit.of(only, lines, ignored)
    probe = Probe(lines[:: max(len(lines) // _PROBED, 1)])

    def likely(formats: Iterable[LogFormat]) -> list[LogFormat]:
        return [known for known in formats if _fits_any(known, probe, ignored)]

    # a format whose signature no line bears is not believable; to find this out is quicker than
    # to try the format
    signed = [known for known in FORMATS.values() if known.is_signed(lines)]
    first = likely(signed)
    some = first or likely(FORMATS.values())

    def fit_of(known: LogFormat) -> FormatFit:
        return FormatFit.of(known, lines, ignored, is_likely=bool(some))

    tried = {known.name: fit_of(known) for known in (first if some else signed)}
    believable = [fit for fit in tried.values() if fit.is_believable]
    if believable:
        return _main_fit(believable)
    all_likely = likely(FORMATS.values()) or FORMATS.values()
    all_tried = [tried.get(known.name) or fit_of(known) for known in all_likely]
    nearest = max(all_tried, key=lambda fit: fit.near)
    return nearest if nearest.near else FormatFit.of(NCSA, lines, ignored)


def _main_fit(fits: Sequence[FormatFit]) -> FormatFit:
    """Return the fit of the format that most lines belong to."""
    belonging: list[int] = []
    taken: set[int] = set()
    for fit in fits:
        belonging.append(len(fit.signed - taken))
        taken |= fit.signed
    keys = [(count, fit.headers) for count, fit in zip(belonging, fits, strict=True)]
    return fits[keys.index(max(keys))]


def _read_at_once(log_format: LogFormat, lines: Sequence[str]) -> frozenset[int]:
    """Return the places of lines that the quickest reader of a format reads; the others are left.

    The reader accepts no line that the format does not read (law 5).
    """
    if log_format.header_starts or len(lines) < _FEW or kernel() is None:
        return frozenset()
    refused = _readers(log_format).refused("\n".join([*lines, ""]).encode())
    if refused is None:
        return frozenset()
    return frozenset(range(len(lines))).difference(number for number, _ in refused)


def _reader_of(log_format: LogFormat) -> Reader:
    return log_format.reader(_TIME_ONLY, FULL_DETAIL)


_readers = RememberedReaders(_reader_of)


def _fits_any(log_format: LogFormat, probe: Probe, ignored: Container[str]) -> bool:
    """Whether a format can read one of the lines, or one of them is a header of it."""
    if not log_format.may_fit_any(probe):
        return False
    return any(
        log_format.for_header(line) or (line not in ignored and _fits(log_format, line))
        for line in probe.lines
    )


def _fits(log_format: LogFormat, line: str) -> bool:
    try:
        log_format.check_line(line)
    except NoRequestError:
        return False
    return True
