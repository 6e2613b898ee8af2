"""Compiles a file in C beside a test, which includes headers of the kernel, and loads it."""

from __future__ import annotations

import shutil
import subprocess
from ctypes import CDLL
from pathlib import Path

import pytest

from tests.conftest import PROJECT

KERNEL = PROJECT / "src" / "usagestats" / "logs" / "readers" / "kernel"


def compiled(source: Path, folder: Path) -> CDLL:
    """Return the functions of a source; skip the test where there is no compiler of C."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler here")
    library = folder / f"{source.stem}.lib"
    options = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
    command = [compiler, *options, f"-I{KERNEL}", "-o", str(library), str(source)]
    subprocess.run(command, check=True)
    return CDLL(str(library))
