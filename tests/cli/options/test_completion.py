from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.conftest import PROJECT
from usagestats.cli.options.completion import LOG_FORMATS
from usagestats.logs.formats import NAMES

QUESTION = {"_USAGESTATS_COMPLETE": "complete_bash"}


@pytest.fixture
def folder(tmp_path: Path, sample_logs: Path) -> Path:
    for name in ("usagestats.toml", "applications.csv"):
        shutil.copy(sample_logs / name, tmp_path)
    return tmp_path


def offered(words: list[str], folder: Path, environment: dict[str, str] | None = None) -> list[str]:
    """Return what a shell offers for the last word."""
    line = {"COMP_WORDS": "\n".join(["usagestats", *words]), "COMP_CWORD": str(len(words))}
    done = subprocess.run(
        [COMMAND],
        env=ENVIRONMENT | QUESTION | line | (environment or {}),
        cwd=folder,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout.decode().split("\n")[:-1]


def test_the_names_of_log_formats_are_those_that_can_be_read() -> None:
    assert list(LOG_FORMATS) == sorted(NAMES)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--range", "last-q"], ["last-quarter"]),
        (["--range", "2"], ["24h"]),
        (["--tz", "Europe/Ath"], ["Europe/Athens"]),
        (["--log-timezone", "Asia/Kath"], ["Asia/Kathmandu"]),
        (
            ["--split-by", ""],
            ["product", "backend", "app", "plan", "account", "status", "path", "user-agent"],
        ),
        (["--split-by", "app,pl"], ["app,plan"]),
        (["--metric", ""], ["requests", "hits", "metadata", "datastore"]),
        (["--metric", "hits,"], ["hits,requests", "hits,metadata", "hits,datastore"]),
        (["--app", "We"], [r"Weather\ Widget"]),
        (["--app", '"We'], ["Weather Widget"]),
        (["--account", "City"], [r"City\ Gardens"]),
        (["--plan", ""], ["basic", "pro"]),
        (["--product", ""], ["city"]),
        (["--backend", "s"], ["search"]),
        (["--status", "50"], ["500", "502", "503", "504"]),
        (["--status", "404,no"], ["404,none"]),
        (["--log-format", "traefik"], ["traefik", "traefik-json"]),
        (["--http-method", "GET,P"], ["GET,POST", "GET,PUT", "GET,PATCH"]),
        (["--color", "a"], ["auto", "always"]),
        (["--counting", ""], ["matched", "authorized"]),
        (["--week-start", "s"], ["saturday", "sunday"]),
        (["--range", "=", "yes"], ["yesterday"]),
        (["--no-catalog", "--product", ""], [""]),
        (["--catalog", "usagestats.toml", "--product", ""], ["city"]),
        (["--catalog", "missing.toml", "--metric", "d"], ["datastore"]),
    ],
)
def test_values_of_options_are_offered(words: list[str], expected: list[str], folder: Path) -> None:
    assert offered(["traffic", *words], folder) == expected


@pytest.mark.slow
def test_no_key_is_offered(folder: Path) -> None:
    (folder / "applications.csv").write_text("key,id,name\nSECRET,7,\nSECRET2,8,Shop\n")

    assert offered(["traffic", "--app", ""], folder) == ["Shop"]


@pytest.mark.slow
def test_the_catalog_of_the_environment_has_the_names(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[[products]]\nname = "shop"\n', encoding="utf-8")
    environment = {"USAGESTATS_CATALOG": str(other)}

    assert offered(["traffic", "--product", ""], folder, environment) == ["shop"]


@pytest.mark.slow
@pytest.mark.parametrize("value", ["--range last", "--app W", "--timezone A", "--log-format a"])
def test_completion_loads_nothing_large(value: str, folder: Path) -> None:
    program = (
        "import sys, atexit\n"
        "large = {'polars', 'pydantic', 'numpy', 'rich', 'deltalake'}\n"
        "atexit.register(lambda: print(sorted(large & set(sys.modules)), file=sys.stderr))\n"
        "from usagestats.cli.main import main\n"
        "sys.argv = ['usagestats']\n"
        "main()"
    )
    words = ["usagestats", "traffic", *value.split()]
    line = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": "3"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(PROJECT / "src"), "PATH": os.environ["PATH"]} | QUESTION | line,
        cwd=folder,
        capture_output=True,
        check=True,
    )
    assert done.stdout
    assert done.stderr.decode().strip() == "[]"
