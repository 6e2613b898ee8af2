"""The counts of lines add, chunk by chunk."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from usagestats.logs.detect.detection import Detection
from usagestats.logs.files.sources import Source
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.rejects import Rejects
from usagestats.logs.source_reader import SourceOutcome
from usagestats.logs.values.ambiguous_hour import AmbiguousTimes
from usagestats.logs.wall_times import WallTimes
from usagestats.pipeline.lines_read import ChunkLines, LinesRead
from usagestats.tables.counts import Counts

TIME = datetime(2026, 5, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = date(2026, 10, 25)
MISFIT = Detection(NCSA, 0, 9)
FITTING = Detection(NCSA, 9, 9)


def part(source: int, begin: datetime | None = None) -> ChunkLines:
    rejects = Rejects()
    rejects.add(source, 2, "broken", "x")
    hull = None if begin is None else (begin, begin + HOUR)
    counts = Counts(lines=3, requests=1, rejects=1, ignored=1, matched=1)
    wall_times = WallTimes(1, Counter({DAY: 1}), {DAY: AmbiguousTimes(3, source, 0)})
    return ChunkLines(
        source, counts, rejects, hull, wall_times, 0, source_lines=5, repeated=2, bytes=30
    )


def outcome(
    name: str, detection: Detection, found_by: str | None = None, damage: str | None = None
) -> SourceOutcome:
    return SourceOutcome(Source(name, None, found_by), 0, detection, damage)


def test_chunks_of_a_source_are_numbered_on() -> None:
    lines = LinesRead()
    lines.begin_after(1, 100)
    for one in (part(0, TIME + HOUR), part(0, TIME), part(1)):
        lines.take(one)

    assert lines.counts == Counts(lines=9, requests=3, rejects=3, ignored=3, matched=3)
    assert lines.counts_of[0].lines == 6
    assert [sample.line for sample in lines.rejects.samples[0, "broken"]] == [2, 7]
    assert [sample.line for sample in lines.rejects.samples[1, "broken"]] == [102]
    assert (lines.source_lines(0), lines.source_lines(1), lines.source_lines(2)) == (10, 105, 0)
    assert (lines.hull(0), lines.hull(1)) == ((TIME, TIME + 2 * HOUR), None)
    assert (lines.repeated, lines.without_offset) == (6, 3)
    assert lines.skipped == {DAY: 3}
    assert lines.ambiguous == {(0, DAY): AmbiguousTimes(6), (1, DAY): AmbiguousTimes(3, 1)}


def test_lines_read_elsewhere_are_added() -> None:
    lines, others = LinesRead(), LinesRead()
    lines.take(part(0))
    others.take(part(0))
    lines.merge(others)

    assert lines.counts == Counts(lines=6, requests=2, rejects=2, ignored=2, matched=2)
    assert lines.rejects.total() == 2
    assert (lines.skipped, lines.undecided) == ({DAY: 2}, {DAY: 6})


def test_the_order_of_lines_decides_for_each_source_by_itself() -> None:
    lines = LinesRead()
    lines.ambiguous = {
        (0, DAY): AmbiguousTimes(5, second=2),
        (1, DAY): AmbiguousTimes(7),
        (2, DAY): AmbiguousTimes(11, second=4, disordered=1),
    }

    assert lines.undecided == {DAY: 18}


def test_a_skipped_file_is_a_misfit_unless_another_of_its_folder_fits() -> None:
    named, alone = outcome("a", MISFIT), outcome("b", MISFIT, "logs/")
    beside = outcome("c", MISFIT, "more/")
    lines = LinesRead([named, alone, beside, outcome("d", FITTING, "more/"), outcome("e", FITTING)])

    assert lines.misfits == [named, alone]
    assert lines.has_failed


def test_a_run_fails_by_damage_but_not_by_a_skipped_file() -> None:
    skipped = [outcome("c", MISFIT, "more/"), outcome("d", FITTING, "more/")]

    assert not LinesRead(skipped).has_failed
    assert LinesRead([*skipped, replace(skipped[1], damage="cut")]).has_failed
