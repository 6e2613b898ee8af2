from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ingest.shop import Shop, line, lines
from usagestats.cli.options.groups import StoreOptions
from usagestats.cli.options.settings import NOW_VARIABLE
from usagestats.cli.runs.store_run import StoreRun
from usagestats.errors import UsageError
from usagestats.store.forgetting import FORGOTTEN
from usagestats.tables.declared import NO_APPLICATION

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A store of two commits, the second of the day after."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv(NOW_VARIABLE, "2026-05-10T12:00:00+00:00")
    shop = Shop(tmp_path)
    for content in (lines(0, 10), line(1440)):
        shop.append("a.log", content)
        shop.ingest()
    return shop


def run_on(_shop: Shop) -> StoreRun:
    return StoreRun.of(StoreOptions("store", verbose=True))


def test_compaction_is_written_about(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    run_on(shop).compact(7)

    assert capsys.readouterr().err.startswith("usagestats: store: ")
    assert len(shop.table().files()) < 5


def test_usage_before_a_day_is_thrown_away(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    run_on(shop).forget("2026-05-05", ())

    assert list(shop.counted().values()) == [1]
    assert " rows before 2026-05-05 deleted" in capsys.readouterr().err


def test_an_application_is_forgotten_by_its_credential(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    run_on(shop).forget(None, ["k3"])

    assert shop.counted()[FORGOTTEN] == 1
    assert (
        capsys.readouterr().err == "usagestats: store: 1 requests are counted as (forgotten) now\n"
    )


def test_an_application_without_usage_is_worth_a_warning(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    run_on(shop).forget(None, ["stranger"])

    assert capsys.readouterr().err.startswith("usagestats: warning: no usage belongs to stranger\n")


@pytest.mark.parametrize(("before", "applications"), [(None, []), ("2026-05-05", ["k3"])])
def test_days_or_applications_are_forgotten_and_not_both(
    shop: Shop, before: str | None, applications: list[str]
) -> None:
    with pytest.raises(UsageError, match="no date and no application is given"):
        run_on(shop).forget(before, applications)


@pytest.mark.parametrize("name", ["", NO_APPLICATION, FORGOTTEN])
def test_what_is_no_application_is_not_forgotten(shop: Shop, name: str) -> None:
    with pytest.raises(UsageError, match="not an application"):
        run_on(shop).forget(None, ["k3", name])

    assert FORGOTTEN not in shop.counted()


def test_the_future_is_not_forgotten(shop: Shop) -> None:
    with pytest.raises(UsageError, match="is in the future: 2026-05-11"):
        run_on(shop).forget("2026-05-11", ())

    assert len(shop.counted()) == 11


def test_a_store_that_is_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        StoreRun.of(StoreOptions("nowhere"))
