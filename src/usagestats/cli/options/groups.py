"""The options that commands share, in one value each: declared here once, in groups.

A command takes its own options as parameters and the shared ones as the value:

    @with_options(ReportOptions)
    def traffic(context, shared, *, by=…): …
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import typer

from usagestats.cli.options import option

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class OutputOptions:
    """How and where the result is written."""

    output_format: option.OutputFormat = None
    output: option.Output = None
    bom: option.ByteOrderMark = False
    color: option.Color = "auto"


@dataclass(frozen=True)
class LogOptions:
    """Which logs are read, and how."""

    logs: option.Logs = None
    timezone: option.Timezone = None
    log_timezone: option.LogTimezone = None
    log_format: option.LogFormat = None
    catalog: option.Catalog = None
    max_rejects: option.MaxRejects = None
    quiet: option.Quiet = False
    verbose: option.Verbose = False


@dataclass(frozen=True)
class IngestOptions(LogOptions):
    """Where what logs hold is kept."""

    store: option.StoreToFill = None


@dataclass(frozen=True)
class StoreOptions:
    """Which store it is."""

    store: option.StoreAlone = None
    timezone: option.Timezone = None
    catalog: option.Catalog = None
    quiet: option.Quiet = False
    verbose: option.Verbose = False


@dataclass(frozen=True)
class StoreReportOptions(StoreOptions, OutputOptions):
    """How what is told of it is written."""


@dataclass(frozen=True)
class StoreSpanOptions(StoreReportOptions):
    """Which part of it."""

    range_: option.Range = None
    since: option.Since = None
    until: option.Until = None


@dataclass(frozen=True)
class ReadingOptions(LogOptions, OutputOptions):
    """How logs are read, and the result is written."""


@dataclass(frozen=True)
class SpanOptions(ReadingOptions):
    """When."""

    range_: option.Range = None
    since: option.Since = None
    until: option.Until = None


@dataclass(frozen=True)
class RangeOptions(SpanOptions):
    """Which requests."""

    status: option.Status = None


@dataclass(frozen=True)
class ReportOptions(RangeOptions):
    """Which usage."""

    product: option.Product = None
    backend: option.Backend = None
    app: option.App = None
    plan: option.Plan = None
    account: option.Account = None
    counting: option.CountingChoice = None
    store: option.Store = None


@dataclass(frozen=True)
class ProductOptions(SpanOptions):
    """Of which products, whatever else is known of a request."""

    product: option.Product = None
    store: option.Store = None


@dataclass(frozen=True)
class ApplicationOptions(SpanOptions):
    """Of which applications."""

    app: option.App = None
    plan: option.Plan = None
    account: option.Account = None
    store: option.Store = None


@dataclass(frozen=True)
class LimitOptions(ApplicationOptions):
    """Of which applications, and which of their requests are usage."""

    counting: option.CountingChoice = None


@dataclass(frozen=True)
class CountingOptions(SpanOptions):
    """Which requests are usage."""

    counting: option.CountingChoice = None
    store: option.Store = None


_Shared = TypeVar("_Shared")


def with_options(
    kind: type[_Shared],
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the options of a group, and of those that it includes.

    Args:
        kind: The group. The command takes the context and a value of it before its own options.
    """
    hints = get_type_hints(kind, include_extras=True)
    groups = [group for group in kind.__mro__ if is_dataclass(group)]
    names = [name for group in groups for name in group.__annotations__]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        def run(context: typer.Context, **given: Any) -> None:  # noqa: ANN401  (of any option)
            shared = kind(**{name: given.pop(name) for name in names})
            command(context, shared, **given)

        parameters = [
            _parameter("context", typer.Context),
            *_own_parameters(command),
            *(_parameter(name, hints[name], _default(kind, name)) for name in names),
        ]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        run.__name__, run.__doc__ = command.__name__, command.__doc__
        return run

    return decorate


def _own_parameters(command: Callable[..., None]) -> list[inspect.Parameter]:
    """Return what a command takes after the context and the shared options."""
    own = list(inspect.signature(command).parameters.values())[2:]
    names: dict[str, Any] = getattr(command, "__globals__", {})
    return [
        _parameter(one.name, eval(one.annotation, names), one.default)  # noqa: S307  (our source)
        for one in own
    ]


def _parameter(
    name: str, hint: object, default: object = inspect.Parameter.empty
) -> inspect.Parameter:
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, annotation=hint, default=default)


def _default(kind: type[object], name: str) -> object:
    return getattr(kind, name)
