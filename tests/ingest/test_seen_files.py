"""The cache of files that are counted as they are: worth time, never a count."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.ingest.shop import LONG_AFTER, Shop, lines
from usagestats.ingest import continued_source
from usagestats.ingest.recognition import KnownSources, Recognised, recognise
from usagestats.ingest.seen_files import SeenFiles

if TYPE_CHECKING:
    from pathlib import Path

    from usagestats.logs.files.sources import Source


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(0, 50))
    shop.write("b.log", lines(50, 60))
    shop.ingest()
    return shop


def opened(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the files that a run opens."""
    names: list[str] = []

    def noted(source: Source, known: KnownSources) -> Recognised:
        names.append(source.name.rpartition("/")[2])
        return recognise(source, known)

    with monkeypatch.context() as patched:
        patched.setattr(continued_source, "recognise", noted)
        shop.ingest()
    return names


def test_a_file_that_was_seen_is_not_opened(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.append("b.log", lines(60, 61))

    assert opened(shop, monkeypatch) == ["b.log"]
    assert opened(shop, monkeypatch) == []
    assert shop.is_exact(61)


@pytest.mark.parametrize("content", ["", "[1, 2]", '{"a.log": 7}', "\0\0", '{"a": [1]}'])
def test_a_cache_that_is_lost_or_broken_costs_time_only(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    (shop.folder / "cache" / "seen.json").write_text(content, encoding="utf-8")

    assert opened(shop, monkeypatch) == ["a.log", "b.log"]
    assert shop.is_exact(60)


def test_what_the_store_does_not_say_is_not_believed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(shop.folder / "store", shop.folder / "backup")
    shop.append("a.log", lines(60, 70))
    shop.ingest()
    shutil.rmtree(shop.folder / "store")
    shutil.copytree(shop.folder / "backup", shop.folder / "store")

    assert opened(shop, monkeypatch) == ["a.log"]
    assert shop.is_exact(70)


def test_a_folder_that_cannot_be_written_is_no_fault(shop: Shop) -> None:
    shutil.rmtree(shop.folder / "cache")
    (shop.folder / "cache").write_text("a file", encoding="utf-8")
    shop.append("a.log", lines(60, 70))
    shop.ingest()

    assert shop.is_exact(70)


def test_files_that_are_gone_are_forgotten(shop: Shop) -> None:
    (shop.folder / "a.log").unlink()
    shop.append("b.log", lines(60, 70))
    shop.ingest()
    cache = (shop.folder / "cache" / "seen.json").read_text(encoding="utf-8")

    assert "b.log" in cache
    assert "a.log" not in cache


def test_a_file_that_was_just_written_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.touch()
    status = path.stat()
    for later, is_noted in ((10**9, False), (3 * 10**9, True)):
        seen = SeenFiles(tmp_path / "seen.json", status.st_mtime_ns + later)
        seen.note(path, status, "a", 7)

        assert (seen.entry(path, status) is not None) is is_noted


def test_the_cache_is_written_for_news_only(shop: Shop) -> None:
    cache = shop.folder / "cache" / "seen.json"
    before = cache.stat().st_ino
    shutil.rmtree(shop.folder / "store")
    assert shop.ingest().counts.requests == 60

    assert cache.stat().st_ino == before
    shop.append("b.log", lines(60, 61))
    shop.ingest()
    assert cache.stat().st_ino != before


def test_the_folders_of_the_cache_are_made(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(lines(0, 1))
    cache = tmp_path / "no" / "folders" / "yet" / "seen.json"
    seen = SeenFiles(cache, LONG_AFTER)
    seen.note(log, log.stat(), "s", 5)
    seen.save()

    assert cache.is_file()


def test_without_a_file_nothing_is_kept(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(lines(0, 1))
    seen = SeenFiles(None, LONG_AFTER)
    seen.note(log, log.stat(), "s", 5)
    seen.save()

    assert list(tmp_path.iterdir()) == [log]
    assert SeenFiles(None, LONG_AFTER).entry(log, log.stat()) is None
