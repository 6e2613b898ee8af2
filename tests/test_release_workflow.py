"""The release workflow fits the project: nothing here can run it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.conftest import PROJECT

TEXT = (PROJECT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")


@pytest.fixture(name="jobs")
def jobs_of_the_workflow() -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(TEXT)["jobs"]
    return jobs


def test_its_targets_are_those_of_make() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"\bmake ([a-z-]+)", TEXT)

    assert set(targets) == {"check", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_the_build_knows_the_address_for_the_metadata(jobs: dict[str, Any]) -> None:
    variable = re.search(
        r'^VARIABLE = "(.*)"', (PROJECT / "hatch_metadata.py").read_text(), re.MULTILINE
    )
    assert variable

    assert list(jobs["build"]["env"]) == [variable[1]]


def test_only_the_upload_gets_an_identity_and_only_after_all_else(jobs: dict[str, Any]) -> None:
    allowed = {name: job.get("permissions") for name, job in jobs.items()}

    assert yaml.safe_load(TEXT)["permissions"] == {"contents": "read"}
    assert allowed == {
        "test": None,
        "build": None,
        "try": None,
        "upload": {"id-token": "write"},
    }
    assert set(jobs["upload"]["needs"]) == jobs.keys() - {"upload"}


def test_the_wheels_are_those_that_the_build_knows_and_each_is_tried(jobs: dict[str, Any]) -> None:
    known = re.findall(
        r'^    "(.*)": ".*",$', (PROJECT / "hatch_build.py").read_text(), re.MULTILINE
    )
    compiled = re.search(r"for target in (.*); do", TEXT)
    assert compiled

    targets = compiled[1].split()
    assert set(targets) <= set(known)
    assert len(jobs["try"]["strategy"]["matrix"]["runner"]) == len(targets) + 1
