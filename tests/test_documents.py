"""What README and docs/ show is what the program prints."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

import pytest

from tests.case import Invocation
from tests.conftest import PROJECT
from tests.same_process import run_in_process

TOP = [PROJECT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
DOCUMENTS = [*TOP, *sorted((PROJECT / "docs").glob("*.md"))]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Example:
    document: str
    command: str
    output: str


def examples() -> list[Example]:
    found = []
    for document in DOCUMENTS:
        for block in BLOCK.findall(document.read_text(encoding="utf-8")):
            for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = piece.partition("\n")
                found.append(Example(document.name, command, output))
    return found


@pytest.mark.parametrize(
    "example",
    [one for one in examples() if one.output.strip()],
    ids=lambda example: f"{example.document}: {example.command}",
)
def test_an_example_prints_what_the_document_shows(example: Example) -> None:
    program, *arguments = shlex.split(example.command)
    assert program == "usagestats"
    outcome = run_in_process(Invocation(arguments, is_merged=True))

    assert outcome.stdout.strip() == example.output.strip()


@pytest.mark.parametrize("command", ["traffic", "averages", "top-apps", "response-codes"])
def test_every_option_of_a_report_is_documented(command: str) -> None:
    shown = run_in_process(Invocation([command, "--help"]))
    options = set(re.findall(r"--[0-9a-z-]+", shown.stdout)) - {
        "--help",
        "--quiet",
        "--verbose",
    }
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)

    assert shown.exit == 0
    assert {option for option in options if option not in text} == set()


def test_links_in_documents_lead_somewhere() -> None:
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
