from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process
from usagestats.cli.options.examples import EXAMPLES

OPENAPI = """openapi: 3.0.0
info: {title: Shop, version: "1"}
paths:
  /things:
    get: {operationId: list, responses: {"200": {description: fine}}}
"""
SURROUNDINGS = ENVIRONMENT | {
    "USAGESTATS_NOW": "2026-06-01T12:00:00+00:00",
    "USAGESTATS_STORE": "usage-store",
}
LINES = [
    command
    for name, examples in EXAMPLES.items()
    for _, command in examples
    if name != "watch"  # it runs until Ctrl-C: tests/cli/runs/test_watch_run.py
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, sample_logs: Path) -> Path:
    """Return a folder with everything that the examples name."""
    folder = tmp_path_factory.mktemp("examples")
    for name in ("usagestats.toml", "applications.csv"):
        shutil.copy(sample_logs / name, folder)
    with (folder / "usagestats.toml").open("a", encoding="utf-8") as catalog:
        catalog.write('[smtp]\nhost = "localhost"\nsecurity = "none"\nfrom = "a@b.example"\n')
    shutil.copytree(sample_logs / "gateway", folder / "logs")
    shutil.copy(sample_logs / "gateway" / "api-2026-05-04.log", folder / "access.log")
    (folder / "data.csv").write_text(
        "datetime,Hits\n01 Mar 2025 00:00:00 UTC,7\n01 Apr 2025 00:00:00 UTC,8\n", encoding="utf-8"
    )
    (folder / "openapi.yaml").write_text(OPENAPI, encoding="utf-8")
    run = run_in_process(Invocation(["ingest", "access.log"], folder, SURROUNDINGS))
    assert (run.stderr, run.exit) == ("", 0)
    return folder


@pytest.mark.parametrize("line", [*dict.fromkeys(LINES)])
def test_an_example_works(line: str, prepared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(prepared, folder)
    if " init" in line:
        (folder / "usagestats.toml").unlink()
        (folder / "applications.csv").unlink()
    program, *arguments = shlex.split(line)

    outcome = run_in_process(Invocation(arguments, folder, SURROUNDINGS))

    assert program == "usagestats"
    assert outcome.exit in {0, 3 if "--fail-on" in line else 0}, outcome.stderr
    assert "help:" not in outcome.stderr
    if " -o " in line and " -o -" not in line:
        name = re.sub(r"\{\w+\}", "*", arguments[arguments.index("-o") + 1])
        assert {path.stat().st_size > 0 for path in folder.glob(name)} == {True}


@pytest.mark.parametrize("line", LINES)
def test_an_example_fits_into_a_narrow_terminal(line: str) -> None:
    assert len(f"  {line}") <= 80


def test_the_purposes_of_examples_are_phrases() -> None:
    purposes = [purpose for examples in EXAMPLES.values() for purpose, _ in examples]

    assert not [purpose for purpose in purposes if purpose.endswith(".") or len(purpose) > 70]
