"""The kernel, compiled so that it looks after itself: addresses and undefined behaviour."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.compiled import KERNEL

if TYPE_CHECKING:
    from pathlib import Path

_CHECKS: Final = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
_OPTIONS: Final = ["-std=c11", "-O1", "-g", "-shared", "-fPIC", "-fno-omit-frame-pointer"]


@dataclass(frozen=True, slots=True)
class Sanitized:
    """A kernel with its checks.

    Args:
        library: The compiled kernel.
        runtime: The library of the checks, which a process must load before all others.
    """

    library: Path
    runtime: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a process that loads it."""
        return {
            **os.environ,
            "LD_PRELOAD": self.runtime,
            "ASAN_OPTIONS": "detect_leaks=0:allocator_may_return_null=1",
            "UBSAN_OPTIONS": "print_stacktrace=1",
            "POLARS_MAX_THREADS": "1",  # there is a process for each processor
            "PYTHONMALLOC": "malloc",  # so that what lies behind a text is not more of Python
        }


def sanitized(folder: Path) -> Sanitized | None:
    """Compile the kernel with checks; `None` where no compiler here has them."""
    for name, runtime, more in (
        ("gcc", "libasan.so", []),
        ("clang", "libclang_rt.asan-x86_64.so", ["-shared-libasan"]),
    ):
        compiler = shutil.which(name)
        if compiler is None:
            continue
        library = folder / "sanitized.lib"
        source = KERNEL / "scan.c"
        command = [compiler, *_OPTIONS, *_CHECKS, *more, "-o", str(library), str(source)]
        found = subprocess.run(
            [compiler, f"-print-file-name={runtime}"], capture_output=True, text=True, check=True
        ).stdout.strip()
        if os.sep in found and subprocess.run(command, check=False).returncode == 0:
            return Sanitized(library, found)
    return None
