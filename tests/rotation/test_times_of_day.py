from __future__ import annotations

import pytest

from tests.rotation.rotated import Span, files_of, missing, runs
from usagestats.rotation.series import series_of
from usagestats.rotation.times_of_day import is_count, with_times_of_day


def spans_of(numbers: list[int], hours: list[float], day: int = 4) -> dict[str, Span]:
    """Return files of a folder of a day, each with a minute of requests at its hour."""
    return {
        f"2026/05/0{day}/a-{number:04}.log": (hour + 24 * (day - 4), hour + 24 * (day - 4) + 0.01)
        for number, hour in zip(numbers, hours, strict=True)
    }


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([0, 1, 2, 3], True),
        ([0, 1, 3, 4], True),
        ([1], True),
        ([55, 56, 57, 58, 59, 100, 101], False),  # every minute
        ([1000, 1005, 1010, 1015], False),
        ([1000, 1100], False),
        ([2355], False),
    ],
)
def test_numbers_are_a_count_where_they_follow_one_another(
    numbers: list[int],
    expected: bool,  # noqa: FBT001
) -> None:
    assert is_count((None, number) for number in numbers) is expected


def test_numbers_are_compared_within_each_date() -> None:
    days = [(files.name.date, 1) for files in files_of({"a-20260504": None, "a-20260505": None})]

    assert is_count(days)
    assert not is_count([*days, (days[0][0], 5), (days[0][0], 9)])


def test_files_every_five_minutes_lack_none_and_are_one_log() -> None:
    """The log of an API without requests from 10:05 to 13:00: no file shows that it slept."""
    files = files_of(spans_of([1000, 1005, 1300, 1305], [10, 10.1, 13, 13.1]))
    (series,) = series_of(files)

    assert missing(series) == []
    assert [file.hull for file in series.files] == [file.hull for file in files]


def test_a_missing_file_of_an_hour_is_named_by_its_time() -> None:
    spans = spans_of([2100, 2200, 2300], [21, 22, 23]) | spans_of([0, 200], [0, 2], day=5)
    (series,) = series_of(files_of(spans))

    assert runs(series) == [
        "2026/05/04/a-2100.log 2026/05/04/a-2200.log 2026/05/04/a-2300.log 2026/05/05/a-0000.log",
        "2026/05/05/a-0200.log",
    ]
    assert missing(series) == ["2026/05/05/a-0100.log"]


def test_a_count_of_a_day_is_no_time() -> None:
    (series,) = series_of(files_of(spans_of([1, 2, 4], [1, 9, 20])))

    assert missing(series) == ["2026/05/04/a-0003.log"]


def test_numbers_far_from_the_requests_are_no_times() -> None:
    spans = spans_of([1000, 1005, 1300], [10, 10.1, 13])

    assert with_times_of_day(files_of(spans))
    assert not with_times_of_day(files_of({**spans, "2026/05/04/a-1305.log": (80, 81)}))
    assert not with_times_of_day(files_of({**spans, "2026/05/04/a-105.log": None}))


def test_gateways_side_by_side_keep_their_numbers() -> None:
    spans: dict[str, Span] = {
        f"2026/05/0{4 + day}/gw-{gateway}.log": (24 * day, 24 * day + 20)
        for day in range(3)
        for gateway in (1000, 2000)
    }

    assert [len(series.files) for series in series_of(files_of(spans))] == [3, 3]
