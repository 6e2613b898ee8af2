"""The installation goes on where the kernel cannot be compiled, and says so."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.conftest import PROJECT

pytest.importorskip("hatchling")


@pytest.fixture(name="hook")
def hook_of_the_project() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", PROJECT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def initialized(hook: ModuleType, root: Path) -> tuple[dict[str, Any], list[str]]:
    """Run the hook in a folder; return what it says of the wheel, and what it warns of."""
    (root / hook.FOLDER).mkdir(parents=True)
    build: dict[str, Any] = {"force_include": {}, "pure_python": True}
    warnings: list[str] = []
    one = SimpleNamespace(
        root=root, target_name="wheel", app=SimpleNamespace(display_warning=warnings.append)
    )
    hook.KernelHook.initialize(one, "standard", build)
    return build, warnings


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([], "there is no C compiler"),
        (
            [([sys.executable, "-c", "raise SystemExit('no such target')"], "linux_x86_64")],
            "no such target",
        ),
    ],
)
def test_without_a_compiler_there_is_no_kernel_and_a_warning(
    hook: ModuleType,
    commands: list[tuple[list[str], str]],
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hook, "compilers", lambda: commands)
    build, warnings = initialized(hook, tmp_path)

    assert build == {"force_include": {}, "pure_python": True}
    assert "without its kernel" in warnings[0]
    assert reason in warnings[0]


def test_with_a_compiler_the_wheel_holds_the_kernel_and_is_for_this_system(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "compilers", lambda: [(["worse"], "old"), (["better"], "new")])
    monkeypatch.setattr(hook, "compiled", lambda command, *_: "" if command == ["better"] else "no")
    build, warnings = initialized(hook, tmp_path)

    assert build["force_include"] == {
        str(tmp_path / "build" / "kernel.lib"): "usagestats/logs/readers/kernel/kernel.lib"
    }
    assert build["tag"] == "py3-none-new"
    assert not build["pure_python"]
    assert warnings == []


def test_the_compiler_of_ziglang_makes_wheels_that_an_index_takes(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "find_spec", lambda name: name == "ziglang")
    monkeypatch.setattr(hook, "own_target", lambda: "x86_64-linux-gnu.2.17")
    monkeypatch.delenv(hook.VARIABLE, raising=False)
    command, tag = hook.compilers()[0]

    assert command[-2:] == ["-target", "x86_64-linux-gnu.2.17"]
    assert tag == "manylinux_2_17_x86_64.manylinux2014_x86_64"
    assert hook.compilers()[1][1] == hook.own_platform()


def test_for_another_system_nothing_else_is_compiled(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "find_spec", lambda name: name == "ziglang")
    monkeypatch.setenv(hook.VARIABLE, "aarch64-macos.11.0")

    assert [tag for _, tag in hook.compilers()] == ["macosx_11_0_arm64"]
    monkeypatch.setattr(hook, "compiled", lambda *_: "no such target")
    with pytest.raises(SystemExit, match=r"no wheel for aarch64-macos\.11\.0: no such target"):
        initialized(hook, tmp_path)
