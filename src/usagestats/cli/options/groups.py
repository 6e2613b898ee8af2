"""The groups of options that commands share, and how a command takes them.

A command lists a group as a parameter, among its own options:

    @with_options
    def traffic(context, *, by: By = …, span: SpanOptions, output: OutputOptions) -> None: …

`--help` lists the options in the order of the parameters; the options of a group stand where the
group stands.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, get_type_hints

from usagestats.cli.options import (
    input_options,
    output_options,
    selection_options,
    sending_options,
    time_options,
)
from usagestats.light_dataclass import dataclass, is_dataclass
from usagestats.memory_limit import refuse_too_little

_Taken = TypeVar("_Taken")


@dataclass(frozen=True)
class OutputOptions:
    """The rows and columns of the result, its format and its destination."""

    sort: output_options.Sort = None
    limit: output_options.Limit = None
    columns: output_options.Columns = None
    output_format: output_options.OutputFormat = None
    output: output_options.Output = None
    vertical: output_options.Vertical = False
    no_header: output_options.NoHeader = False
    time_format: output_options.TimeFormatChoice = None
    delimiter: output_options.Delimiter = None
    decimal_comma: output_options.DecimalComma = False
    bom: output_options.ByteOrderMark = False
    color: output_options.Color = None


@dataclass(frozen=True)
class LogOptions:
    """The logs, how they are read, and which messages about that are written."""

    named: input_options.Logs = None
    timezone: time_options.Timezone = None
    log_timezone: input_options.LogTimezone = None
    log_format: input_options.LogFormat = None
    catalog: input_options.Catalog = None
    no_catalog: input_options.NoCatalog = False
    max_rejects: input_options.MaxRejects = None
    cluster: input_options.Cluster = None
    quiet: output_options.Quiet = False
    verbose: output_options.Verbose = False


@dataclass(frozen=True)
class LogOptionsHere(LogOptions):
    """The same for a command that reads logs on this machine only."""

    cluster: input_options.NoCluster = None


@dataclass(frozen=True)
class ListedObjects:
    """The objects that a text names, and the dates in URLs."""

    objects: input_options.Objects = None
    days: input_options.Days = None


@dataclass(frozen=True)
class StoreOptions:
    """The store that a command works on; no logs are read."""

    store: input_options.StoreAlone = None
    timezone: time_options.Timezone = None
    catalog: input_options.Catalog = None
    no_catalog: input_options.NoCatalog = False
    quiet: output_options.Quiet = False
    verbose: output_options.Verbose = False


@dataclass(frozen=True)
class SettingOptions:
    """The settings that files may set, too."""

    timezone: time_options.Timezone = None
    week_start: time_options.WeekStart = None
    counting: selection_options.CountingChoice = None
    store: input_options.StoreAlone = None
    log_timezone: input_options.LogTimezone = None
    log_format: input_options.LogFormat = None
    catalog: input_options.Catalog = None
    no_catalog: input_options.NoCatalog = False
    max_rejects: input_options.MaxRejects = None
    quiet: output_options.Quiet = False
    verbose: output_options.Verbose = False


@dataclass(frozen=True)
class SpanOptions:
    """The range of a report."""

    range_: time_options.Range = None
    since: time_options.Since = None
    until: time_options.Until = None
    week_start: time_options.WeekStart = None


@dataclass(frozen=True)
class ApplicationFilters:
    """The applications that are shown."""

    app: selection_options.App = None
    plan: selection_options.Plan = None
    account: selection_options.Account = None


@dataclass(frozen=True)
class LimitFilters:
    """The limits that are shown, by their products and backends, and by the applications."""

    product: selection_options.Product = None
    backend: selection_options.Backend = None
    applications: ApplicationFilters = ApplicationFilters()


@dataclass(frozen=True)
class RequestFilters:
    """The requests that a report is about: all filters."""

    owners: LimitFilters = LimitFilters()
    status: selection_options.Status = None
    path: selection_options.PathPrefix = None
    http_method: selection_options.HttpMethod = None


@dataclass(frozen=True)
class MailOptions:
    """The people who get a result by mail."""

    email: sending_options.Email = None
    smtp_insecure: sending_options.SmtpInsecure = False
    dry_run: sending_options.IsDryRun = False


@dataclass(frozen=True)
class PageTarget:
    """The file of many reports, and who gets it."""

    output: output_options.PageOutput = None
    for_each: sending_options.ForEach = None
    mail: MailOptions = MailOptions()


@dataclass(frozen=True)
class AlertSendingOptions:
    """The people and programs that alerts are sent to."""

    webhook: sending_options.Webhook = None
    mail: MailOptions = MailOptions()


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Turn the groups among the parameters of a command into the options that they hold.

    Args:
        command: Takes each group as one value.

    Returns:
        A command with the same name and help, whose parameters are options only. Typer reads
        them from its signature.
    """

    def run(**values: Any) -> None:  # noqa: ANN401  (the options are of any type)
        refuse_too_little()
        _call(command, values)

    parameters = list(_parameters(command))
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return run


def _parameters(command: Callable[..., object]) -> Iterator[inspect.Parameter]:
    """Yield the parameters of a command; a group is replaced by its own parameters."""
    hints = get_type_hints(command, include_extras=True)
    for parameter in inspect.signature(command).parameters.values():
        yield from _options(parameter.name, hints[parameter.name], parameter.default)


def _options(name: str, hint: Any, default: object) -> Iterator[inspect.Parameter]:  # noqa: ANN401
    """Yield the option that a type declares, or all options of a group."""
    if not _is_group(hint):
        kind = inspect.Parameter.KEYWORD_ONLY
        yield inspect.Parameter(name, kind, default=default, annotation=hint)
        return
    for inner, inner_hint in get_type_hints(hint, include_extras=True).items():
        yield from _options(inner, inner_hint, getattr(hint, inner, None))


def _call(taker: Callable[..., _Taken], values: dict[str, Any]) -> _Taken:
    """Call a command, or make a group; `values` has the value of each option by its name."""
    hints = get_type_hints(taker, include_extras=True)
    return taker(
        **{
            name: _call(hint, values) if _is_group(hint) else values[name]
            for name, hint in hints.items()
            if name != "return"
        }
    )


def _is_group(hint: object) -> bool:
    return isinstance(hint, type) and is_dataclass(hint)
