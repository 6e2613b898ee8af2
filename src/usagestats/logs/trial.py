"""The formats tried on sampled lines: which one fits best."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from usagestats.logs.formats import FORMATS
from usagestats.logs.ignored import is_ignored
from usagestats.logs.log_format import NO_SUCH_TIME, NoRequestError, OtherRecordError
from usagestats.logs.ncsa import NCSA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.log_format import LogFormat

HEADER_STARTS: Final = tuple({start for known in FORMATS.values() for start in known.header_starts})
"""What the header lines of any format begin with."""


_PROBED = 20  # lines that a format must fit one of before all are tried


@dataclass(slots=True)
class Trial:
    """What a format makes of lines.

    Args:
        log_format: The format, as it is before the first line.
        headers: How many header lines of its own it met.
        fitting: How many lines it can read.
        recognised: How many of these speak for it.
        near: How many only have a time that does not exist.
        misfits: The lines that it cannot read; blank lines, comments and the like are none.
    """

    log_format: LogFormat
    headers: int = 0
    fitting: int = 0
    recognised: int = 0
    near: int = 0
    misfits: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, log_format: LogFormat, lines: Sequence[str]) -> Trial:
        """Try a format on lines, in order."""
        trial = cls(log_format)
        for line in lines:
            if header := log_format.for_header(line):
                log_format = header
                trial.headers += 1
            elif not is_ignored(line):
                trial.try_line(log_format, line)
        return trial

    def try_line(self, log_format: LogFormat, line: str) -> None:
        """Take note of whether a line fits."""
        try:
            log_format.read_line(line)
        except OtherRecordError:
            return
        except NoRequestError as reason:
            self.near += str(reason) == NO_SUCH_TIME
            self.misfits.append(line)
            return
        self.fitting += 1
        self.recognised += log_format.recognises(line)

    @property
    def is_believable(self) -> bool:
        """Tell whether it is not only another format's lines that can be read somehow."""
        return 2 * self.recognised >= self.fitting and self.fitting + self.headers > 0


def best_trial(lines: Sequence[str], only: LogFormat | None = None) -> Trial:
    """Return the format that fits most lines; of several the first, which is the particular one.

    Args:
        lines: A sample.
        only: The format to try, where the user knows it.
    """
    if only:
        return Trial.of(only, lines)
    probe = lines[:: max(len(lines) // _PROBED, 1)]
    probed = [Trial.of(known, probe) for known in FORMATS.values()]
    likely = [trial.log_format for trial in probed if trial.fitting or trial.headers]
    tried = [Trial.of(known, lines) for known in likely or FORMATS.values()]
    believable = [trial for trial in tried if trial.is_believable]
    if not believable:
        nearest = max(tried, key=lambda trial: trial.near)
        return nearest if nearest.near else Trial.of(NCSA, lines)
    return max(believable, key=lambda trial: (trial.fitting, trial.headers))
