"""Compiles the kernel, `src/usagestats/logs/readers/kernel`, while the package is built.

The C compiler is the one that the wheel `ziglang` brings, so that nothing but Python is needed;
else that of the system. Where there is neither the installation goes on without the kernel.

On Linux the compiler of `ziglang` links with an old version of the C library, so that an index
takes the wheel as it is. It compiles for other systems, too: `USAGESTATS_WHEEL_FOR` names one of
`WHEELS`.
"""

from __future__ import annotations

import os
import platform
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
VARIABLE = "USAGESTATS_WHEEL_FOR"
WHEELS = {
    "x86_64-linux-gnu.2.17": "manylinux_2_17_x86_64.manylinux2014_x86_64",
    "aarch64-linux-gnu.2.17": "manylinux_2_17_aarch64.manylinux2014_aarch64",
    "x86_64-linux-musl": "musllinux_1_2_x86_64",
    "aarch64-linux-musl": "musllinux_1_2_aarch64",
    "x86_64-macos.11.0": "macosx_11_0_x86_64",
    "aarch64-macos.11.0": "macosx_11_0_arm64",
    "x86_64-windows-gnu": "win_amd64",
}
"""The platforms that a wheel can name, by the target of the compiler of `ziglang`."""


class KernelHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the compiled kernel into the wheel; of an editable one, beside its sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files of the package are collected."""
        if self.target_name != "wheel":
            return
        folder = Path(self.root, FOLDER)
        library = (folder if version == "editable" else Path(self.root, "build")) / LIBRARY
        library.parent.mkdir(exist_ok=True)
        library.unlink(missing_ok=True)
        tag, problem = None, "there is no C compiler"
        for command, its_tag in compilers():
            problem = compiled(command, folder / "scan.c", library)
            if not problem:
                tag = its_tag
                break
        if tag is None and VARIABLE in os.environ:
            raise SystemExit(f"no wheel for {os.environ[VARIABLE]}: {problem}")
        if tag is None:
            self.app.display_warning(f"usagestats is installed without its kernel: {problem}")
            self.app.display_warning("it reads logs more slowly then")
            return
        build_data["force_include"][str(library)] = (FOLDER.relative_to("src") / LIBRARY).as_posix()
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{tag}"


def compilers() -> list[tuple[list[str], str]]:
    """Return the commands that may compile, the best first, with the platforms of their wheels."""
    chosen = os.environ.get(VARIABLE)
    target = chosen or own_target()
    found = []
    if find_spec("ziglang"):
        # by itself it would compile for this very processor
        command = [sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline"]
        if target:
            found.append(([*command, "-target", target], WHEELS[target]))
        if not chosen:
            found.append((command, own_platform()))
    if not chosen and (system := shutil.which("cc")):
        found.append(([system], own_platform()))
    return found


def own_target() -> str | None:
    """Return the target of `WHEELS` that this system can run; `None` for the system itself."""
    target = f"{platform.machine()}-linux-gnu.2.17"
    is_usual = sys.platform == "linux" and platform.libc_ver()[0] == "glibc"
    return target if is_usual and target in WHEELS else None


def own_platform() -> str:
    """Return what a wheel says that runs on this system."""
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")


def compiled(command: list[str], source: Path, library: Path) -> str:
    """Compile the kernel; return why that was not possible, or nothing."""
    with TemporaryDirectory() as cache:
        done = subprocess.run(  # noqa: S603  (a command of our own)
            [*command, *OPTIONS, "-o", str(library), str(source)],
            env={**os.environ, "ZIG_GLOBAL_CACHE_DIR": cache, "ZIG_LOCAL_CACHE_DIR": cache},
            capture_output=True,
            check=False,
        )
    if done.returncode == 0:
        return ""
    return f"{' '.join(command)} failed: {done.stderr.decode(errors='replace')[-2000:]}"
