"""The path of a log file → the log that it is a part of, and its date or number in this log.

Rotation gives a file a date (`access.log-20260504`, `2026/05/04/access.log`), a number
(`access.log.1`, `access.1.log`) or both. The forms are those of logrotate, rotatelogs, cronolog,
log4j and logback, Tomcat, IIS, the kubelet and folders by date.
"""

from __future__ import annotations

from dataclasses import field, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

_COMPRESSED: Final = late_pattern(r"\.(?:gz|bz2|xz|zst|Z)$")
_NUMBER: Final = late_pattern(r"(?<![0-9])(?P<number>[0-9]{1,9})(?=(?:\.[A-Za-z][A-Za-z0-9]*)?$)")
_CONTAINER_LOG: Final = late_pattern(r"(?:^|/)[0-9]{1,9}\.log(?:\.[0-9]{8}-[0-9]{6})?$")
_TIME: Final = late_pattern(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
_SEPARATORS: Final = "-_."

_YEAR: Final = "(?P<Y>20[0-9]{2})"
_MONTH: Final = "(?P<m>0[1-9]|1[0-2])"
_DAY: Final = "(?P<d>0[1-9]|[12][0-9]|3[01])"
_HOUR: Final = "(?P<H>[01][0-9]|2[0-3])"
_MONTH_NAMES: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_TIME_OF_DAY: Final = (
    rf"(?:[-_T]?{_HOUR}(?:[-_:]?(?P<M>[0-5][0-9])(?:[-_:]?(?P<S>[0-5][0-9]))?)?Z?)?"
)
_FORMS: Final = tuple(
    late_pattern(rf"(?<![0-9]){form}(?![0-9])")
    for form in (
        rf"year={_YEAR}/month={_MONTH}(?:/day={_DAY}(?:/hour={_HOUR})?)?",
        rf"{_YEAR}/{_MONTH}/{_DAY}(?:/{_HOUR}(?=/|\.|$))?",
        rf"{_YEAR}(?P<separator>[-_.]?){_MONTH}(?P=separator){_DAY}{_TIME_OF_DAY}",
        rf"{_DAY}[-_.]?(?P<b>{'|'.join(_MONTH_NAMES)})[-_.]?{_YEAR}",
        rf"{_YEAR}-?[Ww](?P<V>0[1-9]|[1-4][0-9]|5[0-3])",
        rf"{_YEAR}[-_./]?{_MONTH}",
        rf"(?<=ex)(?P<y>[0-9]{{2}}){_MONTH}{_DAY}{_HOUR}?",  # IIS: u_ex260504.log
        r"(?P<s>1[0-9]{9})(?P<milliseconds>[0-9]{3})?",
    )
)
"""The forms of dates, those with more parts first. A group has the name of its directive in
`strftime`; `s` is the seconds since 1970."""
_FEWEST_DIGITS: Final = 6
"""The digits of the shortest date."""


@dataclass(frozen=True, slots=True)
class RotatedName:
    """A path, taken apart.

    Args:
        log: The path without its date and number: equal for all files of a log.
        date: The date in the path, without a zone; `None` where there is none.
        number: The number at the end of its name; `None` where there is none.
        is_container_log: Whether it is a log of the kubelet: `0.log`, `0.log.20260504-101530`.
        gateway: `log`, and a number that stands right behind a letter, as in `gw1.log`: it may be
            the number of a gateway. A key to compare, not to show.
        written_number: The number as it is written, perhaps with zeros before it.
    """

    log: str
    date: datetime | None = None
    number: int | None = None
    is_container_log: bool = False
    gateway: str = field(default="", compare=False)
    written_number: str | None = field(default=None, compare=False)

    @property
    def time_of_day(self) -> time | None:
        """The time that its number may stand for: four digits, behind a date without a time."""
        written = self.written_number or ""
        if self.date is None or self.date.time() != time.min or not _TIME.fullmatch(written):
            return None
        return time(int(written[:2]), int(written[2:]))

    def at_time_of_day(self) -> RotatedName:
        """Return the same name with its number as a part of its date."""
        if self.date is None or self.time_of_day is None:
            return self
        return replace(self, date=datetime.combine(self.date, self.time_of_day), number=None)

    @classmethod
    def of(cls, path: str) -> RotatedName:
        """Take a path apart. A suffix of compressed files, such as `.gz`, is no part of it."""
        found = _parts_of(path)
        dated = max(found.dates, key=_detail, default=None)
        log = found.container or found.replaced(lambda _: "", lambda _: "", is_closed=True)
        return cls(
            log=log,
            date=_date_of(dated) if dated else None,
            number=int(found.number["number"]) if found.number else None,
            gateway=f"{log} {found.gateway_number}",
            is_container_log=found.container is not None,
            written_number=found.number["number"] if found.number else None,
        )


def pattern_of(path: str) -> str:
    """Return a path with `DATE` and `N` in the places of its date and number."""
    return _parts_of(path).replaced(lambda _: "DATE", lambda _: "N")


def sibling(
    path: str, date: datetime | None, number: int | None, *, has_time_of_day: bool = False
) -> str:
    """Return the path of the file of the same log with another date and number.

    Args:
        path: The path of a file that has both, or the one of them that is not `None`.
        date: The date of the other file.
        number: Its number.
        has_time_of_day: Whether the number is the time of the date.
    """
    written = f"{date:%H%M}" if date and has_time_of_day else None
    return _parts_of(path).replaced(
        lambda match: match[0] if date is None else _with_date(match, date),
        lambda text: written or (text if number is None else _with_number(text, number)),
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The places of the dates and the number in a path without its suffix of compressed files."""

    path: str
    dates: tuple[re.Match[str], ...]
    number: re.Match[str] | None

    @classmethod
    def of(cls, path: str) -> _Parts:
        plain = _COMPRESSED.sub("", path)
        dates: list[re.Match[str]] = []
        for form in _FORMS if sum(map(str.isdecimal, plain)) >= _FEWEST_DIGITS else ():
            found = (match for match in form.finditer(plain) if _date_of(match))
            dates += [match for match in found if not any(_overlap(match, one) for one in dates)]
        number = _NUMBER.search(plain)
        if number and any(_overlap(number, date) for date in dates):
            number = None
        return cls(plain, tuple(dates), number)

    @property
    def gateway_number(self) -> str:
        """The number, where it stands right behind a letter; else nothing."""
        if self.number is None or not self.path[: self.number.start()][-1:].isalpha():
            return ""
        return self.number["number"]

    @property
    def container(self) -> str | None:
        """The folder of a container, with `/`, where this is its log; else `None`."""
        match = _CONTAINER_LOG.search(self.path)
        if match is None or any(date.start() < match.start() for date in self.dates):
            return None
        return self.path[: match.start()] + "/"

    def replaced(
        self,
        date: Callable[[re.Match[str]], str],
        number: Callable[[str], str],
        *,
        is_closed: bool = False,
    ) -> str:
        """Return the path with other dates and numbers.

        Args:
            date: Gives the text for a date.
            number: Gives the text for a number.
            is_closed: Whether the `-`, `_` or `.` that divides them from the name is left out.
        """
        spans = [(match.span(), date(match)) for match in self.dates]
        if self.number:
            spans.append((self.number.span("number"), number(self.number["number"])))
        text = self.path
        for span, new in sorted(spans, reverse=True):
            start, end = self._with_separator(*span) if is_closed else span
            text = text[:start] + new + text[end:]
        return text

    def _with_separator(self, start: int, end: int) -> tuple[int, int]:
        """Return a span with the separator before it, or else the one after it."""
        if start and self.path[start - 1] in _SEPARATORS:
            return start - 1, end
        is_first = start == 0 or self.path[start - 1] == "/"
        return start, end + (is_first and self.path[end : end + 1] in {"-", "_"})


@lru_cache(maxsize=64)  # many siblings of one file may be missing
def _parts_of(path: str) -> _Parts:
    return _Parts.of(path)


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _detail(match: re.Match[str]) -> tuple[int, int]:
    """Order dates by their detail, and those of equal detail by their place."""
    parts = match.groupdict()
    return sum(bool(parts.get(part)) for part in _WRITTEN) + 9 * ("s" in parts), match.start()


def _date_of(match: re.Match[str]) -> datetime | None:
    """Return the date that a form stands for; `None`: there is no such date."""
    parts = {name: text for name, text in match.groupdict().items() if text}
    if seconds := parts.get("s"):
        return datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)
    year = int(parts["Y"] if "Y" in parts else f"20{parts['y']}")
    try:
        if week := parts.get("V"):
            return datetime.combine(date.fromisocalendar(year, int(week), 1), time.min)
        month = _MONTH_NAMES.index(parts["b"]) + 1 if "b" in parts else int(parts["m"])
        hour, minute, second = (int(parts.get(part, 0)) for part in "HMS")
        day = date(year, month, int(parts.get("d", 1)))
    except ValueError:
        return None
    return datetime.combine(day, time(hour, minute, second))


def _with_date(match: re.Match[str], moment: datetime) -> str:
    """Return the text of a date in the same form."""
    text, start = match[0], match.start()
    groups = [name for name, part in match.groupdict().items() if part and name in _WRITTEN]
    for name in sorted(groups, key=match.start, reverse=True):
        written = _WRITTEN[name](moment)
        text = text[: match.start(name) - start] + written + text[match.end(name) - start :]
    return text


_WRITTEN: Final[Mapping[str, Callable[[datetime], str]]] = {
    "Y": lambda moment: f"{moment.year:04}",
    "y": lambda moment: f"{moment.year % 100:02}",
    "m": lambda moment: f"{moment.month:02}",
    "b": lambda moment: _MONTH_NAMES[moment.month - 1],
    "d": lambda moment: f"{moment.day:02}",
    "V": lambda moment: f"{moment.isocalendar().week:02}",
    "H": lambda moment: f"{moment.hour:02}",
    "M": lambda moment: f"{moment.minute:02}",
    "S": lambda moment: f"{moment.second:02}",
    "s": lambda moment: str(int(moment.replace(tzinfo=UTC).timestamp())),
}


def _with_number(text: str, number: int) -> str:
    return f"{number:0{len(text)}}" if text.startswith("0") else str(number)
