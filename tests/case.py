"""A whole-program case: what is typed, what files there are, what must come out."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = Path(sys.executable).with_name("usagestats")
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "USAGESTATS_NOW": "2026-05-10T12:00:00+00:00",
    "USAGESTATS_STORE": "",
    "XDG_DATA_HOME": "/dev/null/nowhere",
    "XDG_CACHE_HOME": "/dev/null/nowhere",
    "XDG_CONFIG_HOME": "/dev/null/nowhere",
    "TERM": "xterm",
    **{
        name: os.environ[name]
        for name in ("COVERAGE_PROCESS_CONFIG", "USAGESTATS_KERNEL")
        if name in os.environ
    },
}


@dataclass(frozen=True)
class Invocation:
    """Arguments and surroundings of the program.

    `terminal` is the width of the terminal that standard input and output are; 0 where both are
    pipes. `is_merged` means that standard error goes where standard output goes.
    """

    arguments: list[str]
    folder: Path = PROJECT
    environment: dict[str, str] = field(default_factory=ENVIRONMENT.copy)
    stdin: bytes = b""
    terminal: int = 0
    is_merged: bool = False


@dataclass(frozen=True)
class Outcome:
    stdout: str
    stderr: str
    exit: int


@dataclass(frozen=True)
class Case:
    """Read from a TOML file.

    `files` are written first; a value that begins with `hex:` is binary. Then the commands of
    `before` are run, which must succeed and say nothing. `stdin` is piped in,
    `terminal` is the width of the terminal that standard input and output are instead, and standard
    error, too, where the case is `merged`. In `env`, `{folder}` is the folder of the files.
    """

    path: Path
    notes: str
    command: str
    stdout: str = ""
    stderr: str = ""
    exit: int = 0
    stdin: str = ""
    terminal: int = 0
    merged: bool = False
    before: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Case:
        return cls(path, **tomllib.loads(path.read_text(encoding="utf-8")))

    def run(self, folder: Path, sample_logs: Path, run: Callable[[Invocation], Outcome]) -> Outcome:
        (folder / "sample_logs").symlink_to(sample_logs)
        for name, content in self.files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_content(content))
        for earlier in self.before:
            assert run(self._invocation(earlier, folder)) == Outcome("", "", 0)
        last = self._invocation(self.command, folder)
        stdin = _content(self.stdin)
        return run(replace(last, stdin=stdin, terminal=self.terminal, is_merged=self.merged))

    def _invocation(self, command: str, folder: Path) -> Invocation:
        program, *arguments = shlex.split(command)
        assert program == "usagestats"
        own = {name: value.replace("{folder}", str(folder)) for name, value in self.env.items()}
        return Invocation(arguments, folder, ENVIRONMENT | own)

    def update(self, outcome: Outcome, written: dict[str, str]) -> None:
        """Write the case again with what came out."""
        values: dict[str, Any] = {"notes": self.notes, "command": self.command}
        values |= {"exit": outcome.exit} if outcome.exit else {}
        values |= {"terminal": self.terminal} if self.terminal else {}
        values |= {"merged": True} if self.merged else {}
        values |= {"before": self.before} if self.before else {}
        values |= {"stdin": self.stdin} if self.stdin else {}
        values |= {"stdout": outcome.stdout} if outcome.stdout else {}
        values |= {"stderr": outcome.stderr} if outcome.stderr else {}
        text = "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())
        for name, table in (("env", self.env), ("files", self.files), ("written", written)):
            rows = "".join(f"{json.dumps(key)} = {_toml(value)}\n" for key, value in table.items())
            text += f"\n[{name}]\n{rows}" if table else ""
        self.path.write_text(text, encoding="utf-8")


def _content(text: str) -> bytes:
    return bytes.fromhex(text[4:]) if text.startswith("hex:") else text.encode()


def _toml(value: str | int | list[str]) -> str:
    plain = isinstance(value, str) and "\n" in value and "'''" not in value
    if plain and all(char.isprintable() or char in "\n\t" for char in str(value)):
        return f"'''\n{value}'''"
    return json.dumps(value, ensure_ascii=True)
