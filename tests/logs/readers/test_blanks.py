"""Runs of blanks and tabs between the parts of lines, in all formats of text."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from tests.chunks import chunk_of
from usagestats.logs.detect.detection import detect
from usagestats.logs.formats import FORMATS
from usagestats.logs.read_chunk import read_chunk
from usagestats.logs.readers.blanks import single_spaced
from usagestats.logs.readers.json.json_format import JsonFormat

SEPARATED_OTHERWISE = {"aws-cloudfront", "tyk-pump-csv", "gravitee-csv", "ltsv"}
BY_BLANKS = sorted(
    name
    for name, known in FORMATS.items()
    if not isinstance(known, JsonFormat) and name not in SEPARATED_OTHERWISE
)
BETWEEN = re.compile(r'("[^"]*"|\[[^\]]*\]|\{[^}]*\})| +')


def with_blanks(line: str, blanks: str) -> str:
    return BETWEEN.sub(lambda found: found[1] or blanks, line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a b", "a b"),
        ("  a \t b  ", "a b"),
        (" a", "a"),
        ("a ", "a"),
        ("a\tb", "a b"),
        ('a  "b  c"  d', 'a "b  c" d'),
        ('a  "b \\"  c"  d', 'a "b \\"  c" d'),
        ('a  "b "x"  c"  d', 'a "b "x" c" d'),
        ("[a  b]  {c  d}  e", "[a  b] {c  d} e"),
        ('a  "b  c', 'a "b  c'),
        ("\x1b[32mINFO\x1b[0m:  a", "\x1b[32mINFO\x1b[0m: a"),
    ],
)
def test_parts_are_separated_by_one_blank(line: str, expected: str) -> None:
    assert single_spaced(line) == expected


@pytest.mark.parametrize("blanks", ["  ", "\t", " \t "])
@pytest.mark.parametrize("name", BY_BLANKS)
def test_runs_of_blanks_and_tabs_separate_like_one_blank(name: str, blanks: str) -> None:
    log_format, zone = FORMATS[name], ZoneInfo("UTC")
    columns = {"line", "path", "status", "remote_address", "remote_user", "user_agent"}
    lines = [with_blanks(log_format.sample, blanks), f"{blanks}{log_format.sample}"]

    for line in lines:
        data = line.encode()
        assert log_format.read_line(line) == log_format.read_line(log_format.sample)
        assert read_chunk(chunk_of(data, log_format, columns), zone).requests.equals(
            read_chunk(chunk_of(log_format.sample.encode(), log_format, columns), zone).requests
        )
        assert detect([data]).format_name == name


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("ltsv", lambda line: " " + line.replace("\t", "\t\t ")),
        ("gravitee-csv", lambda line: f"  {line} "),
        ("tyk-pump-csv", lambda line: f"\t{line}"),
        ("aws-cloudfront", lambda line: f" {line}"),
    ],
)
def test_blanks_around_other_separators_do_no_harm(name: str, changed: object) -> None:
    assert callable(changed)
    log_format = FORMATS[name]

    assert log_format.read_line(changed(log_format.sample)) == log_format.read_line(
        log_format.sample
    )
