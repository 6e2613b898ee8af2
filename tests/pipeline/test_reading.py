"""Sources are read in order, and several chunks are counted at a time."""

from __future__ import annotations

import gzip
import pickle
import random
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.profiles import examples
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.errors import InputError
from usagestats.logs.files.sources import find_sources
from usagestats.periods.period import SLOT, floor_to_slot
from usagestats.pipeline import together
from usagestats.pipeline.counting import UsageQuestion, read_logs
from usagestats.pipeline.lines_read import LinesRead
from usagestats.pipeline.question import count_chunk
from usagestats.pipeline.reading import answers, readers_of
from usagestats.tables.usage import Grain

GOOD = '1.2.3.4 - - [04/May/2026:10:15:30 +0000] "GET /a?user_key=k HTTP/1.1" 200 1\n'
GRAIN = Grain(("backend", "application", "status"), timedelta(hours=1))
QUESTION = UsageQuestion(DEFAULT_CATALOG, GRAIN, ZoneInfo("UTC")).of_chunks()


def log(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def line(number: int) -> str:
    time = f"04/May/2026:{number // 60 % 24:02}:{number % 60:02}:00 +0000"
    return f'203.0.113.9 - - [{time}] "GET /items/{number}?user_key=k HTTP/1.1" 200 17\n'


def test_readers_are_numbered_in_order(tmp_path: Path) -> None:
    sources = find_sources([log(tmp_path, "a.log", GOOD), log(tmp_path, "b.log", GOOD)])
    readers = readers_of(sources, QUESTION, may_skip=True, first_number=5)

    assert [reader.number for reader in readers] == [5, 6]
    assert [reader.source for reader in readers] == sources
    assert all(reader.may_skip for reader in readers)


def test_a_reader_of_a_question_reads_the_same_in_another_process(tmp_path: Path) -> None:
    (here,) = readers_of(find_sources([log(tmp_path, "a.log", GOOD * 500)]), QUESTION)
    there, question = pickle.loads(pickle.dumps((here, QUESTION)))  # noqa: S301  (our own)

    parts = [
        [count_chunk(chunk, asked) for chunk in reader.open(chunk_bytes=9_000).chunks()]
        for reader, asked in ((here, QUESTION), (there, question))
    ]

    assert len(parts[0]) > 1
    assert [part.lines for part in parts[1]] == [part.lines for part in parts[0]]
    assert [part.part.usage.rows.rows() for part in parts[1]] == [
        part.part.usage.rows.rows() for part in parts[0]
    ]


def test_answers_come_in_order_with_the_outcomes_of_their_sources(tmp_path: Path) -> None:
    names = ["b.log", "a.log"]
    sources = find_sources([log(tmp_path, name, GOOD * 199 + f"{name}\n") for name in names])
    lines = LinesRead()

    found = list(answers(lines, sources, QUESTION, chunk_bytes=2_000))

    assert [one.lines.source for one in found] == sorted(one.lines.source for one in found)
    assert lines.counts.requests == 398
    assert [outcome.source.path for outcome in lines.outcomes] == [
        tmp_path / name for name in names
    ]


def test_an_early_stop_leaves_the_rest_unread_and_keeps_the_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "CHUNKS_TOGETHER", 1)
    sources = find_sources(
        [log(tmp_path, name, GOOD * 199 + f"{name}\n") for name in ("a.log", "b.log")]
    )
    lines = LinesRead()
    found = answers(lines, sources, QUESTION, chunk_bytes=2_000)
    next(found)
    found.close()

    assert lines.counts.requests < 400
    assert [outcome.source for outcome in lines.outcomes] == sources[:1]


def test_compressed_and_plain_logs_are_read_as_if_all_were_plain(tmp_path: Path) -> None:
    folders = tmp_path / "plain", tmp_path / "mixed"
    for folder in folders:
        folder.mkdir()
    for number in range(12):
        content = b"".join(line(100 * number + one).encode() for one in range(50)) + b"x\n"
        (folders[0] / f"{number:02}.log").write_bytes(content)
        packed = gzip.compress(content) if number % 4 else content
        (folders[1] / f"{number:02}.log").write_bytes(packed)
    question = UsageQuestion(DEFAULT_CATALOG, Grain(("status",), SLOT), ZoneInfo("UTC"))
    plain, mixed = (
        read_logs(find_sources([str(folder)]), question, chunk_bytes=1000) for folder in folders
    )

    assert mixed.usage.sort("start", "metric").equals(plain.usage.sort("start", "metric"))
    assert mixed.counts == plain.counts
    assert mixed.lines.rejects.samples == plain.lines.rejects.samples
    assert [one.number for one in mixed.lines.outcomes] == list(range(12))


