"""The time of a wrapper stays before the line."""

from __future__ import annotations

from usagestats.logs.wrappers.cri import CRI
from usagestats.logs.wrappers.prefixes import COMPOSE
from usagestats.logs.wrappers.timed import Timed
from usagestats.logs.wrappers.wrapper import texts

TIME = "2026-05-04T10:15:30Z"


def test_the_time_stands_before_each_line_that_has_one() -> None:
    lines = [f"{TIME} stdout F a", "not wrapped"]

    assert Timed(CRI).unwrap(texts(lines)).text.to_list() == [f"{TIME} a", "not wrapped"]


def test_the_time_stands_first_in_each_record() -> None:
    lines = [f'{TIME} stdout F {{"status":200}}']

    assert Timed(CRI).unwrap(texts(lines)).text.to_list() == [f'{{"time":"{TIME}","status":200}}']


def test_a_split_line_gets_the_time_of_its_first_part() -> None:
    lines = [f"{TIME} stdout P a", f"{TIME[:-1]}.5Z stdout F b"]
    found = Timed(CRI).unwrap(texts(lines))

    assert found.text.to_list() == [f"{TIME} ab"]
    assert found.origins is not None
    assert found.origins.to_list() == [0]


def test_a_wrapper_without_times_leaves_none() -> None:
    assert Timed(COMPOSE).unwrap(texts(["web-1  | a"])).text.to_list() == ["a"]


def test_in_all_else_it_is_the_other_wrapper() -> None:
    timed = Timed(CRI)
    lines = [f"{TIME} stdout P a"]

    assert timed.name == "cri with its time"
    assert timed.matches(timed.sample)
    assert not timed.matches("a")
    assert timed.open_after(lines) == [True]
