"""Filters of all reports: the filtered report is that of a log which holds only these requests.

In that log, the user agent of every other request is one that the catalog excludes, so that the time
that the log covers stays the same.
"""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.case import ENVIRONMENT, Invocation
from tests.same_process import run_in_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CATALOG = """
timezone = "UTC"
applications = "applications.csv"

[[backends]]
name = "items"
rules = [
  { http_method = "GET", pattern = "/", metric = "metadata" },
  { http_method = "POST", pattern = "/", metric = "datastore" },
  { http_method = "GET", pattern = "/", metric = "hits" },
]
methods = ["metadata", "datastore"]

[[backends]]
name = "search"

[[products]]
name = "api"
hosts = ["api.example.org"]
backends = [{ name = "items", path = "/v1" }, { name = "search", path = "/v2" }]

[[products]]
name = "shop"
hosts = ["shop.example.org"]

[[plans]]
name = "basic"
limits = [{ metric = "hits", value = 20, per = "day" }]

[[plans]]
name = "pro"
product = "api"
limits = [
  { metric = "hits", value = 24, per = "day" },
  { metric = "metadata", backend = "items", value = 3, per = "day" },
]

[exclude]
user_agents = ["*robot*"]
"""
APPLICATIONS = """key,id,name,account,plan,created_at
k0,7,Nought,Acme,basic,2026-05-01
k1,8,One,Acme,pro,2026-05-02
k2,9,Two,Bolt,basic,2026-05-03
"""


class Line(NamedTuple):
    """A request of the log."""

    second: int
    host: str
    key: str
    http_method: str
    path: str
    status: str
    agent: str = "agent"

    def written(self, agent: str) -> str:
        time = f"{4 + self.second // 86400:02}/May/2026:{self.second // 3600 % 24:02}"
        time += f":{self.second // 60 % 60:02}:{self.second % 60:02} +0000"
        target = f"{self.http_method} {self.path}?user_key={self.key} HTTP/1.1"
        request = "-" if self.http_method == "-" else target
        return f'{self.host} 192.0.2.1 - - [{time}] "{request}" {self.status} 9 "-" "{agent}"\n'


def log_of_two_days() -> list[Line]:
    chance = random.Random(15)
    return [
        Line(
            second,
            chance.choice(["api.example.org", "api.example.org", "shop.example.org"]),
            chance.choice(["k0", "k1", "k1", "k2", "stranger"]),
            chance.choice(["GET", "GET", "GET", "POST", "get", "PUT", "-"]),
            chance.choice(["/v1/a", "/v1", "/v10", "/v2/b,c", "/else"]),
            chance.choice(["200", "200", "404", "403", "503", "-"]),
            chance.choice(["agent", "agent", "agent", "agent", "robot"]),
        )
        for second in sorted(chance.sample(range(2 * 86400), 300))
    ]


LINES = log_of_two_days()

FILTERS: dict[str, Callable[[Line], bool]] = {
    "--product api": lambda line: line.host.startswith("api"),
    "--backend items": lambda line: is_on(line, "/v1") and line.host.startswith("api"),
    "--backend items,shop": lambda line: line.host.startswith("shop") or is_on(line, "/v1"),
    "--app One --app 7": lambda line: line.http_method != "-" and line.key in {"k0", "k1"},
    "--plan basic": lambda line: line.http_method != "-" and line.key in {"k0", "k2"},
    "--account Bolt": lambda line: line.http_method != "-" and line.key == "k2",
    "--status 4xx,503,none": lambda line: line.status != "200",
    "--path /v1": lambda line: line.http_method != "-" and line.path.startswith("/v1"),
    "--path /v2/b,c --path /else": lambda line: (
        line.http_method != "-" and line.path in {"/v2/b,c", "/else"}
    ),
    "--http-method get": lambda line: line.http_method in {"GET", "get"},
    "--http-method POST,none": lambda line: line.http_method in {"POST", "-"},
    "--app One --status 200 --path /v1/ --http-method GET": lambda line: (
        (line.key, line.status, line.path, line.http_method.upper())
        == ("k1", "200", "/v1/a", "GET")
    ),
}
COMMANDS = (
    "traffic",
    "traffic --by all --split-by app,status --measure bytes",
    "averages --by hour",
    "averages --split-by backend",
    "top-apps --all",
    "movement --all --range 2026-05-05",
    "latency --split-by backend,status -q",  # no line has a duration
    "response-codes",
    "response-codes --split-by app,backend --by day",
    "top-paths --all",
    "peaks --by all --split-by app,status",
    "clients --all --show-addresses",
    "clients --by day --split-by app",
    "integration-errors",
    "requests",
    "overview --range 2026-05-05",
)
OF_WHOLE_APPLICATIONS = ("new applications", "potential upgrades", "integration errors")
"""The sections of `overview` that are not about requests, and the one that is left out."""


