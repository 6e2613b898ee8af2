"""A question that needs no single lines gets groups of equal ones, and the samples that it shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from usagestats.logs.readers.kernel.outputs import (
    Candidate,
    Choice,
    Parameter,
    Parameters,
    Samples,
    TextOutput,
    parameters_of,
    samples_for,
    slot_for,
)
from usagestats.tables.declared import FULL_DETAIL, TEXT

HOUR = 3_600_000_000
GROUPED = replace(FULL_DETAIL, slot=timedelta(hours=1), parameters=frozenset({"user_key"}))


def test_equal_lines_of_a_slot_are_one_where_nobody_asks_for_single_ones() -> None:
    assert slot_for(frozenset({"time", "status", "query"}), GROUPED) == HOUR
    assert slot_for(frozenset({"time", "line"}), GROUPED) is None
    assert slot_for(frozenset({"time", "path"}), GROUPED) is None


def test_whole_queries_are_hardly_ever_equal() -> None:
    whole = replace(GROUPED, parameters=None)

    assert slot_for(frozenset({"time", "query"}), whole) is None
    assert slot_for(frozenset({"time", "status"}), whole) == HOUR


def test_parameters_are_credentials_and_those_of_conditions() -> None:
    conditions = frozenset({("State", "open"), ("state", "all"), ("ID", None), ("user_key", "a")})

    assert parameters_of(GROUPED) == Parameters((Parameter("user_key"),))
    found = parameters_of(replace(GROUPED, conditions=conditions))
    assert found.are_decoded
    assert set(found.all) == {
        *(Parameter("user_key"), Parameter("state", ("all", "open"))),
        Parameter("id", ()),
    }


def test_samples_are_kept_of_groups_whose_text_is_asked_for() -> None:
    assert samples_for(frozenset({"time", "status"}), GROUPED) is Samples.NONE
    assert samples_for(frozenset({"time", "status", TEXT}), GROUPED) is not Samples.NONE
    assert samples_for(frozenset({"time", "line", TEXT}), GROUPED) is Samples.NONE


def test_the_only_candidate_is_taken_as_it_is_only_where_that_is_chosen() -> None:
    assert TextOutput((Candidate(3),), choice=Choice.AS_IS).only == 3
    assert TextOutput((Candidate(3),)).only == -1
    assert TextOutput((Candidate(3), Candidate(4)), choice=Choice.AS_IS).only == -1
