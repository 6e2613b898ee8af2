from __future__ import annotations

import pytest

from tests.periods.ranges import clock, error_of, written
from usagestats.errors import Excerpt, UsageError
from usagestats.periods.range_expression import parse_bounds, parse_range

FORMS = (
    "today, yesterday, this-week, last-month, last-quarter, 7d, 24h, 2026, 2026-Q1, 2026-05,\n"
    "2026-W19, 2026-05-04, 2026-05-01..2026-05-31, 2026-05-01.. or\n"
    "2026-05-04T10:00..2026-05-04T12:00"
)
REACH = "times run from 1985 to 2199"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", "2026-05-13T00:00", "2026-05-13T10:15"),
        ("yesterday", "2026-05-12T00:00", "2026-05-13T00:00"),
        ("this-week", "2026-05-11T00:00", "2026-05-13T10:15"),
        ("last-week", "2026-05-04T00:00", "2026-05-11T00:00"),
        ("this-month", "2026-05-01T00:00", "2026-05-13T10:15"),
        ("last-month", "2026-04-01T00:00", "2026-05-01T00:00"),
        ("this-year", "2026-01-01T00:00", "2026-05-13T10:15"),
        ("last-year", "2025-01-01T00:00", "2026-01-01T00:00"),
        ("this-quarter", "2026-04-01T00:00", "2026-05-13T10:15"),
        ("last-quarter", "2026-01-01T00:00", "2026-04-01T00:00"),
        ("24h", "2026-05-12T10:00", "2026-05-13T10:00"),
        ("7d", "2026-05-06T00:00", "2026-05-13T00:00"),
        ("4W", "2026-04-13T00:00", "2026-05-11T00:00"),
        ("7d..", "2026-05-06T00:00", None),
        ("last-1-hour", "2026-05-13T09:00", "2026-05-13T10:00"),
        ("last-24-hours", "2026-05-12T10:00", "2026-05-13T10:00"),
        ("last-1-days", "2026-05-12T00:00", "2026-05-13T00:00"),
        ("last-7-days", "2026-05-06T00:00", "2026-05-13T00:00"),
        ("last-4-weeks", "2026-04-13T00:00", "2026-05-11T00:00"),
        ("last-12-months", "2025-05-01T00:00", "2026-05-01T00:00"),
        ("2026", "2026-01-01T00:00", "2027-01-01T00:00"),
        ("2026-Q1", "2026-01-01T00:00", "2026-04-01T00:00"),
        ("2026-q4", "2026-10-01T00:00", "2027-01-01T00:00"),
        ("2026-05", "2026-05-01T00:00", "2026-06-01T00:00"),
        ("2026-12", "2026-12-01T00:00", "2027-01-01T00:00"),
        ("2024-02", "2024-02-01T00:00", "2024-03-01T00:00"),
        ("2026-W19", "2026-05-04T00:00", "2026-05-11T00:00"),
        ("2026-w53", "2026-12-28T00:00", "2027-01-04T00:00"),
        ("2025-W01", "2024-12-30T00:00", "2025-01-06T00:00"),
        ("2026-05-04", "2026-05-04T00:00", "2026-05-05T00:00"),
        ("2024-02-29", "2024-02-29T00:00", "2024-03-01T00:00"),
        ("2026-05-01..2026-05-31", "2026-05-01T00:00", "2026-06-01T00:00"),
        ("2026-05-04..2026-05-04", "2026-05-04T00:00", "2026-05-05T00:00"),
        ("2025..2026-Q1", "2025-01-01T00:00", "2026-04-01T00:00"),
        ("2026-W19..2026-05", "2026-05-04T00:00", "2026-06-01T00:00"),
        ("last-month..today", "2026-04-01T00:00", "2026-05-13T10:15"),
        ("last-2-days..yesterday", "2026-05-11T00:00", "2026-05-13T00:00"),
        ("2026-05-01..", "2026-05-01T00:00", None),
        ("yesterday..", "2026-05-12T00:00", None),
        ("..2026-05-31", None, "2026-06-01T00:00"),
        ("..last-month", None, "2026-05-01T00:00"),
        ("2026-05-04T10:00..2026-05-04T12:00", "2026-05-04T10:00", "2026-05-04T12:00"),
        ("2026-05-04 10:00..2026-05-04 12:15", "2026-05-04T10:00", "2026-05-04T12:15"),
        ("2026-05-04T10:00:00..", "2026-05-04T10:00", None),
        ("..2026-05-04T10:45", None, "2026-05-04T10:45"),
        ("2026-05-04T10:00..2026-05-04", "2026-05-04T10:00", "2026-05-05T00:00"),
        ("2026-05-04T10:00Z..2026-05-04T15:30+03:00", "2026-05-04T10:00", "2026-05-04T12:30"),
        ("2026-05-04T10:00-0330..", "2026-05-04T13:30", None),
        ("2026-05-04T10:05+05:50..", "2026-05-04T04:15", None),
        ("  2026-05  ", "2026-05-01T00:00", "2026-06-01T00:00"),
        (" 2026-05-01 .. 2026-05-31 ", "2026-05-01T00:00", "2026-06-01T00:00"),
        ("TODAY", "2026-05-13T00:00", "2026-05-13T10:15"),
        ("Last-Month", "2026-04-01T00:00", "2026-05-01T00:00"),
        ("1985", "1985-01-01T00:00", "1986-01-01T00:00"),
        ("2199", "2199-01-01T00:00", "2200-01-01T00:00"),
        ("1985..2199", "1985-01-01T00:00", "2200-01-01T00:00"),
    ],
)
def test_every_form_is_read_in_utc(text: str, start: str | None, end: str | None) -> None:
    actual = written(parse_range(text, clock()))

    assert (start, end) == actual


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", "2026-05-12T21:00", "2026-05-13T10:15"),
        ("yesterday", "2026-05-11T21:00", "2026-05-12T21:00"),
        ("this-week", "2026-05-10T21:00", "2026-05-13T10:15"),
        ("last-week", "2026-05-03T21:00", "2026-05-10T21:00"),
        ("this-month", "2026-04-30T21:00", "2026-05-13T10:15"),
        ("last-month", "2026-03-31T21:00", "2026-04-30T21:00"),
        ("this-year", "2025-12-31T22:00", "2026-05-13T10:15"),
        ("last-year", "2024-12-31T22:00", "2025-12-31T22:00"),
        ("last-24-hours", "2026-05-12T10:00", "2026-05-13T10:00"),
        ("last-7-days", "2026-05-05T21:00", "2026-05-12T21:00"),
        ("last-8-weeks", "2026-03-15T22:00", "2026-05-10T21:00"),
        ("last-12-months", "2025-04-30T21:00", "2026-04-30T21:00"),
        ("2026", "2025-12-31T22:00", "2026-12-31T22:00"),
        ("2026-Q1", "2025-12-31T22:00", "2026-03-31T21:00"),
        ("2026-03", "2026-02-28T22:00", "2026-03-31T21:00"),
        ("2026-W13", "2026-03-22T22:00", "2026-03-29T21:00"),
        ("2026-03-29", "2026-03-28T22:00", "2026-03-29T21:00"),
        ("2026-10-25", "2026-10-24T21:00", "2026-10-25T22:00"),
        ("2026-05-01..2026-05-31", "2026-04-30T21:00", "2026-05-31T21:00"),
        ("2026-05-01..", "2026-04-30T21:00", None),
        ("2026-05-04T10:00..2026-05-04T12:00", "2026-05-04T07:00", "2026-05-04T09:00"),
        ("2026-05-04T10:00Z..2026-05-04T15:00+03:00", "2026-05-04T10:00", "2026-05-04T12:00"),
        ("2026-10-25T03:30..2026-10-25T03:30+02:00", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("2026-03-29T02:45..2026-03-29T04:00", "2026-03-29T00:45", "2026-03-29T01:00"),
    ],
)
def test_every_form_is_read_in_the_chosen_zone(
    text: str, start: str | None, end: str | None
) -> None:
    actual = written(parse_range(text, clock("Europe/Athens")))

    assert (start, end) == actual


