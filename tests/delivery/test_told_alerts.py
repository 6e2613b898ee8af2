from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from usagestats.delivery.told_alerts import Crossing, ToldAlerts
from usagestats.errors import UsageStatsError

DAY = timedelta(days=1)
MAY_4 = datetime(2026, 5, 4, 10, 15, tzinfo=UTC)
SHOP = Crossing("7", 80, MAY_4)


@pytest.fixture
def told(tmp_path: Path) -> ToldAlerts:
    return ToldAlerts(tmp_path / "data" / "told.sqlite", "", DAY)


def tell(told: ToldAlerts, crossings: Sequence[Crossing], recipient: str = "ann") -> list[bool]:
    with told.telling(recipient, crossings) as news:
        return list(news)


def test_an_alert_is_told_once(told: ToldAlerts) -> None:
    later = SHOP._replace(time=MAY_4 + DAY)

    assert tell(told, [SHOP]) == [True]
    assert tell(told, [SHOP, later]) == [False, True]
    assert tell(told, [SHOP, later]) == [False, False]


def test_each_recipient_is_told(told: ToldAlerts) -> None:
    assert tell(told, [SHOP], "ann") == [True]
    assert tell(told, [SHOP], "bob") == [True]
    assert tell(told, [SHOP], "bob") == [False]


@pytest.mark.parametrize(
    ("other", "is_new"),
    [
        (SHOP._replace(application_id="8"), True),
        (SHOP._replace(level=90), True),
        (SHOP._replace(time=MAY_4 - timedelta(minutes=15)), False),
        (SHOP._replace(time=MAY_4 + timedelta(hours=23, minutes=45)), False),
        (SHOP._replace(time=MAY_4 + DAY), True),
        (SHOP._replace(time=MAY_4 - DAY), True),
    ],
)
def test_an_alert_that_moved_a_little_is_known(
    told: ToldAlerts,
    other: Crossing,
    is_new: bool,  # noqa: FBT001
) -> None:
    tell(told, [SHOP])

    assert tell(told, [other]) == [is_new]


def test_what_could_not_be_told_stays_new(told: ToldAlerts) -> None:
    with pytest.raises(ConnectionError), told.telling("ann", [SHOP]):
        raise ConnectionError

    assert tell(told, [SHOP]) == [True]


def test_catalogs_that_share_the_file_are_told_apart(tmp_path: Path) -> None:
    one, other = (ToldAlerts(tmp_path / "told.sqlite", scope, DAY) for scope in ("a", "b"))

    assert tell(one, [SHOP]) == [True]
    assert tell(other, [SHOP]) == [True]
    assert tell(one, [SHOP]) == [False]


def test_another_run_waits_until_it_is_certain(told: ToldAlerts) -> None:
    found: list[list[bool]] = []
    with told.telling("ann", [SHOP]):
        other = threading.Thread(target=lambda: found.append(tell(told, [SHOP])))
        other.start()
        other.join(0.3)
        assert found == []
    other.join()

    assert found == [[False]]


def tell_many(file: Path, count: int) -> int:
    told = ToldAlerts(file, "", DAY)
    return sum(
        tell(told, [SHOP._replace(application_id=str(number))])[0] for number in range(count)
    )


@pytest.mark.slow
def test_of_many_runs_at_once_one_tells_each_alert(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        counts = pool.starmap(tell_many, [(tmp_path / "told.sqlite", 50)] * 4)

    assert sum(counts) == 50


def test_the_file_names_nobody(told: ToldAlerts) -> None:
    tell(told, [SHOP._replace(application_id="Weather Widget")], "ann@b.example")
    content = told.file.read_bytes()

    assert b"ann@" not in content
    assert b"Weather" not in content


def test_a_file_of_another_kind_is_an_error(told: ToldAlerts) -> None:
    told.file.parent.mkdir()
    told.file.write_bytes(b"something else" * 100)

    with pytest.raises(UsageStatsError) as caught:
        tell(told, [SHOP])

    assert str(caught.value) == (
        f"usagestats: {told.file}: the alerts that were told already cannot be kept:"
        " file is not a database"
    )


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(UsageStatsError, match="cannot be kept: "):
        tell(ToldAlerts(tmp_path / "file" / "told.sqlite", "", DAY), [SHOP])


def test_the_time_of_a_transaction_is_no_longer_than_needed(told: ToldAlerts) -> None:
    tell(told, [SHOP])

    with sqlite3.connect(told.file, timeout=0) as connection:
        assert connection.execute("SELECT count(*) FROM told").fetchone() == (1,)
    connection.close()
