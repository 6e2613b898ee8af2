from __future__ import annotations

from datetime import timedelta

import pytest

from tests.rotation.rotated import START, Span, files_of, missing, night, runs
from usagestats.rotation.series import series_of


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ({"a.log": night(2), "a.log.1": night(1), "a.log.2.gz": night(0)}, ["a.log.2.gz a.log.1 a.log"]),
        ({"a.1.log": night(0), "a.2.log": night(1), "a.3.log": night(2)}, ["a.1.log a.2.log a.3.log"]),
        ({"a.log": night(2), "a.log.1": night(0), "a.log.2": night(1)}, ["a.log.1 a.log.2 a.log"]),
        ({"a.log": night(0), "a1.log": night(1), "a2.log": night(2)}, ["a.log a1.log a2.log"]),
        ({"a.log.0": night(1), "a.log": night(2), "a.log.1": night(0)}, ["a.log.1 a.log.0 a.log"]),
        ({f"a.log.{n}": night(12 - n) for n in range(1, 12)}, [" ".join(f"a.log.{n}" for n in range(11, 0, -1))]),
        ({"a.log": night(2), "a.log.1": None, "a.log.2": night(0)}, ["a.log.2 a.log.1 a.log"]),
        ({"a-20260505": night(1), "a-20260504": night(0), "a": night(2)}, ["a-20260504 a-20260505 a"]),
        ({"a-20260504": night(0), "a": night(1)}, ["a-20260504 a"]),
        ({"a-20260504": night(0), "a-20260505": night(1)}, ["a-20260504 a-20260505"]),
        ({"2026/05/04/a": night(0), "2026/05/05/a": night(1)}, ["2026/05/04/a 2026/05/05/a"]),
        ({"a-20260504.1": (0, 8), "a-20260504.2": (10, 20), "a-20260505.1": night(1)}, ["a-20260504.1 a-20260504.2 a-20260505.1"]),
        ({"a-20260504.2": (0, 8), "a-20260504.1": (10, 20), "a-20260505.1": night(1)}, ["a-20260504.2 a-20260504.1 a-20260505.1"]),
        # a day in winter and one of 23 hours, by seconds since 1970
        ({"a.1774652400": (0, 1), "a.1774738800": (30, 31), "a.1774821600": (60, 61)}, ["a.1774652400 a.1774738800 a.1774821600"]),
        ({"a-2026-01": night(0), "a-2026-02": night(30), "a-2026-03": night(60)}, ["a-2026-01 a-2026-02 a-2026-03"]),
        ({"a-2026-05-04": night(0), "a-2026-05-11": night(7), "a-2026-05-18": night(14)}, ["a-2026-05-04 a-2026-05-11 a-2026-05-18"]),
    ],
)  # fmt: skip
def test_files_that_follow_each_other_are_one_run(
    spans: dict[str, Span], expected: list[str]
) -> None:
    (series,) = series_of(files_of(spans))

    assert runs(series) == expected
    assert missing(series) == []
    (hull,) = series.hulls
    hours = [span for span in spans.values() if span]
    assert hull == (
        START + timedelta(hours=min(first for first, _ in hours)),
        START + timedelta(hours=max(last for _, last in hours)),
    )


def test_missing_files_lie_between_the_requests_before_and_after_them() -> None:
    spans = {"a.log.1": night(3), "a.log.3": night(1), "a.log.4": night(0)}
    (series,) = series_of(files_of(spans))
    (found,) = series.missing

    assert (found.after, found.before) == (
        START + timedelta(hours=44),
        START + timedelta(hours=80),
    )


def test_a_file_that_was_not_read_to_its_end_does_not_cover_what_follows() -> None:
    spans = {"a.log.2.gz": night(0), "a.log.1": night(1), "a.log": night(2)}
    (series,) = series_of(files_of(spans, damaged="a.log.2.gz"))

    assert runs(series) == ["a.log.2.gz", "a.log.1 a.log"]