@pytest.mark.parametrize(
    ("text", "columns", "what", "hint"),
    [
        ("2026-13", (5, 7), "no such month: 13", "months run from 01 to 12"),
        ("2026-00", (5, 7), "no such month: 00", "months run from 01 to 12"),
        ("2026-05-01..2026-13", (17, 19), "no such month: 13", "months run from 01 to 12"),
        ("2026-13..2026-05-01", (5, 7), "no such month: 13", "months run from 01 to 12"),
        (" 2026-05 ..  2026-13", (18, 20), "no such month: 13", "months run from 01 to 12"),
        ("2026-02-30", (8, 10), "no such day: 30", "February 2026 has 28 days"),
        ("2024-02-30", (8, 10), "no such day: 30", "February 2024 has 29 days"),
        ("2026-04-00", (8, 10), "no such day: 00", "April 2026 has 30 days"),
        ("2026-02-30T10:00..", (8, 10), "no such day: 30", "February 2026 has 28 days"),
        ("2026-W54", (5, 8), "no such week: W54", "weeks of 2026 run from W01 to W53"),
        ("2025-W53", (5, 8), "no such week: W53", "weeks of 2025 run from W01 to W52"),
        ("2026-W00", (5, 8), "no such week: W00", "weeks of 2026 run from W01 to W53"),
        ("2026-Q5", (6, 7), "no such quarter: 5", "quarters run from Q1 to Q4"),
        ("2026-Q0", (6, 7), "no such quarter: 0", "quarters run from Q1 to Q4"),
        (
            "03/04/2026",
            (0, 10),
            "an ambiguous date",
            "write 2026-04-03 (3 April) or 2026-03-04 (4 March)",
        ),
        (
            "3.4.2026..",
            (0, 8),
            "an ambiguous date",
            "write 2026-04-03 (3 April) or 2026-03-04 (4 March)",
        ),
        ("2026-130", (0, 8), "not a range: 2026-130", f"write {FORMS}"),
        ("20260504", (0, 8), "not a range: 20260504", f"write {FORMS}"),
        ("2026-5-4", (0, 8), "not a range: 2026-5-4", f"write {FORMS}"),
        (
            "2026-05-04T24:00..",
            (0, 16),
            "not a range: 2026-05-04T24:00",
            f"write {FORMS}",
        ),
        (
            "10:07",
            (0, 5),
            "a time of day needs its date",
            "for today: the nearest are 2026-05-13T10:00 and 2026-05-13T10:15",
        ),
        ("9:45", (0, 4), "a time of day needs its date", "2026-05-13T09:45"),
        (
            "23:59",
            (0, 5),
            "a time of day needs its date",
            "for today: the nearest are 2026-05-13T23:45 and 2026-05-14T00:00",
        ),
        (
            "2026-05-04T10:07",
            (11, 16),
            "a bound must be a multiple of 15 minutes",
            "the nearest are 2026-05-04T10:00 and 2026-05-04T10:15",
        ),
        (
            "2026-05-01..2026-05-04T23:59",
            (23, 28),
            "a bound must be a multiple of 15 minutes",
            "the nearest are 2026-05-04T23:45 and 2026-05-05T00:00",
        ),
        (
            "2026-05-04T10:00",
            (0, 16),
            "a point in time is not a range",
            "write 2026-05-04T10:00.. for all since then, or START..END",
        ),
        (
            "2026-05-31..2026-05-01",
            (12, 22),
            "the range ends before it starts",
            "it would start 2026-05-31 00:00 UTC and end 2026-05-02 00:00 UTC",
        ),
        (
            "2026-05-04T10:00..2026-05-04T10:00",
            (18, 34),
            "the range is empty",
            "it would start 2026-05-04 10:00 UTC and end 2026-05-04 10:00 UTC",
        ),
        ("", (0, 0), "an empty range expression", FORMS),
        ("..", (0, 0), "a range needs at least one end", FORMS),
        ("last-mnth", (0, 9), "not a range: last-mnth", "did you mean 'last-month'?"),
        ("lastmonth", (0, 9), "not a range: lastmonth", "did you mean 'last-month'?"),
        ("Yesteday", (0, 8), "not a range: Yesteday", "did you mean 'yesterday'?"),
        ("this-weak..", (0, 9), "not a range: this-weak", "did you mean 'this-week'?"),
        ("spring", (0, 6), "not a range: spring", f"write {FORMS}"),
        ("last-0-days", (5, 6), "a range must not be empty", "the least is last-1-days"),
        (
            "2026-05-01..last-0-days",
            (17, 18),
            "a range must not be empty",
            "the least is last-1-days",
        ),
        ("last-00-days", (5, 7), "a range must not be empty", "the least is last-1-days"),
        ("last-0-hours", (5, 6), "a range must not be empty", "the least is last-1-hours"),
        ("0h", (0, 1), "a range must not be empty", "the least is 1h"),
        ("00w", (0, 2), "a range must not be empty", "the least is 1w"),
        ("1984", (0, 4), "out of reach", REACH),
        ("2200", (0, 4), "out of reach", REACH),
        ("0000", (0, 4), "out of reach", REACH),
        ("9999", (0, 4), "out of reach", REACH),
        ("0000-W01", (0, 8), "out of reach", REACH),
        ("1984-12-31", (0, 10), "out of reach", REACH),
        ("2026..2200-01", (6, 13), "out of reach", REACH),
        ("1984-12-31T23:45..", (0, 10), "out of reach", REACH),
        ("last-999999-hours", (0, 17), "out of reach", REACH),
        ("last-999999-days", (0, 16), "out of reach", REACH),
        ("last-999999-weeks", (0, 17), "out of reach", REACH),
        ("last-999999-months", (0, 18), "out of reach", REACH),
        ("last-600-months", (0, 15), "out of reach", REACH),
        ("last-99999999999999999999-days", (0, 30), "out of reach", REACH),
    ],
)
def test_a_wrong_range_is_pointed_at_and_mended(
    text: str, columns: tuple[int, int], what: str, hint: str
) -> None:
    error = error_of(text, clock())
    actual = (error.what, error.where, error.excerpt, error.hint)

    where = f"--range:{columns[0] + 1}-{max(columns[1], columns[0] + 1)}"
    expected = (what, where, Excerpt(text, *columns), hint)

    assert expected == actual


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, (None, None)),
        ("2026-05-04", None, ("2026-05-03T21:00", None)),
        (None, "2026-05-04", (None, "2026-05-04T21:00")),
        ("2026-05-04", "2026-05-04", ("2026-05-03T21:00", "2026-05-04T21:00")),
        ("2026-05", "2026-06", ("2026-04-30T21:00", "2026-06-30T21:00")),
        ("yesterday", "today", ("2026-05-11T21:00", "2026-05-13T10:15")),
        ("2026-05-04T10:00", "2026-05-04T12:00", ("2026-05-04T07:00", "2026-05-04T09:00")),
        ("2026-05-04 10:00", "2026-05-04", ("2026-05-04T07:00", "2026-05-04T21:00")),
        (" 2026-05-04 ", " 2026-05-04T12:00Z ", ("2026-05-03T21:00", "2026-05-04T12:00")),
    ],
)
def test_until_includes_a_date_and_excludes_a_time(
    since: str | None, until: str | None, expected: tuple[str | None, str | None]
) -> None:
    actual = written(parse_bounds(since, until, clock("Europe/Athens")))

    assert expected == actual


