"""Law 1: modules import downwards only."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT

SOURCE = PROJECT / "src" / "usagestats"

# from the ground up; a name is a module or a folder
FLOORS = [
    ["__init__", "choices", "errors", "frames"],
    ["safety"],
    ["periods"],
    ["tables"],
    ["catalog", "report"],
    ["classify", "logs"],
    ["rollup", "survey"],
    ["store"],
    ["reports"],
    ["pipeline", "render"],
    ["diagnostics"],
    ["ingest"],
    ["cli"],
    ["__main__"],
]


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def floor_of(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def imported_rooms(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    parts = [name.split(".") for name in names if name.split(".")[0] == "usagestats"]
    return {name[1] if len(name) > 1 else "__init__" for name in parts}


def test_every_module_stands_on_a_floor() -> None:
    known = {name for rooms in FLOORS for name in rooms}

    assert {room(path) for path in modules()} == known


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_modules_import_downwards_only(path: Path) -> None:
    own = room(path)
    upwards = {name for name in imported_rooms(path) - {own} if floor_of(name) >= floor_of(own)}

    assert upwards == set()


def loaded_by(*arguments: str) -> set[str]:
    """Return the modules that a run of the command has loaded in the end."""
    program = (
        f"import sys; sys.argv = ['usagestats', *{arguments!r}]\n"
        "from usagestats.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return set(done.stdout.decode().splitlines()[-1].split(" "))


def test_help_loads_no_command() -> None:
    modules = loaded_by("--help")

    assert {name for name in modules if name.startswith("usagestats.")} == {
        "usagestats.cli",
        "usagestats.cli.command_list",
        "usagestats.cli.main",
        "usagestats.cli.options",
        "usagestats.cli.options.plain_values",
        "usagestats.errors",
    }
    assert {"polars", "rich", "dateutil", "pydantic", "zoneinfo"} & modules == set()


def test_help_of_a_command_loads_its_options_only() -> None:
    modules = loaded_by("traffic", "--help")

    assert {name for name in modules if name.startswith("usagestats.cli.")} == {
        "usagestats.cli.command_list",
        "usagestats.cli.main",
        "usagestats.cli.options",
        "usagestats.cli.options.option",
        "usagestats.cli.options.plain_values",
        "usagestats.cli.options.groups",
        "usagestats.cli.commands",
        "usagestats.cli.commands.traffic",
    }
    assert {"polars", "rich", "dateutil", "pydantic", "zoneinfo"} & modules == set()


def test_what_a_run_needs_no_more_is_not_loaded(tmp_path: Path) -> None:
    log = tmp_path / "empty.log"
    log.touch()
    modules = loaded_by("traffic", "--by", "hour", "--format", "csv", str(log))

    assert {"pydantic", "rich", "yaml", "tomlkit"} & modules == set()
