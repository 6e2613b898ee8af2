from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.report_sets import SAMPLES, Asked, material_of, question_of
from usagestats.reports.whole.material import Material
from usagestats.tables.counts import Counts
from usagestats.tables.usage import Grain, coarser

ASKED = Asked("2026-05", catalog=SAMPLES / "usagestats.toml")


def made() -> Material:
    return material_of([SAMPLES / "gateway"], ASKED, question_of(ASKED))


def test_usage_for_a_report_is_the_sum_of_what_was_read() -> None:
    material = made()
    slot = next(iter(material.tables)).slot
    finer, coarse = (Grain(keys, slot) for keys in (("application", "status"), ("status",)))

    for grain in (finer, coarse, Grain((), slot)):
        expected = coarser(material.usage.lazy(), grain).collect()
        order = ["start", *grain.keys, "metric"]
        assert material.at(grain).sort(order).equals(expected.sort(order))


def test_a_table_is_made_once_and_from_the_smallest_one() -> None:
    material = made()
    grain = Grain(("status",), next(iter(material.tables)).slot)
    by_status = material.at(grain)

    assert material.at(grain) is by_status
    assert by_status.height < material.usage.height


def test_usage_of_requests_has_no_other_metric() -> None:
    material = made()
    grain = Grain(("status",), next(iter(material.tables)).slot)
    of_requests = material.at(replace(grain, of_requests=True))

    assert set(of_requests["metric"]) == {"requests"}
    assert set(material.at(grain)["metric"]) > {"requests"}


def test_durations_come_from_a_table_of_their_own() -> None:
    material = made()
    of_all, of_durations = material.tables

    assert "duration_bin" not in of_all.keys
    assert "duration_bin" in of_durations.keys
    by_day = Grain(("duration_bin",), timedelta(days=1), of_requests=True)
    requests = material.usage.filter(metric="requests")
    assert material.at(by_day)["requests"].sum() == requests["requests"].sum()


def test_counts_and_problems_may_be_unknown() -> None:
    known = made()
    unknown = Material(known.tables, None, known.coverage, None)

    assert unknown.counts == Counts()
    assert unknown.known_problems.is_empty()
    assert known.known_problems is known.problems


def test_slots_are_never_finer_than_what_was_read() -> None:
    asked = Asked("2026-05")  # without limits, hours suffice
    question = question_of(asked)
    material = material_of([SAMPLES / "gateway"], asked, question)
    limits = question.plan_limits.grain()

    assert limits.slot < next(iter(material.tables)).slot
    found = material.at(limits)
    assert found["usage"].sum() == material.usage["usage"].sum()
