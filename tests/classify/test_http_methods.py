from __future__ import annotations

import polars as pl
import pytest

from usagestats.classify.http_methods import decide_by_http_method
from usagestats.frames import coded


@pytest.mark.parametrize(
    ("http_method", "metrics"),
    [
        ("GET", {"metadata", "hits"}),
        ("POST", {"datastore", "hits"}),
        ("PUT", {"hits"}),
        ("get", {"hits"}),
        (None, {"hits"}),
    ],
)
def test_get_and_post_are_methods_and_all_others_hits(
    http_method: str | None, metrics: set[str]
) -> None:
    decided = decide_by_http_method(pl.Series(["DELETE", http_method], dtype=pl.String))
    decision = decided.decisions[decided.numbers[1]]

    assert {metric for metric, _, _ in decision.usage} == metrics
    assert {(owner, delta) for _, owner, delta in decision.usage} == {("backend", 1)}
    assert (decision.product, decision.backend) == ("default", "default")


@pytest.mark.parametrize("rows", [[], [None], ["GET"], ["PUT", None, "POST", "GET", None, "GET"]])
def test_coded_methods_are_decided_like_texts(rows: list[str | None]) -> None:
    texts = pl.Series("http_method", rows, dtype=pl.String)

    decided = decide_by_http_method(coded(texts))

    assert decided.numbers.to_list() == decide_by_http_method(texts).numbers.to_list()
    assert decided.numbers.dtype == pl.Int64


def test_there_is_a_decision_for_every_request() -> None:
    decided = decide_by_http_method(pl.Series([None, "GET", "GET"], dtype=pl.String))

    assert len(decided.numbers) == 3
    assert decided.numbers[0] != decided.numbers[1] == decided.numbers[2]
    assert decided.are_matched() is None
