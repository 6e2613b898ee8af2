"""The quick tests of many lines rule out only what the careful path refuses."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loglines import changed
from tests.profiles import examples
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.log_format import LogFormat, NoRequestError, OtherRecordError
from usagestats.logs.readers.loose_patterns import has_quotes, loose, might_match

SAMPLES = [known.sample for known in FORMATS.values()]
BESIDE = [
    "",
    "2026-05-04 10:15:30,123 INFO [main] rubbish",
    '{"level":"info","ts":1.5,"msg":"x"}',
    '{"logger":"tls","message":"x","time":"2026-05-04T10:15:30Z"}',
    'time="2026-05-04T10:15:30Z" level=info msg="x"',
    "2026-05-04T10:15:30.123456+00:00 app[web.1]: x",
]


def outcome(log_format: LogFormat, line: str) -> str:
    try:
        log_format.read_line(line)
    except OtherRecordError:
        return "other"
    except NoRequestError as reason:
        return f"refused: {reason}"
    return "request"


@pytest.mark.hypothesis
@pytest.mark.parametrize("name", FORMATS)
def test_a_line_that_is_ruled_out_is_refused_for_the_same_reason(name: str) -> None:
    log_format = FORMATS[name]
    ruled_out = kept = 0

    @settings(max_examples=examples(60))
    @given(
        st.lists(
            st.sampled_from([*[log_format.sample] * len(SAMPLES), *SAMPLES, *BESIDE]).flatmap(
                changed
            ),
            min_size=5,
            max_size=20,
        )
    )
    def check(lines: list[str]) -> None:
        nonlocal ruled_out, kept
        lines = [re.sub("[\r\n]", "", line).strip("\0\ufeff") for line in lines]
        found = [outcome(log_format, line) for line in lines]
        texts = pl.Series(lines, dtype=pl.String)
        requests = log_format.might_fit(texts)
        known = log_format.might_be_known(texts)
        for number, line in enumerate(lines):
            if found[number] == "request":
                assert requests is None or requests[number], line
                assert '"' in line or not log_format.has_quotes
            if not found[number].startswith("refused"):
                assert known is None or known[number], line
                kept += 1
        if known is not None:
            rest = [number for number, is_known in enumerate(known) if not is_known]
            reasons = log_format.reasons(texts.gather(rest))
            assert [f"refused: {reason}" for reason in reasons] == [found[row] for row in rest]
            ruled_out += len(rest)

    check()
    assert kept > examples(20)
    assert ruled_out > examples(20) or log_format.header_starts


@pytest.mark.parametrize("name", FORMATS)
def test_every_pattern_has_a_loose_form(name: str) -> None:
    for pattern in getattr(FORMATS[name], "patterns", ()):
        assert loose(pattern) is not None


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (r"a++(?!b)c", "aac"),
        (r"(?>a|ab)(?P<rest>.*+)", "abc"),
        (r"[][&~]+x", "]&~[x"),
        (r"[^\]\[]+ x", "ab \t x"),
        (r"\bword\b", "word"),
        (r"a{2,3}+b?+", "aab"),
        (r"(?<=a)b|c", "c"),
        (r"\w+\s\w+", "²\x1cb"),
        (r"[*+]+\++", "+*+"),
    ],
)
def test_a_loose_pattern_matches_what_the_careful_one_matches(pattern: str, line: str) -> None:
    found = might_match(pl.Series([line]), [re.compile(pattern)])

    assert found is not None
    assert found.to_list() == [True]


def test_a_loose_pattern_rules_lines_out() -> None:
    found = might_match(pl.Series(["a b", "b a"]), [re.compile("a++ b")])

    assert found is not None
    assert found.to_list() == [True, False]


def test_a_pattern_with_other_flags_has_no_loose_form() -> None:
    assert might_match(pl.Series(["A"]), [re.compile("a", re.IGNORECASE)]) is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [('a "b"', True), ('a "?b', False), ('(?:"a")?b', False), ('a|"b"', False), ('"*', False)],
)
def test_quotation_marks_are_demanded(pattern: str, *, expected: bool) -> None:
    assert has_quotes(re.compile(pattern)) == expected
