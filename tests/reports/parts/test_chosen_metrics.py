from __future__ import annotations

import pytest

from usagestats.errors import UsageError
from usagestats.reports.parts.chosen_metrics import chosen_metrics, only_metric

METRICS = ("requests", "hits", "metadata")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ("requests", "hits", "metadata", "datastore")),
        (("requests",), ("requests",)),
        (("datastore",), ("requests", "datastore")),
        (("datastore", "hits", "hits"), ("requests", "hits", "datastore")),
    ],
)
def test_requests_stand_first_and_metrics_in_the_order_of_the_catalog(
    options: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    actual = chosen_metrics(("requests", "hits", "metadata", "datastore"), options)

    assert expected == actual


@pytest.mark.parametrize(
    ("metric", "hint"),
    [
        ("metadat", "did you mean 'metadata'?"),
        ("POST", "choose from requests, hits, metadata"),
    ],
)
def test_an_unknown_metric_is_refused(metric: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen_metrics(METRICS, ("hits", metric))
    error = caught.value
    actual = (error.what, error.where, error.hint)

    assert (f"no such metric: {metric}", "--metric", hint) == actual


def test_a_wide_report_is_of_one_metric() -> None:
    assert only_metric(METRICS, ()) == ("requests",)
    assert only_metric(METRICS, ("hits",)) == ("hits",)
    with pytest.raises(UsageError, match="--wide shows one metric, not 2: hits, requests"):
        only_metric(METRICS, ("hits", "requests"))
    with pytest.raises(UsageError, match="no such metric: hitz"):
        only_metric(METRICS, ("hitz",))
