from __future__ import annotations

import pytest

from tests.rotation.rotated import Span, files_of, missing, night, runs
from usagestats.rotation.series import series_of


@pytest.mark.parametrize(
    ("spans", "expected", "gone"),
    [
        ({"a.log": night(3), "a.log.1": night(2), "a.log.3": night(0)}, ["a.log.3", "a.log.1 a.log"], ["a.log.2"]),
        ({"a.log": night(3), "a.log.3": night(0)}, ["a.log.3", "a.log"], ["a.log.2", "a.log.1"]),
        ({"a.1.log": night(0), "a.4.log": night(3)}, ["a.1.log", "a.4.log"], ["a.2.log", "a.3.log"]),
        ({"a-20260504": night(0), "a-20260505": night(1), "a-20260507": night(3)}, ["a-20260504 a-20260505", "a-20260507"], ["a-20260506"]),
        ({"a-20260504": night(0), "a-20260505": night(1), "a": night(4)}, ["a-20260504 a-20260505", "a"], ["a-20260506"]),
        ({"a-20260504.1": (0, 8), "a-20260504.3": (10, 20)}, ["a-20260504.1", "a-20260504.3"], ["a-20260504.2"]),
        ({"a-20260504.1": (0, 8), "a-20260504.2": (9, 20), "a-20260505.2": night(1)}, ["a-20260504.1 a-20260504.2", "a-20260505.2"], ["a-20260505.1"]),
        ({"a.2026-05-04-08": (8, 9), "a.2026-05-04-09": (9, 10), "a.2026-05-04-12": (12, 13)}, ["a.2026-05-04-08 a.2026-05-04-09", "a.2026-05-04-12"], ["a.2026-05-04-10", "a.2026-05-04-11"]),
    ],
)  # fmt: skip
def test_missing_files_cut_a_series_and_are_named(
    spans: dict[str, Span], expected: list[str], gone: list[str]
) -> None:
    (series,) = series_of(files_of(spans))

    assert runs(series) == expected
    assert missing(series) == gone


@pytest.mark.parametrize(
    "spans",
    [
        {"a-20260504": night(0), "a-20260507": night(3)},  # two, three days apart
        {"a-20260504": night(0), "a-20260507": night(3), "a-20260510": night(6)},
        {"a.20260504-081530": night(0), "a.20260505-231130": night(1), "a.20260507-021501": night(2)},
    ],
)  # fmt: skip
def test_dates_without_a_regular_step_show_nothing(spans: dict[str, Span]) -> None:
    (series,) = series_of(files_of(spans))

    assert runs(series) == list(spans)
    assert missing(series) == []


def test_a_rotation_that_is_some_minutes_late_keeps_its_step() -> None:
    names = "a.20260504-000001", "a.20260505-000107", "a.20260506-000003", "a.20260508-000002"
    spans = {name: night(day) for name, day in zip(names, (0, 1, 2, 4), strict=True)}
    (series,) = series_of(files_of(spans))

    assert runs(series) == [" ".join(names[:3]), names[3]]
    assert missing(series) == ["a.20260507-000003"]


def test_huge_numbers_are_no_work() -> None:
    spans: dict[str, Span] = {"a.1": night(0), "a.999999999": night(1)}
    (series,) = series_of(files_of(spans))

    assert len(missing(series)) == 1000
