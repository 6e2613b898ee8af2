from __future__ import annotations

from dataclasses import replace

from tests.report_sets import sample_set, set_of_lines
from usagestats.render.page.quality import quality


def test_lines_and_requests_add_up() -> None:
    found = quality(sample_set())
    (lines, parts), (requests, split) = found.sums

    assert int(lines.split()[0].replace(",", "")) == sum(
        int(word.replace(",", "")) for word in parts.split() if word[0].isdigit()
    )
    assert int(requests.split()[0].replace(",", "")) == sum(
        int(word.replace(",", "")) for word in split.split() if word[0].isdigit()
    )


def test_the_times_and_logs_are_named() -> None:
    facts = dict(quality(sample_set()).facts)

    assert facts["Not covered"][0] == "2026-05-07 23:45 – 2026-05-09 00:15"
    assert facts["Covered by logs"][0].startswith("2026-05-05 00:00")
    assert len(facts["Read"]) == 1


def test_many_logs_are_counted() -> None:
    names = tuple(f"{number:02}.log\x1b" for number in range(25))
    facts = dict(quality(replace(sample_set(), sources=names)).facts)

    assert facts["Read"][0] == r"00.log\x1b"
    assert facts["Read"][-1] == "and 5 more"


def test_notes_and_warnings_are_shown_once() -> None:
    found = quality(sample_set())

    assert len(set(found.notes)) == len(found.notes)
    assert any(note.startswith("no log between") for note in found.notes)


def test_counts_of_others_are_not_shown() -> None:
    assert quality(replace(sample_set(), counts=None)).sums == ()


def test_an_empty_input_is_no_request() -> None:
    found = quality(set_of_lines([]))

    assert found.sums[0] == ("0 lines", "0 requests + 0 rejects + 0 ignored")
