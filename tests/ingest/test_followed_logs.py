"""Every line counts once, whatever happens to the files while they are followed."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.ingest.shop import lines
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.errors import InputError
from usagestats.ingest import followed_logs
from usagestats.ingest.followed_logs import FollowedLogs
from usagestats.logs.files.sources import Source, find_sources
from usagestats.periods.period import SLOT
from usagestats.pipeline.counting import UsageQuestion
from usagestats.pipeline.usage_sum import ChunkUsage
from usagestats.tables.usage import Grain

QUESTION = UsageQuestion(DEFAULT_CATALOG, Grain((), SLOT), ZoneInfo("UTC")).of_chunks()
Rotation = Callable[[Path], None]


class Followed:
    """A log that is written and followed."""

    def __init__(self, folder: Path, argument: str = "a.log") -> None:
        self.log = folder / "a.log"
        self._argument = str(folder / argument)
        self._logs: FollowedLogs[ChunkUsage] = FollowedLogs(self._find, QUESTION)
        self._next = 0
        self.written = 0

    def _find(self) -> list[Source]:
        with suppress(InputError):
            return find_sources([self._argument], may_move=True)
        return []

    def write(self, count: int, path: Path | None = None) -> None:
        with (path or self.log).open("ab") as file:
            file.write(lines(self._next, self._next + count))
        self._next += count
        self.written += count

    def new(self) -> int:
        """Return the number of requests that are new."""
        return sum(answer.lines.counts.requests for answer in self._logs.look())

    @property
    def errors(self) -> list[str]:
        return [error.what for error in self._logs.errors.values()]


@pytest.fixture
def followed(tmp_path: Path) -> Followed:
    found = Followed(tmp_path)
    found.write(100)
    assert found.new() == 100
    return found


def rename(log: Path) -> None:
    log.rename(log.with_name("a.log.1"))


def rename_with_date(log: Path) -> None:
    log.rename(log.with_name("a-20260504.log"))


def rename_and_compress(log: Path) -> None:
    log.with_name("a.log.1.gz").write_bytes(gzip.compress(log.read_bytes()))
    log.unlink()


def copy_and_truncate(log: Path) -> None:
    shutil.copy(log, log.with_name("a.log.1"))
    os.truncate(log, 0)


ROTATIONS = [rename, rename_with_date, rename_and_compress, copy_and_truncate]


def test_only_what_was_written_since_the_last_look_is_new(followed: Followed) -> None:
    assert followed.new() == 0
    followed.write(3)
    assert followed.new() == 3
    assert followed.new() == 0


def test_a_line_counts_when_it_is_whole(followed: Followed) -> None:
    whole = lines(500, 501)
    with followed.log.open("ab") as file:
        file.write(whole[:40])
    assert followed.new() == 0

    with followed.log.open("ab") as file:
        file.write(whole[40:])
    assert followed.new() == 1


@pytest.mark.parametrize("rotate", ROTATIONS)
@pytest.mark.parametrize("late", [0, 1, 200])
@pytest.mark.parametrize("after", [0, 1, 200])
def test_no_line_is_lost_nor_counts_twice_when_a_log_rotates(
    followed: Followed, rotate: Rotation, late: int, after: int
) -> None:
    followed.write(late)  # between the last look and the rotation
    rotate(followed.log)
    followed.write(after)

    assert followed.new() == late + after
    followed.write(5)
    assert followed.new() == 5
    assert followed.new() == 0


def test_a_program_may_go_on_writing_into_the_renamed_file(followed: Followed) -> None:
    rename(followed.log)
    followed.write(10, followed.log.with_name("a.log.1"))
    assert followed.new() == 10

    followed.write(7, followed.log.with_name("a.log.1"))
    followed.write(8)
    assert followed.new() == 15


def test_a_renamed_file_may_be_compressed_after_more_was_written_into_it(
    followed: Followed,
) -> None:
    rename(followed.log)
    renamed = followed.log.with_name("a.log.1")
    followed.write(10, renamed)
    assert followed.new() == 10

    followed.write(5, renamed)
    packed = renamed.with_name("a.log.1.gz")
    packed.write_bytes(gzip.compress(renamed.read_bytes()))
    renamed.unlink()
    followed.write(2)
    assert followed.new() == 7
    packed.rename(packed.with_name("a.log.2.gz"))
    assert followed.new() == 0


def test_many_rotations_one_after_the_other(followed: Followed) -> None:
    total = 0
    for number in range(5):
        followed.write(50)
        followed.log.rename(followed.log.with_name(f"a.log.{9 - number}"))
        followed.write(20)
        total += followed.new()

    assert total == 5 * 70


def test_files_that_were_there_before_are_no_rotated_logs(tmp_path: Path) -> None:
    found = Followed(tmp_path)
    found.write(30, tmp_path / "a.log.1")
    found.write(40)
    assert found.new() == 40

    with (tmp_path / "a.log.1").open("ab") as file:
        file.write(lines(900, 910))
    (tmp_path / "a.log.other").write_bytes(lines(950, 960))
    assert found.new() == 0


def test_a_glob_takes_new_logs_and_renames_change_nothing(tmp_path: Path) -> None:
    found = Followed(tmp_path, "a.log*")
    found.write(30, tmp_path / "a.log.1")
    found.write(40)
    assert found.new() == 70

    (tmp_path / "a.log.1").rename(tmp_path / "a.log.2")
    rename(found.log)
    found.write(5)
    assert found.new() == 5


def test_a_log_that_is_gone_for_a_moment_is_followed_when_it_is_back(followed: Followed) -> None:
    content = followed.log.read_bytes()
    followed.log.unlink()
    assert followed.new() == 0

    followed.log.write_bytes(content + lines(700, 705))
    assert followed.new() == 5
    assert followed.errors == []


def test_the_hour_that_clocks_show_twice_goes_on_from_look_to_look(tmp_path: Path) -> None:
    log, grain = tmp_path / "a.log", Grain((), SLOT)
    in_london = UsageQuestion(DEFAULT_CATALOG, grain, ZoneInfo("Europe/London"))
    logs = FollowedLogs(lambda: find_sources([str(log)]), in_london.of_chunks())
    starts: list[str] = []
    for clock in ("01:45", "01:15", "01:30"):  # they were set back after the first one
        with log.open("a", encoding="utf-8") as file:
            file.write(f'203.0.113.9 - - [25/Oct/2026:{clock}:00] "GET / HTTP/1.1" 200 17\n')
        for answer in logs.look():
            found = answer.part.usage.table(grain)["start"]
            starts += found.unique().dt.strftime("%H:%M").to_list()

    assert starts == ["00:45", "01:15", "01:30"]
    assert logs.count == 1


def test_an_error_names_a_log_that_cannot_be_read_until_it_can(tmp_path: Path) -> None:
    found = Followed(tmp_path)
    found.log.write_text("no log\n" * 20, encoding="utf-8")
    assert found.new() == 0
    assert len(found.errors) == 1

    found.log.write_bytes(lines(0, 10))
    assert found.new() == 10
    assert found.errors == []


def test_a_file_of_another_name_is_no_rotation(followed: Followed) -> None:
    shutil.copy(followed.log, followed.log.with_name("copy.txt"))
    followed.write(5, followed.log.with_name("copy.txt"))

    assert followed.new() == 0


def test_a_log_without_changes_is_not_read(
    followed: Followed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr(followed_logs, "readers_of", fail)
        assert followed.new() == 0
    followed.write(2)
    assert followed.new() == 2
