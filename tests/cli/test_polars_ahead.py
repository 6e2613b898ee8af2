"""The library is loaded beside Python where that helps, and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

_BEGIN = """
import resource, sys, threading
from usagestats.cli import polars_ahead
{before}
polars_ahead.load_polars_ahead()
for thread in threading.enumerate():
    if thread is not threading.current_thread():
        thread.join()
print("polars" in sys.modules, "_polars_runtime" in open("/proc/self/maps").read())
{after}
"""


def shown(before: str = "", after: str = "") -> list[str]:
    code = _BEGIN.format(before=before, after=after)
    command = [sys.executable, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.skipif(sys.platform != "linux", reason="the list of loaded libraries is that of Linux")
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ["False", "True"]),
        ("", "import polars; print(polars.Series([1, 2]).sum())", ["False", "True", "3"]),
        ("import polars", "print(threading.active_count())", ["True", "True", "1"]),
        ("polars_ahead._RUNTIMES = ('no_such_package',)", "", ["False", "False"]),
        (
            "hard = resource.getrlimit(resource.RLIMIT_AS)[1]\n"
            "resource.setrlimit(resource.RLIMIT_AS, (3 << 30, hard))",
            "",
            ["False", "False"],
        ),
        ("polars_ahead._load('/no/such/library')", "", ["False", "True"]),
    ],
    ids=["loaded", "used", "known", "absent", "limited", "unreadable"],
)
def test_the_library_is_loaded_before_polars(before: str, after: str, expected: list[str]) -> None:
    assert shown(before, after) == expected


@pytest.mark.parametrize("words", [["--help"], ["traffic", "--help"], ["--version"], ["nothing"]])
def test_help_loads_no_library(words: list[str]) -> None:
    code = (
        "import sys, atexit; from usagestats.cli import main, polars_ahead\n"
        "polars_ahead.load_polars_ahead = lambda: print('loaded')\n"
        f"sys.argv = ['usagestats', *{words!r}]; main.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert "loaded" not in done.stdout.splitlines()


def test_a_command_loads_the_library(tmp_path: Path) -> None:
    code = (
        "import sys; from usagestats.cli import main, polars_ahead\n"
        "polars_ahead.load_polars_ahead = lambda: print('loaded')\n"
        f"sys.argv = ['usagestats', 'traffic', {str(tmp_path / 'none.log')!r}]; main.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)

    assert "loaded" in done.stdout.splitlines()
