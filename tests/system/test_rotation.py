"""The real logrotate at work every second, a writer, and `ingest` in a loop: each line once."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TextIO

import pytest

from tests.system.harness import Station, line

LINES = 200_000
_BATCH = 100
_SECONDS = 14
_BLOCK = 1000
"""So many lines have an application of their own, so that a failure tells what is missing."""

VARIANTS = {
    "create": "create\nnocompress",
    "copytruncate": "copytruncate\nnocompress",
    "compress": "create\ncompress",
    "delaycompress": "create\ncompress\ndelaycompress",
    "copytruncate, compress": "copytruncate\ncompress",
    "dateext": "create\ncompress\ndelaycompress\ndateext\ndateformat .%s",
}
CONFIGURATION = """
{folder}/logs/access.log {{
size 1
rotate 1000
missingok
{variant}
postrotate
  touch {folder}/reopen; while [ -e {folder}/reopen ]; do sleep 0.01; done
endscript
}}
"""

pytestmark = pytest.mark.skipif(not shutil.which("logrotate"), reason="logrotate is not installed")


class Writer(Thread):
    """Appends to the log, as a gateway does: it goes on in the old file until told to reopen.

    Args:
        folder: Has the log, and `reopen` where that is asked for.
        pause: Is held while logrotate copies and cuts the log, which would lose lines.
    """

    def __init__(self, folder: Path, pause: Lock) -> None:
        super().__init__()
        self._folder = folder
        self._pause = pause
        self.may_go = Event()
        self.is_done = Event()

    def run(self) -> None:
        begin, written = time.monotonic(), 0
        file = self._open()
        while not self.may_go.is_set():
            if (self._folder / "reopen").exists():
                file.close()
                file = self._open()
                (self._folder / "reopen").unlink()
            if written < LINES and time.monotonic() >= begin + _SECONDS * written / LINES:
                with self._pause:
                    file.write("".join(map(_line, range(written, written + _BATCH))))
                    file.flush()
                written += _BATCH
            elif written == LINES:
                self.is_done.set()
            time.sleep(0.001)
        file.close()

    def _open(self) -> TextIO:
        return (self._folder / "logs" / "access.log").open("a", encoding="ascii")


class Rotator(Thread):
    """Runs logrotate every second."""

    def __init__(self, folder: Path, pause: Lock, *, is_pausing: bool) -> None:
        super().__init__()
        self._folder = folder
        self._pause = pause if is_pausing else Lock()
        self.rotations = 0
        self.faults: list[str] = []
        self.is_done = Event()

    def run(self) -> None:
        while not self.is_done.wait(1):
            with self._pause:
                self._rotate()

    def _rotate(self) -> None:
        state, configuration = self._folder / "state", self._folder / "logrotate.conf"
        command = ["logrotate", "--force", "--state", str(state), str(configuration)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.rotations += 1
        if done.returncode or done.stderr:
            self.faults.append(done.stderr)


def _line(number: int) -> str:
    return line(f"block{number // _BLOCK:03}", number)


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_line_once(tmp_path: Path, variant: str) -> None:
    (tmp_path / "logs").mkdir(mode=0o755)
    is_copied = "copytruncate" in variant
    configuration = CONFIGURATION.format(folder=tmp_path, variant=VARIANTS[variant])
    if is_copied:  # the writer keeps the file that it has
        configuration = configuration[: configuration.index("postrotate")] + "}\n"
    (tmp_path / "logrotate.conf").write_text(configuration)
    station = Station(tmp_path)
    pause = Lock()
    writer = Writer(tmp_path, pause)
    rotator = Rotator(tmp_path, pause, is_pausing=is_copied)
    writer.start()
    rotator.start()
    outcomes: Counter[tuple[int, str, str]] = Counter()
    while not writer.is_done.is_set():
        outcomes[station.run("ingest", "logs/access.log*")] += 1
    rotator.is_done.set()
    rotator.join()
    writer.may_go.set()
    writer.join()
    outcomes[station.run("ingest", "logs/access.log*")] += 1

    assert rotator.faults == []
    assert rotator.rotations > 5
    assert set(outcomes) == {(0, "", "")}
    found = station.by_application()
    wrong = {name: requests for name, requests in found.items() if requests != _BLOCK}
    assert (found.total(), wrong) == (LINES, {})
