from __future__ import annotations

import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classify.catalogs import backend, method, product, rule
from tests.profiles import examples
from usagestats.catalog.model import Catalog, Exclusions
from usagestats.classify.requests import map_requests
from usagestats.diagnostics.check.check import GRAIN
from usagestats.logs.files.sources import find_sources
from usagestats.pipeline.counting import UsageQuestion, survey_logs
from usagestats.survey.rule_matches import RuleMatches, RuleSurvey

CATALOG = Catalog(
    products=(
        product(
            {
                "/v1": backend(
                    rules=[rule("/", "hits"), rule("/x/{id}", "foo"), rule("/none", "foo")],
                    metrics=[method("foo")],
                )
            },
            name="api",
            hosts=["api.example.org"],
        ),
    ),
    exclude=Exclusions(paths=("/healthz",)),
)
REQUESTS = st.tuples(
    st.sampled_from(["api.example.org", "other.example.org"]),
    st.sampled_from(["GET", "POST"]),
    st.sampled_from(["/v1/", "/v1/x/1", "/v1/x/2?q=1", "/v2", "/healthz", "/v1"]),
)


def found(requests: list[tuple[str | None, str | None, str | None]]) -> RuleMatches:
    schema = {"host": pl.String, "http_method": pl.String, "path": pl.String}
    frame = pl.DataFrame(requests, schema, orient="row")
    return RuleSurvey(CATALOG).look(map_requests(frame, CATALOG))


def test_every_rule_is_counted_and_every_pair() -> None:
    findings = found([("api.example.org", "GET", path) for path in ("/v1/", "/v1/x/1", "/v1/x/2")])

    assert findings.rules == {("api", 0): 3, ("api", 1): 2}
    assert findings.pairs == {("api", 0, 1): 2}
    assert not findings.is_empty()


def test_what_matched_nothing_is_kept_by_product_http_method_and_path() -> None:
    findings = found(
        [
            ("api.example.org", "GET", "/v1"),
            ("api.example.org", "POST", "/v1/x/1/22"),
            ("api.example.org", "POST", "/v1/x/0123456789abcdef/3"),
            ("api.example.org", None, None),
            ("api.example.org", "GET", "/healthz"),
            ("other.example.org", "GET", "/v1/"),
            (None, "GET", "/" + "long" * 1000),
        ]
    )

    assert findings.unmatched.counts == {
        ("api", "GET", "/v1"): 1,
        ("api", "POST", "/v1/x/{id}/{id}"): 2,
        ("api", "", ""): 1,
        ("api", "GET", "/" + ("long" * 1000)[:999]): 1,  # the only product: it must be that
    }
    assert findings.unknown_hosts.counts == {("other.example.org",): 1}


def test_nothing_shows_nothing() -> None:
    assert found([]) == RuleMatches()
    assert found([]).is_empty()


def survey(files: list[list[tuple[str, str, str]]], chunk_bytes: int) -> RuleMatches | None:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, requests in enumerate(files):
            path = Path(folder, f"{number}.log")
            lines = (
                f'{host} 10.0.0.1 - - [04/May/2026:10:00:00 +0000] "{method} {target} HTTP/1.1"'
                ' 200 5 "-" "-"\n'
                for host, method, target in requests
            )
            path.write_text("".join(lines), encoding="utf-8")
            paths.append(str(path))
        question = UsageQuestion(CATALOG, GRAIN, ZoneInfo("UTC"))
        survey = RuleSurvey(CATALOG)
        _, found = survey_logs(find_sources(paths), question, survey, chunk_bytes=chunk_bytes)
        return found


@settings(max_examples=examples(20))
@given(st.lists(REQUESTS, min_size=1, max_size=40), st.integers(0, 40), st.integers(1, 2000))
def test_any_split_finds_the_same(
    requests: list[tuple[str, str, str]], place: int, chunk_bytes: int
) -> None:
    whole = survey([requests], 1 << 20)
    parts = [requests[place:], requests[:place]]

    assert survey([part for part in parts if part], chunk_bytes) == whole
