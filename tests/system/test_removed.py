"""The store is removed at each moment of a run at which the library is called.

The result is whole, or there is one message and no half file; what is left there is a store, or nothing.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process
from tests.system.every_command import CHANGING, OF_STORE, assert_said_once, furnished
from usagestats.store import failures
from usagestats.store.table import StoreTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.system.limited import Outcome

LIMIT_CROSSED = 3  # the exit code
INTO_FILES = (
    *("traffic --by hour -o out/a.xlsx", "latency --by hour -o out/a.svg"),
    *("movement -o out/a.parquet", "report -o out/a.html"),
)
FEWEST, MOST = 2, 200
"""The moments of a run."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("removed")
    furnished(place)
    (place / "store").rename(place / "kept")
    return place


def ran(folder: Path, command: str) -> Outcome:
    arguments = [*command.replace("--store store", "").split(), "--store", "store"]
    variables = {**ENVIRONMENT, "XDG_CACHE_HOME": str(folder / "cache")}
    done = run_in_process(Invocation(arguments, folder, variables))
    return int(done.exit), done.stdout, done.stderr


class Remover:
    """Removes a store before a call of the library; `calls` counts them."""

    def __init__(self, store: Path, moment: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        self._store = store
        self._moment = moment
        quiet, read = failures._quiet_standard_error, StoreTable.read  # noqa: SLF001

        @contextmanager
        def noted() -> Iterator[None]:
            self._note()
            with quiet():
                yield

        def read_noted(table: StoreTable, *rows: object) -> object:
            self._note()
            return read(table, *rows)  # type: ignore[arg-type]

        monkeypatch.setattr(failures, "_quiet_standard_error", noted)
        monkeypatch.setattr(StoreTable, "read", read_noted)

    def _note(self) -> None:
        self.calls += 1
        if self.calls == self._moment:
            shutil.rmtree(self._store)


@pytest.mark.parametrize("command", [*OF_STORE, *INTO_FILES, *CHANGING])
def test_the_store_is_removed_at_any_moment(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Outcome | None = None
    for moment in range(MOST):
        shutil.rmtree(folder / "store", ignore_errors=True)
        shutil.rmtree(folder / "cache", ignore_errors=True)
        shutil.copytree(folder / "kept", folder / "store")
        for file in (folder / "out").iterdir():
            file.write_text("old")
        with monkeypatch.context() as patch:
            remover = Remover(folder / "store", moment, patch)
            outcome = ran(folder, command)
        if whole is None:  # nothing was removed
            whole = outcome
            names = {file.name for file in (folder / "out").iterdir()}
            assert whole[0] in {0, LIMIT_CROSSED}
        assert_whole_or_nothing(folder, command, outcome, whole)
        assert {file.name for file in (folder / "out").iterdir()} == names
        if moment > remover.calls:
            break
    assert FEWEST <= moment < MOST - 1, moment
    for file in (folder / "out").iterdir():
        file.unlink()


def assert_whole_or_nothing(folder: Path, command: str, outcome: Outcome, whole: Outcome) -> None:
    files = list((folder / "out").iterdir())
    if outcome[0] in {0, LIMIT_CROSSED}:
        assert outcome == whole or command.startswith(("ingest", "store import"))
        assert all(file.read_bytes() != b"old" for file in files)
    else:
        assert_said_once(outcome, 1, 2)
        assert outcome[1] == ""
        assert all(file.read_bytes() == b"old" for file in files)
    if (folder / "store").exists():
        assert ran(folder, "store info")[::2] == (0, "")