def test_an_error_in_a_compressed_log_comes_at_its_turn(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.log").write_bytes(gzip.compress(line(number).encode() * 500))
    (tmp_path / "3.log").write_bytes(gzip.compress(b"no access log\n" * 500))
    lines = LinesRead()
    question = UsageQuestion(DEFAULT_CATALOG, Grain((), SLOT), ZoneInfo("UTC")).of_chunks()
    sources = find_sources([str(tmp_path / f"{number}.log") for number in range(6)])
    with pytest.raises(InputError, match="not a recognised access log"):
        list(answers(lines, sources, question))

    assert lines.counts.requests <= 1500
    assert [one.number for one in lines.outcomes] == [0, 1, 2, 3]


def test_a_folder_without_an_access_log_is_refused(tmp_path: Path) -> None:
    log(tmp_path, "a.log", "rubbish\n")
    sources = find_sources([str(tmp_path)])

    with pytest.raises(InputError, match="no access log in it") as error:
        list(answers(LinesRead(), sources, QUESTION))
    assert error.value.where == str(tmp_path)
    assert list(answers(LinesRead(), sources, QUESTION, may_skip=True)) == []


CHANGES = [  # a zone, and when its clocks were put back
    ("Europe/London", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
]
NCSA_LINE = '192.0.2.1 - {1} [{0:%d/%b/%Y:%H:%M:%S}] "GET /a HTTP/1.1" 200 5 "-" "x"\n'
ESCAPED = '192.0.2.1 - {1} [{0:%d/%b/%Y:%H:%M:%S}] "GET /\\x22 HTTP/1.1" 200 5 "-" "\\"x\\""\n'
JSON = '{{"time":"{0:%Y-%m-%dT%H:%M:%S}","user":"{1}","method":"GET","path":"/a","status":200}}\n'
FORMS = [[NCSA_LINE], [NCSA_LINE, ESCAPED], [JSON]]
GRAINS = [
    Grain(("application",), SLOT),
    Grain((), SLOT),
    Grain(("backend", "duration_bin"), SLOT),
    Grain(("http_method",), SLOT),
    Grain(("is_on_path",), SLOT, path_prefixes=("/a",)),
]


def written_times(change: datetime, chance: random.Random) -> list[datetime]:
    """Return times around a change, at most 20 minutes apart, in the order of their lines.

    A line is written up to four minutes after its time.
    """
    time, times = change - timedelta(hours=2), []
    while time < change + timedelta(hours=2):
        time += timedelta(seconds=chance.choice([0, 1, 60, 300, 1200]))
        times.append(time)
    delays = [timedelta(seconds=chance.choice([0, 0, 5, 240])) for _ in times]
    order = sorted(zip(times, delays, strict=True), key=lambda one: one[0] + one[1])
    return [time for time, _ in order]


@settings(max_examples=examples(40))
@given(
    st.sampled_from(CHANGES),
    st.sampled_from(FORMS),
    st.sampled_from(GRAINS),
    st.integers(1, 4000),
    st.integers(0, 9999),
)
def test_times_of_the_hour_that_clocks_show_twice_are_right_for_any_size_of_chunks(
    change: tuple[str, datetime], forms: list[str], grain: Grain, chunk_bytes: int, seed: int
) -> None:
    zone, chance = ZoneInfo(change[0]), random.Random(seed)
    times = written_times(change[1], chance)
    with tempfile.TemporaryDirectory() as folder:
        lines = [
            chance.choice(forms).format(time.astimezone(zone), chance.choice("ab"))
            for time in times
        ]
        names = [
            log(Path(folder), "a.log", "".join(lines)),
            log(Path(folder), "b.log", "# another log\n" + "".join(lines)),
        ]
        question = UsageQuestion(DEFAULT_CATALOG, grain, zone)
        read = read_logs(find_sources(names), question, chunk_bytes=chunk_bytes)
    counted: Counter[datetime] = Counter()
    for row in read.usage.filter(pl.col("metric") == "requests").rows(named=True):
        counted[row["start"]] += row["requests"]

    assert counted == Counter(floor_to_slot(time) for time in times * 2)
    assert not read.lines.undecided
