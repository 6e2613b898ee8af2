"""Rejects: counted, the first kept as samples, and no credential among them."""

from __future__ import annotations

from usagestats.logs.rejects import Reject, Rejects, clipped


def test_the_first_of_each_source_and_reason_are_kept() -> None:
    rejects = Rejects(samples_kept=2)
    for line in range(1, 6):
        rejects.add(0, line, "broken", f"text {line}")
    rejects.add(1, 9, "broken", "other source")

    assert rejects.counts == {(0, "broken"): 5, (1, "broken"): 1}
    assert [sample.line for sample in rejects.samples[0, "broken"]] == [1, 2]
    assert (rejects.total(), rejects.first()) == (6, Reject(0, 1, "broken", "text 1"))


def test_nothing_was_rejected() -> None:
    assert (Rejects().total(), Rejects().first()) == (0, None)


def test_samples_are_clipped_and_masked() -> None:
    assert clipped("\0\0GET /?user_key=abc") == "GET /?user_key=***"
    assert clipped("GET /?tenant=t1", frozenset({"tenant"})) == "GET /?tenant=***"
    assert clipped("x" * 160) == "x" * 160
    assert clipped("x" * 161) == "x" * 159 + "…"


def test_the_lines_of_a_later_chunk_count_on() -> None:
    first, later = Rejects(samples_kept=2), Rejects(samples_kept=2)
    first.add(0, 3, "broken", "a")
    for line in (1, 2):
        later.add(0, line, "broken", "b")
    later.add(0, 1, "no time", "c")

    first.merge(later, lines_before=10)

    assert first.counts == {(0, "broken"): 3, (0, "no time"): 1}
    assert [sample.line for sample in first.samples[0, "broken"]] == [3, 11]
    assert first.samples[0, "no time"] == [Reject(0, 11, "no time", "c")]


def test_samples_are_numbered_by_the_lines_of_the_source() -> None:
    rejects = Rejects()
    rejects.add(0, 2, "broken", "a")

    found = rejects.in_source([0, 5, 9].__getitem__)

    assert found.samples == {(0, "broken"): [Reject(0, 6, "broken", "a")]}
    assert found.counts == rejects.counts
