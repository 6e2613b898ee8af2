"""Files of several logs made up by chance: all forms of dates, numbers, gateways, gaps, mixtures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from usagestats.rotation.log_file import LogFile

if TYPE_CHECKING:
    from usagestats.rotation.log_file import Hull

START = datetime(2026, 2, 26, 22, tzinfo=UTC)

FORMS = (
    "year=%Y/month=%m/day=%d/hour=%H/a{number}.log",
    "year=%Y/month=%m/a{number}.log",
    "%Y/%m/%d/a{number}.log",
    "%Y/%m/%d/a-%H%M.log.gz",
    "%Y/%m/%d/a{number}-%H%M.log",
    "%Y/%m/%d/%H/gw-1/a{number}.log.gz",
    "a-%Y-%m-%d{number}.log",
    "a-%Y%m%dT%H%M%SZ{number}.log",
    "%Y%m%d%H%M-a{number}.log.gz",
    "a.%d-%b-%Y{number}.log",
    "a-%GW%V{number}.log",
    "a.%Y-%m{number}.log",
    "u_ex%y%m%d%H{number}.log",
    "a_log.%s{number}",
    "pods/x/0.log.%Y%m%d-%H%M%S",
    "AWSLogs/%Y/%m/%d/x_%Y%m%dT%H%MZ_{number}.log.gz",
    "a{number}.log",
    "a.log{number}",
)
NUMBERS = ("", "", ".{0}", "-{0:03}", "-{0:04}", "-{0:02}59", "-gw{0}", "_{0}_x")
STEPS = (
    *(timedelta(minutes=minutes) for minutes in (5, 15, 58, 60, 63, 64)),
    *(timedelta(hours=hours) for hours in (23, 24, 25, 26, 7 * 24 - 8, 7 * 24, 28 * 24)),
    *(timedelta(days=days) for days in (27, 30, 31, 32)),
)


def path_of(form: str, number: str, value: int, date: datetime) -> str:
    """Return a path; `%s` of the system is in its own zone."""
    text = form.replace("{number}", number.format(value))
    return date.strftime(text.replace("%s", str(int(date.timestamp()))))


_FORM, _NUMBER = st.sampled_from(FORMS), st.sampled_from(NUMBERS)
_STEP = st.sampled_from(STEPS)
_LOG_FORMAT = st.sampled_from(("", "combined"))
_BEGIN_LATER = st.sampled_from((0, 0, 1, 20, 300))
_LENGTH = st.sampled_from((0, 4, 30, 60, 1440))
_LEAP = st.sampled_from((0, 0, 2, 3))


@st.composite
def files_of_a_log(draw: st.DrawFn) -> list[LogFile]:
    form, number = draw(_FORM), draw(_NUMBER)
    log_format = "aws-alb" if "AWSLogs" in form else draw(_LOG_FORMAT)
    step = draw(_STEP)
    is_regular = draw(st.booleans())
    date, value, length = START, draw(st.integers(0, 3)), len(draw(st.binary(max_size=9)))
    files = []
    for place in range(length + 1):
        begin = date + timedelta(minutes=draw(_BEGIN_LATER))
        end = begin + timedelta(minutes=draw(_LENGTH))
        hull: Hull | None = None if draw(st.integers(0, 9)) == 0 else (begin, end)
        is_whole = draw(st.integers(0, 9)) > 0
        path = path_of(form, number, value, date)
        files.append(LogFile(f"{form} {place}", path, hull, is_whole, log_format))
        goes_on = is_regular or draw(st.booleans())
        date += step * (1 if goes_on else draw(_LEAP))
        value = max(0, value + (1 if is_regular else draw(st.integers(-2, 2))))
    return files


_LOGS = st.lists(files_of_a_log(), max_size=4)


@st.composite
def files_of_logs(draw: st.DrawFn) -> list[LogFile]:
    logs = draw(_LOGS)
    return list(draw(st.permutations([file for log in logs for file in log])))
