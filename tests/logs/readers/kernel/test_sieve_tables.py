"""The tables of the sieve: each pattern and text once, and what a line needs for a pattern."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.kernel.pattern_constants import ACTIONS
from usagestats.logs.readers.kernel.sieve_tables import Signs, sieve_for_kernel
from usagestats.logs.readers.signs import signs_of

BRACKET = Signs((re.compile(r"[0-9]+ \[[a-z]+\]"),), (("[", "x"),))
BOTH = Signs((re.compile(r"[0-9]+ \[[a-z]+\]"), re.compile("(?:a;)?b")))


def test_each_pattern_and_text_stands_there_once() -> None:
    table = sieve_for_kernel((BRACKET, BOTH))

    assert (table.format_count, table.pattern_count, table.text_count) == (2, 2, 2)
    assert [(one.patterns.first, one.patterns.count) for one in table.formats[:2]] == [
        (0, 1),
        (3, 2),
    ]


def test_a_line_without_the_texts_that_a_pattern_needs_is_not_matched() -> None:
    of_columns = Signs((re.compile(r"[0-9]+\|[a-zT]+/T=.*"),))
    table = sieve_for_kernel((BRACKET, BOTH, of_columns))

    needs = [
        [table.texts[table.numbers[run.first + number]].bytes for number in range(run.count)]
        for run in table.needs[:3]
    ]
    assert needs == [[b"["], [], [b"|", b"="]]
    assert [byte for byte in range(256) if table.begins[1][byte]] == [ord("a"), ord("b")]


def test_patterns_that_are_unusual_rule_nothing_out() -> None:
    table = sieve_for_kernel((Signs((re.compile(r"(a)\1"),)),))

    assert (table.pattern_count, table.formats[0].patterns.count) == (0, 0)


def test_a_beginning_has_fewer_steps() -> None:
    signs = signs_of(FORMATS["aws-alb"], has_others=False)
    both = [sieve_for_kernel((signs._replace(are_cut=are_cut),)) for are_cut in (True, False)]
    done = ACTIONS.index("DONE")

    ends = [next(n for n in range(999) if one.patterns[0].steps[n].action == done) for one in both]
    assert ends[0] < ends[1] / 2


def test_threads_get_the_same_tables() -> None:
    signs = tuple(signs_of(one, has_others=True) for one in FORMATS.values())
    with ThreadPoolExecutor(4) as pool:
        tables = list(pool.map(lambda _: sieve_for_kernel(signs), range(8)))

    assert all(one is tables[0] for one in tables)
