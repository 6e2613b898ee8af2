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
    build: dict[str, Any] = {"artifacts": [], "pure_python": True}
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
        ([[sys.executable, "-c", "raise SystemExit('no such target')"]], "no such target"),
    ],
)
def test_without_a_compiler_there_is_no_kernel_and_a_warning(
    hook: ModuleType,
    commands: list[list[str]],
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hook, "compilers", lambda: commands)
    build, warnings = initialized(hook, tmp_path)

    assert build == {"artifacts": [], "pure_python": True}
    assert "without its kernel" in warnings[0]
    assert reason in warnings[0]


def test_with_a_compiler_the_wheel_holds_the_kernel_and_is_for_this_system(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook, "compiled", lambda source, library: None)  # noqa: ARG005
    build, warnings = initialized(hook, tmp_path)

    assert build["artifacts"] == ["src/usagestats/logs/readers/kernel/kernel.lib"]
    assert build["tag"].startswith("py3-none-")
    assert not build["pure_python"]
    assert warnings == []
