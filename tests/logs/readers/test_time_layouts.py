"""Layouts of times: the kernel reads what their functions read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chunks import read_fast
from usagestats.logs.pasted.strftime import TimeFormat
from usagestats.logs.readers.kernel.time_layout import TimeField, TimePart
from usagestats.logs.readers.named_format import NamedFormat
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pairs import LABELS
from usagestats.logs.readers.text_lines import Names
from usagestats.logs.readers.time_layouts import layout_of, time_layouts
from usagestats.logs.values.clf_time import parse_clf_time
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.logs.values.line_times import AnyOf, rfc_1123_time, wall_time, yearless_time
from usagestats.logs.values.yearless import NO_YEAR

READERS: dict[str, Callable[[str], datetime | None]] = {
    "%a %b %d %H:%M:%S %Y": partial(wall_time, written="%a %b %d %H:%M:%S %Y"),
    "%Y/%m/%d - %H:%M:%S": partial(wall_time, written="%Y/%m/%d - %H:%M:%S"),
    "%m/%d/%y, %H:%M:%S": partial(wall_time, written="%m/%d/%y, %H:%M:%S"),
    "%a, %d %b %Y %H:%M:%S GMT": rfc_1123_time,
    "%d %b %Y %H:%M:%S +0130": rfc_1123_time,
    "%b/%d/%Y:%H:%M:%S.%f -0700": parse_clf_time,
    "%b/%d/%Y %H:%M:%S": parse_clf_time,
    "%d.%m.%y %H:%M": TimeFormat.of("%d.%m.%y %H:%M"),
    "%H:%M:%S.%f %d-%b-%Y": TimeFormat.of("%T.%f %d-%b-%Y", is_utc=True),
    "%Y%m%d %H%M%S+0200": TimeFormat.of("%Y%m%d %H%M%S%z"),
    "%m/%d/%Y %I:%M:%S %p": TimeFormat.of("%m/%d/%Y %r"),
    "%p %I.%M %d %h %Y": TimeFormat.of("%p %I.%M %d %h %Y"),
    "%c": TimeFormat.of("%c"),
    "%%%% %d/%m/%Y %H:%M %%T": TimeFormat.of("%%%% %d/%m/%Y %H:%M %%T"),
    "%A, %d %B %Y, %H:%M": TimeFormat.of("%A, %d %B %Y, %H:%M"),
    "%e/%m/%Y %k:%M %p": TimeFormat.of("%e/%m/%Y %k:%M %p"),
    "%l:%M%p, %e-%m-%Y": TimeFormat.of("%l:%M%p, %e-%m-%Y"),
    "%b %d %H:%M:%S": yearless_time,
}
ODD = [
    *"0159:/ -+.,aZpM",
    "12",
    "AM",
    "PM",
    "Feb",
    "Mon",
    "  ",
    "60",
    "31",
    "1969",
    "2300",
    "+2400",
]


def read_by_kernel(reader: Callable[[str], datetime | None], text: str) -> datetime | None:
    """Return the time that the kernel reads; `None` where it refuses the text."""
    names: Names = {"time": ("t",), "http_method": ("m",)}
    lines = NamedFormat("x", "", LABELS, names, NamedTexts(reader), "")
    fast = read_fast(lines, f"t:{text}\tm:GET\n".encode(), {"http_method"})
    if not fast.accepted[0]:
        return None
    time: datetime = fast.requests["time"][0]
    return time.replace(tzinfo=None) if fast.on_wall[0] else time


@pytest.mark.parametrize("written", READERS)
def test_a_usual_time_is_read_alike(written: str) -> None:
    for time in (
        *(datetime(2026, 5, 4, 10, 15, 30, 120_000), datetime(2024, 2, 29, 23, 59)),  # noqa: DTZ001
        *(datetime(2026, 5, 14, 0, 15), datetime(2026, 5, 14, 12, 15)),  # noqa: DTZ001
    ):
        text = time.strftime(written)
        assert read_by_kernel(READERS[written], text) == READERS[written](text) is not None


@pytest.mark.hypothesis
@given(st.integers(0, 2**32))
def test_other_texts_are_read_alike_or_refused(seed: int) -> None:
    chance = Random(seed)
    written = chance.choice([*READERS])
    year = chance.choice([1968, 1985, 1986, 2026, 2198])
    text = datetime(year, 2, 28, 7, 5, 9).strftime(written)  # noqa: DTZ001
    for _ in range(chance.choice([1, 1, 2, 4])):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(ODD) + text[at + chance.choice([0, 1, 2]) :]
    fast = read_by_kernel(READERS[written], text)
    assert fast is None or fast == READERS[written](text)


def test_directives_become_fields() -> None:
    found = layout_of("%d/%m/%Y %R", is_exact=False)
    assert found is not None
    assert found.fields[:2] == (TimeField(TimePart.DAY, 1, 2), TimeField(TimePart.BYTE, ord("/")))
    assert TimeField(TimePart.BLANKS) in found.fields


@pytest.mark.parametrize(
    "text", ["%d %H:%M", "%Y-%m-%d %I:%M", "%Y-%m-%d %H", "%F %H %I:%M %p", "%j %Y", "%s"]
)
def test_a_part_that_is_missing_or_unknown_leaves_all_to_the_careful_path(text: str) -> None:
    assert layout_of(text) is None


def test_functions_without_a_layout() -> None:
    assert time_layouts(parse_iso_time) == ()
    assert time_layouts(TimeFormat.of("%F %T")) == ()  # which has a notation of its own
    assert len(time_layouts(AnyOf((READERS["%m/%d/%y, %H:%M:%S"], yearless_time)))) == 2


def test_a_time_without_a_year_has_that_of_none() -> None:
    assert [layout.year for layout in time_layouts(yearless_time)] == [NO_YEAR]
