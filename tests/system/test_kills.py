"""A run that is killed at any of its commits has kept what it committed, and the next one goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.case import ENVIRONMENT
from tests.ingest.shop import Shop, lines

pytestmark = pytest.mark.slow  # every step is a process

COMMITS = 6
EACH = 40  # lines in a commit: each has three rows of usage
KILLED = """
import os, signal, sys
from functools import partial
from usagestats.cli.main import main
from usagestats.ingest import run
from usagestats.store.table import StoreTable

number, when = int(sys.argv.pop(1)), sys.argv.pop(1)
small = dict(commit_rows={rows}, commit_seconds=1e9, chunk_bytes={chunk}, commit_bytes=1 << 30)
run.IngestSettings = partial(run.IngestSettings, **small)
commit = StoreTable.commit
done = 0

def killed(table, *arguments):
    global done
    done += 1
    if done == number and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    commit(table, *arguments)
    if done == number and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)

StoreTable.commit = killed
main()
"""


def run(shop: Shop, number: int, when: str) -> int:
    program = KILLED.format(rows=3 * EACH, chunk=len(lines(100, 100 + EACH // 2)))
    command = [sys.executable, "-c", program, str(number), when, "ingest", "-q", "a.log"]
    environment = ENVIRONMENT | {"XDG_CACHE_HOME": str(shop.folder / "cache")}
    done = subprocess.run(
        [*command, "--store", "store"], cwd=shop.folder, env=environment, check=False
    )
    return done.returncode


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(1, COMMITS + 1))
def test_killed_at_a_commit_by_rows(tmp_path: Path, number: int, when: str) -> None:
    shop = Shop(tmp_path)
    shop.write("a.log", lines(100, 100 + COMMITS * EACH))

    assert run(shop, number, when) == -9
    kept = len(shop.counted())
    commits = number if when == "after" else number - 1
    assert shop.is_exact(kept)
    assert commits * EACH // 2 <= kept <= min(commits, COMMITS) * EACH
    assert set(shop.counted().values()) <= {1}

    assert run(shop, 0, "never") == 0
    assert shop.is_exact(COMMITS * EACH)
