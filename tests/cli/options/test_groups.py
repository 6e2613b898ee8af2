from __future__ import annotations

import inspect
from typing import Annotated

import pytest
import typer

from usagestats.choices import Counting
from usagestats.cli.options import input_options, output_options, selection_options
from usagestats.cli.options.groups import (
    ApplicationFilters,
    LimitFilters,
    LogOptions,
    OutputOptions,
    RequestFilters,
    SpanOptions,
    StoreOptions,
    with_options,
)

Own = Annotated[int, typer.Option("--own")]


@with_options
def command(
    context: typer.Context,
    *,
    own: Own = 3,
    filters: RequestFilters,
    counting: selection_options.CountingChoice = None,
    store: input_options.Store = None,
    span: SpanOptions,
    output: OutputOptions,
) -> None:
    """Do it."""
    received[:] = [context, own, filters, counting, store, span, output]


received: list[object] = []


def given(**values: object) -> dict[str, object]:
    """Return a value for each option: its default, where none is given."""
    parameters = inspect.signature(command).parameters.values()
    return {"context": "context", **{one.name: one.default for one in parameters}, **values}


def test_the_options_of_a_group_stand_in_its_place() -> None:
    assert list(inspect.signature(command).parameters) == [
        *("context", "own"),
        *("product", "backend", "app", "plan", "account", "status", "path", "http_method"),
        "counting",
        *("store", "range_", "since", "until", "week_start"),
        *("sort", "limit", "columns", "output_format", "output", "vertical"),
        *("no_header", "time_format", "delimiter", "decimal_comma", "bom", "color"),
    ]


def test_an_option_keeps_its_declaration_and_its_default() -> None:
    parameters = inspect.signature(command).parameters

    assert parameters["own"].annotation == Own
    assert parameters["own"].default == 3
    assert parameters["color"].annotation == output_options.Color
    assert parameters["color"].default is None


def test_a_command_keeps_its_name_and_its_help() -> None:
    assert (command.__name__, command.__doc__) == ("command", "Do it.")


def test_a_command_gets_each_group_as_one_value() -> None:
    command(**given(context="context", own=4, since="2026", app=["shop"], store="kept"))

    filters = RequestFilters(LimitFilters(applications=ApplicationFilters(app=["shop"])))

    assert received == [
        *("context", 4, filters, None, "kept"),
        *(SpanOptions(since="2026"), OutputOptions()),
    ]


def test_a_group_within_a_group_gets_its_own_values() -> None:
    command(**given(context="context", counting=Counting.AUTHORIZED, plan=["free"]))

    filters = RequestFilters(LimitFilters(applications=ApplicationFilters(plan=["free"])))

    assert received[2:4] == [filters, Counting.AUTHORIZED]


def test_an_option_of_two_groups_is_refused_when_the_command_is_declared() -> None:
    def both(logs: LogOptions, store: StoreOptions) -> None:
        raise NotImplementedError(logs, store)

    with pytest.raises(ValueError, match="duplicate parameter name: 'timezone'"):
        with_options(both)
