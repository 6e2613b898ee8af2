"""Times are read as they were written, whatever the directives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from usagestats.logs.pasted.strftime import KNOWN, TimeFormat, UnknownDirectiveError

TIME = datetime(2026, 5, 4, 22, 15, 30, 250_000, tzinfo=UTC)
WALL = TIME.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("text", "written", "time"),
    [
        ("%Y-%m-%dT%H:%M:%S.%3f%Ez", "2026-05-04T22:15:30.250+00:00", TIME),
        ("%d/%b/%Y:%T %z", "04/May/2026:22:15:30 +0000", TIME.replace(microsecond=0)),
        ("%s.%6f", "1777932930.250000", TIME),
        ("%F %I:%M:%S %p", "2026-05-04 10:15:30 PM", WALL.replace(microsecond=0)),
        ("%c", "Mon May  4 22:15:30 2026", WALL.replace(microsecond=0)),
        ("%D %R:%E3S", "05/04/26 22:15:30.250", WALL),
        ("%%%t%B %e %k:%M %y", "%\tMay  4 22:15 26", WALL.replace(second=0, microsecond=0)),
    ],
)
def test_a_time_is_written_and_read_back(text: str, written: str, time: datetime) -> None:
    form = TimeFormat.of(text)

    assert form.write(TIME) == written
    assert form(written) == time
    assert form.is_complete
    assert form(form.sample) is not None


@pytest.mark.parametrize(
    "text",
    ["2026-02-30 10:00", "2026-13-01 10:00", "2026-05-04 24:00", "x", "1066-10-14 10:00", ""],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert TimeFormat.of("%F %R")(text) is None


@pytest.mark.parametrize(
    ("text", "hour"), [("12:15 AM", 0), ("01:15 AM", 1), ("12:15 PM", 12), ("11:15 pm", 23)]
)
def test_hours_of_half_a_day_begin_with_twelve(text: str, hour: int) -> None:
    time = TimeFormat.of("%F %I:%M %p")(f"2026-05-04 {text}")

    assert time is not None
    assert time.hour == hour


def test_offsets_and_leap_seconds_are_understood() -> None:
    zoned = TimeFormat.of("%F %T %z")
    zone = timezone(-timedelta(hours=3, minutes=30))

    assert zoned("2026-05-04 22:15:30 -0330") == datetime(2026, 5, 4, 22, 15, 30, tzinfo=zone)
    assert TimeFormat.of("%F %T")("2016-12-31 23:59:60") == datetime(  # noqa: DTZ001  (no offset)
        2016, 12, 31, 23, 59, 59
    )
    assert TimeFormat.of("%F %T", is_utc=True)("2026-05-04 22:15:30") == TIME.replace(microsecond=0)


@pytest.mark.parametrize(
    ("text", "is_complete"),
    [("%s", True), ("%F %H:%M", True), ("%F", False), ("%T", False), ("%F %I:%M", False)],
)
def test_a_time_is_complete_with_a_date_and_a_time_of_day(text: str, *, is_complete: bool) -> None:
    assert TimeFormat.of(text).is_complete is is_complete


def test_two_forms_are_one_unless_they_overlap() -> None:
    whole = TimeFormat.of("%F").followed_by("%", TimeFormat.of("%R"))

    assert whole is not None
    assert whole("2026-05-04%22:15") == WALL.replace(second=0, microsecond=0)
    assert TimeFormat.of("%F").followed_by(" ", TimeFormat.of("%Y")) is None


@pytest.mark.parametrize(("text", "directive", "position"), [("%F %Q", "%Q", 3), ("%", "%", 0)])
def test_an_unknown_directive_is_pointed_at(text: str, directive: str, position: int) -> None:
    with pytest.raises(UnknownDirectiveError) as error:
        TimeFormat.of(text)

    assert (str(error.value), error.value.position) == (directive, position)


@pytest.mark.parametrize("name", KNOWN)
def test_every_known_directive_reads_what_it_writes(name: str) -> None:
    form = TimeFormat.of(f"%{name}")

    assert form.pattern.fullmatch(form.write(TIME))
