"""Formats of patterns: tried in turn, by the kernel where there is one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.chunks import reader_of, skip_without_kernel
from usagestats.logs.readers.kernel.library import SWITCH
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pattern_format import PatternFormat
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.readers.text_reader import TextReader
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.tables.declared import FIELD

FORMAT = PatternFormat(
    name="two",
    sample="2026-05-04T10:15:30Z 200",
    patterns=(
        re.compile("(?P<time>[^ ]+) (?P<status>[0-9]+)"),
        re.compile("(?P<time>[^ ]+) (?P<note>.+)"),
    ),
    texts=NamedTexts(parse_iso_time),
    lacks="no TIME STATUS",
)


def test_the_first_pattern_that_matches_the_whole_line_counts() -> None:
    assert FORMAT.read_line(FORMAT.sample)["status"] == 200
    assert FORMAT.read_line(f"{FORMAT.sample} x")["fields"] == {"note": "200 x"}


def test_a_line_that_no_pattern_matches_is_refused_with_the_reason() -> None:
    with pytest.raises(NoRequestError, match="no TIME STATUS"):
        FORMAT.read_line("200")


def test_runs_of_blanks_separate_like_one() -> None:
    assert FORMAT.read_line("\t2026-05-04T10:15:30Z  200 ")["status"] == 200


def test_between_tabs_blanks_are_part_of_a_text() -> None:
    tabs = replace(
        FORMAT, patterns=(re.compile("(?P<time>[^\t]+)\t(?P<note>[^\t]+)"), FORMAT.patterns[0])
    )

    assert tabs.read_line("2026-05-04T10:15:30Z\ta  b")["fields"] == {"note": "a  b"}
    assert tabs.read_line("2026-05-04T10:15:30Z  200")["status"] == 200


def test_the_kernel_matches_the_same_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_without_kernel()
    assert isinstance(reader_of(FORMAT, {"status"}), TextReader)
    monkeypatch.setenv(SWITCH, "off")
    assert isinstance(reader_of(FORMAT, {"status"}), CarefulReader)


def test_the_reader_refuses_lines_without_a_usual_status() -> None:
    skip_without_kernel()
    found = reader_of(FORMAT, {"status"}).read([f"{FORMAT.sample}\n{FORMAT.sample}0\n".encode()])

    assert found.requests["status"].to_list() == [200]
    assert list(found.refused) == [(1, f"{FORMAT.sample}0")]


def test_pairs_of_names_and_values_become_fields_that_are_read_with_care() -> None:
    paired = replace(FORMAT, pairs="note")

    row = paired.read_line('2026-05-04T10:15:30Z a team="b c" id=7 none=-')

    assert row["fields"] == {"note": 'a team="b c" id=7 none=-', "team": "b c", "id": "7"}
    assert isinstance(reader_of(paired, {"status", FIELD + "team"}), CarefulReader)


def test_a_group_of_pairs_alone_is_read_by_the_kernel() -> None:
    skip_without_kernel()
    paired = replace(FORMAT, pairs="note")

    assert isinstance(reader_of(paired, {"status", FIELD + "note"}), TextReader)
