from __future__ import annotations

from datetime import datetime

import pytest

from usagestats.rotation.names import RotatedName, pattern_of, sibling

OTHER = datetime(2027, 12, 31, 22, 58, 57)  # noqa: DTZ001  (a date of a name)


@pytest.mark.parametrize(
    ("path", "log", "date", "number", "pattern"),
    [
        ("access.log", "access.log", None, None, "access.log"),
        ("access.log.1", "access.log", None, 1, "access.log.N"),
        ("access.log.10.gz", "access.log", None, 10, "access.log.N"),
        ("access.1.log", "access.log", None, 1, "access.N.log"),
        ("access-001.log.zst", "access.log", None, 1, "access-N.log"),
        ("gw1.log", "gw.log", None, 1, "gwN.log"),
        ("access-2026-05-04.log", "access.log", "2026-05-04", None, "access-DATE.log"),
        ("access.log-20260504.gz", "access.log", "2026-05-04", None, "access.log-DATE"),
        ("gw1-2026-05-04.log", "gw1.log", "2026-05-04", None, "gw1-DATE.log"),
        ("2026/05/04/access-1005.log.gz", "/access.log", "2026-05-04", 1005, "DATE/access-N.log"),
        ("gw1-2026-05-04.2.log", "gw1.log", "2026-05-04", 2, "gw1-DATE.N.log"),
        ("20260504-access.log", "access.log", "2026-05-04", None, "DATE-access.log"),
        ("a.04-May-2026.log", "a.log", "2026-05-04", None, "a.DATE.log"),
        ("a.2026-05.log", "a.log", "2026-05-01", None, "a.DATE.log"),
        ("a-2026W19.log", "a.log", "2026-05-04", None, "a-DATE.log"),
        ("a_log.1777852800", "a_log", "2026-05-04", None, "a_log.DATE"),
        ("a_log.1777852800123", "a_log", "2026-05-04", None, "a_log.DATE"),
        ("a.log.2026-05-04-13", "a.log", "2026-05-04T13:00", None, "a.log.DATE"),
        ("a.20260504T1315Z.log", "a.log", "2026-05-04T13:15", None, "a.DATE.log"),
        ("a.20260504131507", "a", "2026-05-04T13:15:07", None, "a.DATE"),
        ("logs/2026/05/04/a.log", "logs//a.log", "2026-05-04", None, "logs/DATE/a.log"),
        ("logs/2026/05/04/13.log", "logs/.log", "2026-05-04T13:00", None, "logs/DATE.log"),
        ("year=2026/month=05/day=04/a", "/a", "2026-05-04", None, "DATE/a"),
        ("u_ex260504.log", "u_ex.log", "2026-05-04", None, "u_exDATE.log"),
        ("u_ex26050413.log", "u_ex.log", "2026-05-04T13:00", None, "u_exDATE.log"),
        # no dates
        ("a.2026-13-45.log", "a.2026-13.log", None, 45, "a.2026-13-N.log"),
        ("a-20260230", "a", None, 20260230, "a-N"),
        ("port-8080-tls.log", "port-8080-tls.log", None, None, "port-8080-tls.log"),
    ],
)
def test_dates_and_numbers_of_paths_are_found(
    path: str, log: str, date: str | None, number: int | None, pattern: str
) -> None:
    expected = datetime.fromisoformat(date) if date else None

    assert RotatedName.of(path) == RotatedName(log, expected, number)
    assert pattern_of(path) == pattern


@pytest.mark.parametrize(
    ("path", "date", "number"),
    [
        ("/pods/shop/0.log", None, 0),
        ("/pods/shop/0.log.20260504-131507", datetime(2026, 5, 4, 13, 15, 7), None),  # noqa: DTZ001
        ("/pods/shop/0.log.20260504-131507.gz", datetime(2026, 5, 4, 13, 15, 7), None),  # noqa: DTZ001
        ("/pods/shop/12.log", None, 12),
    ],
)
def test_the_logs_of_a_container_are_one_log(
    path: str, date: datetime | None, number: int | None
) -> None:
    assert RotatedName.of(path) == RotatedName("/pods/shop/", date, number, is_container_log=True)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("access.log.1.gz", "access.log.7"),
        ("access-001.log", "access-007.log"),
        ("access-2026-05-04.log.gz", "access-2027-12-31.log"),
        ("logs/2026/05/04/13.log", "logs/2027/12/31/22.log"),
        ("2026/05/a-20260504.2.log", "2027/12/a-20271231.7.log"),
        ("u_ex26050413.log", "u_ex27123122.log"),
        ("a.04-May-2026.log", "a.31-Dec-2027.log"),
        ("a-2026W19.log", "a-2027W52.log"),
        ("a_log.1777852800", "a_log.1830293937"),
        ("access.log", "access.log"),
    ],
)
def test_other_files_of_a_log_are_named_in_the_same_form(path: str, expected: str) -> None:
    assert sibling(path, OTHER, 7) == expected
    assert sibling(path, None, None) == path.removesuffix(".gz")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2026/05/04/access-1005.log.gz", "2026-05-04T10:05"),
        ("a-20260504.0000", "2026-05-04T00:00"),
        ("2026/05/04/access-2400.log", None),
        ("2026/05/04/access-1060.log", None),
        ("2026/05/04/access-105.log", None),
        ("2026/05/04/access-10050.log", None),
        ("2026/05/04/13/access-1005.log", None),
        ("access-1005.log", None),
        ("2026/05/04/access.log", None),
    ],
)
def test_a_number_may_be_the_time_of_its_date(path: str, expected: str | None) -> None:
    name = RotatedName.of(path)
    timed = name.at_time_of_day()

    if expected:
        assert (timed.date, timed.number) == (datetime.fromisoformat(expected), None)
    else:
        assert timed == name


def test_the_name_of_a_sibling_has_the_time_of_its_date() -> None:
    path = "2026/05/04/access-1005.log.gz"
    date = datetime(2026, 5, 5, 9, 7)  # noqa: DTZ001  (a date of a name)

    assert sibling(path, date, None, has_time_of_day=True) == "2026/05/05/access-0907.log"
