from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from usagestats.delivery.sent_alerts import Crossing, SentAlerts
from usagestats.errors import UsageStatsError

DAY = timedelta(days=1)
MAY_4 = datetime(2026, 5, 4, 10, 15, tzinfo=UTC)
SHOP = Crossing("7", 80, MAY_4)


@pytest.fixture
def sent(tmp_path: Path) -> SentAlerts:
    return SentAlerts(tmp_path / "data" / "sent.sqlite", "", DAY)


def send(sent: SentAlerts, crossings: Sequence[Crossing], recipient: str = "ann") -> list[bool]:
    with sent.sending(recipient, crossings) as news:
        return list(news)


def test_an_alert_is_sent_once(sent: SentAlerts) -> None:
    later = SHOP._replace(time=MAY_4 + DAY)

    assert send(sent, [SHOP]) == [True]
    assert send(sent, [SHOP, later]) == [False, True]
    assert send(sent, [SHOP, later]) == [False, False]


def test_each_recipient_gets_an_alert(sent: SentAlerts) -> None:
    assert send(sent, [SHOP], "ann") == [True]
    assert send(sent, [SHOP], "bob") == [True]
    assert send(sent, [SHOP], "bob") == [False]


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
    sent: SentAlerts,
    other: Crossing,
    is_new: bool,  # noqa: FBT001
) -> None:
    send(sent, [SHOP])

    assert send(sent, [other]) == [is_new]


def test_what_could_not_be_sent_stays_new(sent: SentAlerts) -> None:
    with pytest.raises(ConnectionError), sent.sending("ann", [SHOP]):
        raise ConnectionError

    assert send(sent, [SHOP]) == [True]


def test_catalogs_that_share_the_file_are_told_apart(tmp_path: Path) -> None:
    one, other = (SentAlerts(tmp_path / "sent.sqlite", scope, DAY) for scope in ("a", "b"))

    assert send(one, [SHOP]) == [True]
    assert send(other, [SHOP]) == [True]
    assert send(one, [SHOP]) == [False]


def test_another_run_waits_until_it_is_certain(sent: SentAlerts) -> None:
    found: list[list[bool]] = []
    with sent.sending("ann", [SHOP]):
        other = threading.Thread(target=lambda: found.append(send(sent, [SHOP])))
        other.start()
        other.join(0.3)
        assert found == []
    other.join()

    assert found == [[False]]


def send_many(file: Path, count: int) -> int:
    sent = SentAlerts(file, "", DAY)
    return sum(
        send(sent, [SHOP._replace(application_id=str(number))])[0] for number in range(count)
    )


@pytest.mark.slow
def test_of_many_runs_at_once_one_sends_each_alert(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        counts = pool.starmap(send_many, [(tmp_path / "sent.sqlite", 50)] * 4)

    assert sum(counts) == 50


def test_the_file_names_nobody(sent: SentAlerts) -> None:
    send(sent, [SHOP._replace(application_id="Weather Widget")], "ann@b.example")
    content = sent.file.read_bytes()

    assert b"ann@" not in content
    assert b"Weather" not in content


def test_a_file_of_another_kind_is_an_error(sent: SentAlerts) -> None:
    sent.file.parent.mkdir()
    sent.file.write_bytes(b"something else" * 100)

    with pytest.raises(UsageStatsError) as caught:
        send(sent, [SHOP])

    assert str(caught.value) == (
        f"usagestats: {sent.file}: the alerts that were sent already cannot be noted:"
        " file is not a database"
    )


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(UsageStatsError, match="cannot be noted: "):
        send(SentAlerts(tmp_path / "file" / "sent.sqlite", "", DAY), [SHOP])


def test_the_time_of_a_transaction_is_no_longer_than_needed(sent: SentAlerts) -> None:
    send(sent, [SHOP])

    with sqlite3.connect(sent.file, timeout=0) as connection:
        assert connection.execute("SELECT count(*) FROM sent").fetchone() == (1,)
    connection.close()