def is_on(line: Line, mount: str) -> bool:
    return line.http_method != "-" and line.path.startswith(mount)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("filters")
    (made / "usagestats.toml").write_text(CATALOG, encoding="utf-8")
    (made / "applications.csv").write_text(APPLICATIONS, encoding="utf-8")
    write_log(made / "all.log", lambda _: True)
    for number, passes in enumerate(FILTERS.values()):
        write_log(made / f"{number}.log", passes)
    return made


def write_log(path: Path, passes: Callable[[Line], bool]) -> None:
    text = "".join(line.written(line.agent if passes(line) else "robot") for line in LINES)
    path.write_text(text, encoding="utf-8")


def rows_of(folder: Path, *words: str) -> list[dict[str, str]]:
    outcome = run_in_process(Invocation([*words], folder, ENVIRONMENT))

    assert (outcome.exit, outcome.stderr) == (0, "")
    return list(csv.DictReader(outcome.stdout.splitlines()))


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_filtered_report_is_that_of_the_requests_that_pass(
    folder: Path, command: str, filters: str
) -> None:
    words = command.split()
    filtered = rows_of(folder, *words, *filters.split(), "all.log")
    chosen = rows_of(folder, *words, f"{[*FILTERS].index(filters)}.log")
    if command == "requests":
        filtered = [row | {"source": ""} for row in filtered if row["user_agent"] != "robot"]
        chosen = [row | {"source": ""} for row in chosen if row["user_agent"] != "robot"]
    if words[0] == "overview":
        left_out = OF_WHOLE_APPLICATIONS[: 2 if filters == "--product api" else 3]
        filtered = [row for row in filtered if row["section"] not in left_out]
        chosen = [row for row in chosen if row["section"] not in left_out]

    assert filtered == chosen
    assert filtered or command == "integration-errors"


@pytest.mark.parametrize("filters", FILTERS)
def test_every_request_in_the_range_is_counted_whatever_passes(folder: Path, filters: str) -> None:
    words = [
        "traffic",
        "--by",
        "all",
        "--range",
        "2026-05-05",
        "--format",
        "json",
        *filters.split(),
    ]
    outcome = run_in_process(Invocation([*words, "all.log"], folder, ENVIRONMENT))
    counted = sum(line.agent != "robot" and line.second >= 86400 for line in LINES)

    assert f'"in_range": {counted}' in outcome.stdout


ROWS_OF_LIMITS: dict[str, Callable[[dict[str, str]], bool]] = {
    "--product api": lambda _: True,
    "--product shop": lambda row: row["plan"] == "basic",
    "--backend items": lambda row: row["backend"] == "items",
    "--app One": lambda row: row["application"] == "One",
    "--plan basic": lambda row: row["plan"] == "basic",
    "--account Acme": lambda row: row["account"] == "Acme",
    "--product api --account Bolt": lambda row: row["account"] == "Bolt",
}


@pytest.mark.parametrize("filters", ROWS_OF_LIMITS)
@pytest.mark.parametrize("command", ["limits --range 2026-05-05", "alerts"])
def test_filters_choose_rows_of_limits_and_never_the_usage(
    folder: Path, command: str, filters: str
) -> None:
    every = rows_of(folder, *command.split(), "all.log")
    plans = {"Nought": "basic", "One": "pro", "Two": "basic"}
    with_plan = [row | {"plan": plans[row["application"]]} for row in every]
    expected = [
        row for row, known in zip(every, with_plan, strict=True) if ROWS_OF_LIMITS[filters](known)
    ]

    assert rows_of(folder, *command.split(), *filters.split(), "all.log") == expected
    assert len({row["backend"] for row in every}) == 2
