"""Compiles the kernel, `src/usagestats/logs/readers/kernel`, while the package is built.

The C compiler is the one that the wheel `ziglang` brings, so that nothing but Python is needed;
else that of the system. Where there is neither the installation goes on without the kernel.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("src", "usagestats", "logs", "readers", "kernel")
LIBRARY = "kernel.lib"
OPTIONS = ["-std=c11", "-O3", "-shared", "-fPIC", "-fvisibility=hidden", "-Wall", "-Wextra"]


class KernelHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the compiled kernel beside its sources, and into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile before the files of the package are collected."""
        if self.target_name != "wheel":
            return
        folder = Path(self.root, FOLDER)
        library = folder / LIBRARY
        library.unlink(missing_ok=True)
        if problem := compiled(folder / "scan.c", library):
            self.app.display_warning(f"usagestats is installed without its kernel: {problem}")
            self.app.display_warning("it reads logs of the NCSA family more slowly then")
            return
        build_data["artifacts"].append((FOLDER / LIBRARY).as_posix())
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform_tag()}"


def compilers() -> list[list[str]]:
    """Return the commands that may compile, the best first."""
    found = []
    if find_spec("ziglang"):
        # by itself it would compile for this very processor
        found.append([sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline"])
    if system := shutil.which("cc"):
        found.append([system])
    return found


def compiled(source: Path, library: Path) -> str | None:
    """Compile the kernel; return why that was not possible."""
    problem = "there is no C compiler"
    for command in compilers():
        with TemporaryDirectory() as cache:
            done = subprocess.run(  # noqa: S603  (a command of our own)
                [*command, *OPTIONS, "-o", str(library), str(source)],
                env={**os.environ, "ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache},
                capture_output=True,
                check=False,
            )
        if done.returncode == 0:
            return None
        problem = f"{' '.join(command)} failed: {done.stderr.decode(errors='replace')[-2000:]}"
    return problem


def platform_tag() -> str:
    """Return what a wheel says that runs on this system."""
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")