@pytest.mark.parametrize(
    ("since", "until", "where", "excerpt", "what"),
    [
        ("2026-13", None, "--since:6-7", Excerpt("2026-13", 5, 7), "no such month: 13"),
        (
            None,
            "2026-05-04T10:07",
            "--until:12-16",
            Excerpt("2026-05-04T10:07", 11, 16),
            "a bound must be a multiple of 15 minutes",
        ),
        (
            "2026-05-04",
            "2026-05-03",
            "--until:1-10",
            Excerpt("2026-05-03", 0, 10),
            "the range is empty",
        ),
        (
            "2026-05-04",
            "2026-05-02",
            "--until:1-10",
            Excerpt("2026-05-02", 0, 10),
            "the range ends before it starts",
        ),
        ("", None, "--since:1-1", Excerpt("", 0, 0), "an empty range expression"),
        (None, "", "--until:1-1", Excerpt("", 0, 0), "an empty range expression"),
        (
            "2026-05-01..",
            None,
            "--since:1-12",
            Excerpt("2026-05-01..", 0, 12),
            "not a range: 2026-05-01..",
        ),
    ],
)
def test_a_wrong_bound_names_its_option(
    since: str | None, until: str | None, where: str, excerpt: Excerpt, what: str
) -> None:
    with pytest.raises(UsageError) as caught:
        parse_bounds(since, until, clock())
    error = caught.value

    assert (where, excerpt, what) == (error.where, error.excerpt, error.what)
