"""Requests whose queries meet the same conditions become groups, and all answers stay as they are."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.case import ENVIRONMENT, Invocation
from tests.chunks import reader_of, skip_without_kernel
from tests.same_process import run_in_process
from usagestats.catalog.catalog_file import read_catalog
from usagestats.catalog.pattern import Condition
from usagestats.classify.applications import parameter_values
from usagestats.classify.query import queries_hold
from usagestats.logs.formats.kong import KONG
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.formats.tyk import TYK_JSON
from usagestats.pipeline.counting import CollectUsage
from usagestats.tables.declared import ROW_COUNT, Detail
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from pathlib import Path

CATALOG: Final = """
identify = ["query:user_key", "query:app_id"]

[[backends]]
name = "data"
methods = ["open", "flagged", "named", "spaced"]
rules = [
  { http_method = "GET", pattern = "/?state=open", metric = "open" },
  { http_method = "GET", pattern = "/v1?state=all&flag={f}", metric = "flagged" },
  { http_method = "ANY", pattern = "/v1?id={id}&app_id=7", metric = "named" },
  { http_method = "ANY", pattern = "/v1?a(b=c)d", metric = "spaced" },
]

[[products]]
name = "api"
backends = [{ name = "data", path = "/" }]
"""
QUERIES: Final = (
    *(f"state=open&page={number}" for number in range(30)),
    *(f"id={number}&app_id={number % 9}" for number in range(30)),
    *("state=open&state=all", "state=all&state=open&flag", "flag=&state=all", "flag&state=al%6c"),
    *("st%61te=open", "st%61te=%6fpen", "State=open", "STATE=all&flag=1", "state", "state=", "x"),
    *("id", "id=&app_id=7", "%69d=4&app_id=7&app_id=8", "app_id=8&app_id=7&id=1", "APP_ID=7&id=1"),
    *("a(b=c)d", "a%28b=c%29d", "a(b=c)d&a(b", "a%28b=c+d", "", "&&", "=open", "state=open&" * 3),
    *("x=1&" * 99 + "state=open", "x=1&" * 100 + "state=open", "state=open&" + "x=1&" * 120),
    *(
        "user_key=k1&state=op\\x65n",
        "user_key=k2\\x26state=open",
        "\\x73tate=open",
        "st\u00e4te=open",
    ),
)
CONDITIONS: Final = frozenset(
    {
        ("state", "open"),
        ("state", ""),
        ("flag", None),
        ("Id", "a b"),
        ("user_key", "k"),
        ("%", None),
    }
)
PIECES: Final = st.sampled_from(
    ["state", "st%61te", "State", "flag", "Id", "%49d", "user_key", "%", "%25", "=", "=", "=", "&", "&",
     "&", "open", "op%65n", "a+b", "a b", "k", "\\x26", "\\", "\\x3d", "\u00e9", "+", "x=1&" * 60]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join))
@example("flag=" + "&x" * 101)
@example("state=\\x26flag")
def test_a_reduced_query_meets_the_same_conditions(query: str) -> None:
    skip_without_kernel()
    line = NCSA.sample.partition('"')[0] + f'"GET /a?{query} HTTP/1.1" 200 5'
    detail = Detail(timedelta(hours=1), frozenset({"user_key"}), CONDITIONS)
    found = reader_of(NCSA, {"query"}, detail).read([line.encode()]).requests
    whole = NCSA.read_line(line)["query"]

    for kept in found["query"]:
        both = pl.Series([kept, whole], dtype=pl.String)
        assert parameter_values(both, "user_key").n_unique() == 1
        for condition in CONDITIONS:
            assert queries_hold(both, Condition(*condition)).n_unique() == 1


def test_values_that_no_rule_tells_apart_make_one_group() -> None:
    skip_without_kernel()
    queries = [
        f"page={page}&id={page}&state={'open' if page % 3 else page}&user_key=k"
        for page in range(90)
    ]
    line = NCSA.sample.partition('"')[0]
    data = "".join(f'{line}"GET /a?{query} HTTP/1.1" 200 5\n' for query in queries)
    conditions = frozenset({("id", None), ("state", "open")})
    detail = Detail(timedelta(hours=1), frozenset({"user_key"}), conditions)

    found = reader_of(NCSA, {"query"}, detail).read([data.encode()]).requests

    assert sorted(found.select("query", ROW_COUNT).rows()) == [
        ("id&state&user_key=k", 30),
        ("id&state=open&user_key=k", 60),
    ]


def lines_of_ncsa() -> str:
    return "".join(
        f'10.0.0.{number % 3} - - [04/May/2026:1{number % 2}:{number % 60:02}:00 +0000] "GET'
        f' /v{number % 5}?{query} HTTP/1.1" {(200, 404, 403)[number % 3]} 5 "-" "t"\n'
        for number, query in enumerate(QUERIES * 4)
    )


def lines_of_kong() -> str:
    sample = json.loads(KONG.sample)
    return "".join(
        json.dumps(
            sample
            | {
                "request": {
                    **sample["request"],
                    "uri": f"/v1?{query}",
                    "url": None,
                    "querystring": {},
                }
            }
            | {"started_at": 1777889730000 + number * 60_000}
        )
        + "\n"
        for number, query in enumerate(QUERIES * 2)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("queries")
    folder.joinpath("usagestats.toml").write_text(CATALOG, encoding="utf-8")
    folder.joinpath("ncsa.log").write_text(lines_of_ncsa(), encoding="utf-8")
    folder.joinpath("kong.log").write_text(lines_of_kong(), encoding="utf-8")
    return folder


def printed(folder: Path, question: str, log: str, kernel: str) -> Any:
    arguments = [*question.split(), log, "--catalog", "usagestats.toml", "--format", "json"]
    environment = {**ENVIRONMENT, "USAGESTATS_KERNEL": kernel}
    outcome = run_in_process(Invocation(arguments, folder, environment))
    assert outcome.exit == 0, outcome.stderr
    return json.loads(outcome.stdout)


@pytest.mark.parametrize("log", ["ncsa.log", "kong.log"])
@pytest.mark.parametrize(
    "question", ["traffic --by hour --split-by app,status", "integration-errors", "peaks"]
)
def test_groups_of_alike_queries_answer_as_single_requests_do(
    folder: Path, question: str, log: str
) -> None:
    found = printed(folder, question, log, "on")

    assert found["rows"]
    assert found == printed(folder, question, log, "off")


@pytest.mark.parametrize("log_format", [NCSA, KONG, TYK_JSON])
def test_a_question_about_conditions_takes_groups(folder: Path, log_format: Any) -> None:
    skip_without_kernel()
    catalog = read_catalog(folder / "usagestats.toml").catalog
    collect = CollectUsage(catalog, Grain(("backend",), timedelta(hours=1)))

    reader = log_format.reader(collect.columns | {"time"}, collect.detail)

    assert "query" in reader.columns
    assert reader.takes_pieces
