"""The values of a format of text, by column."""

from __future__ import annotations

import re
from dataclasses import replace

from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.pairs import LOGFMT
from usagestats.logs.readers.text_lines import DayApart, TextLines
from usagestats.logs.values.iso_time import parse_iso_time
from usagestats.tables.declared import FIELD

NAMES = {"time": ("at",), "host": ("vhost", "authority"), "path": ("uri",)}
PAIRS = TextLines((), NamedTexts(parse_iso_time), is_tabbed=True, names=NAMES, pairs=LOGFMT)
GROUPS = TextLines(
    (re.compile("(?P<time>.)(?P<rt>.)"),), NamedTexts(parse_iso_time), is_tabbed=False
)


def test_a_column_takes_the_values_of_its_names() -> None:
    assert PAIRS.parts_of("host") == ("vhost", "authority")
    assert PAIRS.parts_of("status") == ()
    assert GROUPS.parts_of("status") == ("status",)
    assert replace(PAIRS, time="clock").parts_of("time") == ("clock",)


def test_a_further_field_is_a_value_that_no_column_takes() -> None:
    assert PAIRS.parts_of_field("x") == ("x",)
    assert PAIRS.parts_of_field("vhost") == ()
    assert PAIRS.parts_of_field("authority") is None  # it is one where there is a vhost, too
    assert replace(PAIRS, hidden=frozenset({"x"})).parts_of_field("x") == ()
    assert GROUPS.parts_of_field("status") == ()


def test_only_what_a_question_needs_is_looked_for() -> None:
    finder = PAIRS.finder(frozenset({"time", "host", f"{FIELD}x"}))
    assert finder.pairs is not None
    assert set(finder.names) == {"at", "vhost", "authority", "uri", "x"}
    assert GROUPS.finder(frozenset({"time"})).names == ("time",)


def test_the_day_is_looked_for_where_it_stands_apart() -> None:
    lines = replace(PAIRS, day=DayApart("date", "", is_utc=True))
    assert "date" in lines.finder(frozenset({"time"})).names
