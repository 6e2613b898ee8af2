"""Requests whose paths are alike become groups, and all answers stay as they are."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process
from usagestats.catalog.catalog_file import read_catalog
from usagestats.logs.formats.kong import KONG
from usagestats.logs.formats.ncsa import NCSA
from usagestats.pipeline.counting import CollectUsage
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from pathlib import Path

CATALOG: Final = """
[[backends]]
name = "data"
methods = ["one", "all"]
rules = [
  { http_method = "GET", pattern = "/{id}$", metric = "one" },
  { http_method = "GET", pattern = "/7", metric = "all" },
  { http_method = "ANY", pattern = "/", metric = "hits" },
]

[[backends]]
name = "rest"

[[products]]
name = "api"
backends = [{ name = "data", path = "/v1/data" }, { name = "rest", path = "/" }]

[exclude]
paths = ["/healthz", "/v1/{any}/hidden"]
"""
UUID: Final = "/v1/data/0f5e378f-5498-130b-a5f2-18e15a272fcb"
PATHS: Final = (
    *(f"/v1/data/{number}" for number in range(40)),
    *(f"/v1/data/7{number}/parts/{number:x}" for number in range(20)),
    *("/v1/data/%37", "/v1//data/7", "/v1/./data/7", "/v1/x/../data/7", "/v1/data/7/", "/v1/data"),
    *(UUID, UUID + "0", UUID.upper(), "/v1/data/0123456789abcdef", "/v1/data/0123456789abcde"),
    *("/healthz", "/healthz/7", "/v1/9/hidden", "/v1/%39/hidden", "/v1/9/hid", "/", "*"),
    *("/v1/(x/7", "/v1/{id}/x", "/v1/data/7$x"),
    *("/v1/d\u00e4ta/7", "/v1/data/-", "/v1/data/7-7", "/1/2/3/4", "/1/2/3/4/", "//1"),
)
QUESTIONS: Final = (
    "traffic --by hour --split-by path,backend",
    "traffic --by all --path /v1/data/7 --path /1",
    "traffic --by all --path /v1/(x --path /v1/{id} --path /v1/data/7$",
    "integration-errors",
    "top-paths",
    "top-paths --by day",
    "peaks",
    "clients",
)


def lines() -> str:
    """Return each path several times, in several slots and with several statuses."""
    return "".join(
        f'10.0.0.{number % 3} - - [04/May/2026:1{number % 2}:{number % 60:02}:00 +0000] "GET'
        f' {path}?user_key=k{number % 2} HTTP/1.1" {(200, 404, 403)[number % 3]} 5 "-" "t"\n'
        for number, path in enumerate(PATHS * 4)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paths")
    folder.joinpath("usagestats.toml").write_text(CATALOG, encoding="utf-8")
    folder.joinpath("access.log").write_text(lines(), encoding="utf-8")
    return folder


def printed(folder: Path, question: str, kernel: str) -> Any:
    arguments = [*question.split(), "access.log", "--catalog", "usagestats.toml"]
    environment = {**ENVIRONMENT, "USAGESTATS_KERNEL": kernel}
    outcome = run_in_process(Invocation([*arguments, "--format", "json"], folder, environment))
    assert outcome.exit == 0, outcome.stderr
    return json.loads(outcome.stdout)


@pytest.mark.parametrize("question", QUESTIONS)
def test_groups_of_alike_paths_answer_as_single_requests_do(folder: Path, question: str) -> None:
    found = printed(folder, question, "on")

    assert found["rows"]
    assert found == printed(folder, question, "off")


@pytest.mark.parametrize("log_format", [NCSA, KONG])
def test_a_question_that_needs_paths_takes_groups(folder: Path, log_format: Any) -> None:
    catalog = read_catalog(folder / "usagestats.toml").catalog
    collect = CollectUsage(catalog, Grain(("backend", "path"), timedelta(hours=1)))

    reader = log_format.reader(collect.columns | {"time"}, collect.detail)

    assert "path" in reader.columns
    assert reader.takes_pieces
