"""The meaning of options and of the environment: clock, zones, ranges, lists, thresholds."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from usagestats.choices import SPLIT_KEYS, ColorChoice, Measure, Weekday, Wide
from usagestats.cli.options.setting import Found, Origin, choice_of, find
from usagestats.errors import UsageError, did_you_mean
from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass, replace
from usagestats.render.formats import Format

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.cli.options.groups import OutputOptions, RequestFilters, SpanOptions
    from usagestats.periods.clock import Clock
    from usagestats.periods.period import Range
    from usagestats.tables.counts import Counts

NOW_VARIABLE = "USAGESTATS_NOW"
_SHARE = late_pattern(r"([0-9]+(?:\.[0-9]+)?)%")


def now() -> datetime:
    """Return the present time, or the one that the environment sets for tests and back-fills."""
    text = os.environ.get(NOW_VARIABLE)
    if not text:
        return datetime.now(UTC)
    try:
        time = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as error:
        hint = "write it as 2026-05-04T10:00:00+00:00"
        raise UsageError(f"not a time: {text}", where=NOW_VARIABLE, hint=hint) from error
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def zone_named(name: str, place: str) -> ZoneInfo:
    """Return the time zone that an option, a variable or a file names."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, no name at all, a folder of zones
        from usagestats.periods.zone_names import zone_hint

        hint = zone_hint(name, now())
        raise UsageError(f"no such time zone: {name}", where=place, hint=hint) from error


def display_zone(timezone: Found) -> ZoneInfo:
    """Return the zone of periods and times: the one that is set, else the system's."""
    found = timezone if timezone.value is not None else system_zone()
    return zone_named("UTC" if found.value is None else found.value, found.where)


def system_zone() -> Found:
    """Return the zone of the system."""
    # where TZ names no zone, tzlocal takes UTC without a message, and all days would be shifted
    named = os.environ.get("TZ", "").removeprefix(":")
    if named and not named.startswith("/"):
        return Found(named, Origin.ENVIRONMENT, "TZ")
    from tzlocal import get_localzone_name

    name = get_localzone_name()
    return Found("UTC" if name == "Etc/UTC" else name, Origin.DEFAULT, "the system's zone")


def clock_of(timezone: str | None, file: CatalogFile, week_start: Weekday | None = None) -> Clock:
    """Return the present time, the zone and the first day of a week, by which ranges are read."""
    from usagestats.periods.clock import Clock

    first_day = choice_of(find("week_start", week_start, file), Weekday, Weekday.MONDAY)
    return Clock(now(), display_zone(find("timezone", timezone, file)), first_day.number)


def output_in_force(output: OutputOptions, file: CatalogFile) -> OutputOptions:
    """Return the options of the output; the environment and the user's file fill in the rest.

    A format of the environment is for standard output only: the suffix of a file comes before it.
    """
    color = find("color", output.color, file)
    written_format = find("format", output.output_format, file)
    output_format = output.output_format
    if output_format is None and output.output in {None, "-"} and written_format.value:
        output_format = choice_of(written_format, Format, Format.CSV)
    return replace(
        output, color=choice_of(color, ColorChoice, ColorChoice.AUTO), output_format=output_format
    )


def range_of(expression: str | None, since: str | None, until: str | None, clock: Clock) -> Range:
    """Return the range that the options name; without them it is open at both ends."""
    from usagestats.periods.range_expression import parse_bounds, parse_range

    if expression is None:
        return parse_bounds(since, until, clock)
    if since is not None or until is not None:
        hint = "write START..END after --range, or --since and --until alone"
        raise UsageError("cannot be combined with --since or --until", where="--range", hint=hint)
    return parse_range(expression, clock)


def refuse_beside_rejects(span: SpanOptions, filters: RequestFilters) -> None:
    """Make sure that rejects are not filtered: they have no fields.

    Raises:
        UsageError: A filter is given.
    """
    given = {
        "--range": span.range_,
        "--since": span.since,
        "--until": span.until,
        "--product": filters.owners.product,
        "--backend": filters.owners.backend,
        "--app": filters.owners.applications.app,
        "--plan": filters.owners.applications.plan,
        "--account": filters.owners.applications.account,
        "--status": filters.status,
        "--path": filters.path,
        "--http-method": filters.http_method,
    }
    for option, value in given.items():
        if value:
            what = "cannot be combined with --rejects"
            hint = "lines that did not parse have no time and no fields"
            raise UsageError(what, where=option, hint=hint)


def refuse_split_chart(others: Mapping[str, object], where: str = "--chart") -> None:
    """Make sure that a chart has one row for each period.

    Args:
        others: The options that make several, with their values.
        where: The option that draws the chart.

    Raises:
        UsageError: One of them is given.
    """
    for option, value in others.items():
        if value:
            hint = "draw one part, as by --app NAME; or the parts in columns: --wide app --top 5"
            raise UsageError(f"cannot be combined with {option}", where=where, hint=hint)


def refuse_beside_wide(
    wide: Wide | None, splits: Sequence[str], others: Mapping[str, object]
) -> None:
    """Make sure that nothing is given that has no meaning beside --wide.

    Args:
        wide: The value of --wide.
        splits: The keys by which rows are split.
        others: Further options that are refused, with their values.

    Raises:
        UsageError: A split by the same key is given, or one of the other options.
    """
    if wide is None:
        return
    for option, value in others.items():
        if value:
            what = "cannot be combined with --wide, which has a single figure in each column"
            raise UsageError(what, where=option, hint=f"leave out {option} or --wide")
    if SPLIT_KEYS[wide] in splits:
        hint = f"leave out one of the two: --wide {wide} has a column for each, --split-by a row"
        raise UsageError(f"{wide} is the key of --wide, too", where="--split-by", hint=hint)


def refuse_top_of_nothing(top: int | None, splits: Sequence[str], wide: Wide | None) -> None:
    """Make sure that there are values of which some are the largest.

    Raises:
        UsageError: Rows are not split, or the columns are the classes of statuses.
    """
    if top is None:
        return
    if wide is Wide.STATUS:
        hint = "leave --top out: the classes of statuses are six columns"
        raise UsageError("cannot be combined with --wide status", where="--top", hint=hint)
    if not splits and wide is None:
        hint = "add --split-by app; for a ranking: usagestats top-apps -n N"
        raise UsageError("needs --split-by or --wide", where="--top", hint=hint)


def listed(values: Sequence[str] | None) -> tuple[str, ...]:
    """Return the words of an option that may be repeated and takes lists separated by commas."""
    words = (word.strip() for value in values or () for word in value.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def keys_named(names: Sequence[str], keys: Mapping[str, str], option: str) -> tuple[str, ...]:
    """Return the keys that the names of an option stand for, in the order given.

    A key is its own name, too: `application` as well as `app`, since reports have such a column.
    """
    known = {**{key: key for key in keys.values()}, **keys}
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or f"choose from {', '.join(keys)}"
            raise UsageError(f"no such key: {name}", where=option, hint=hint)
    return tuple(dict.fromkeys(known[name] for name in names))


def split_keys(names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the keys of USAGE by which rows are split."""
    return keys_named(listed(names), SPLIT_KEYS, "--split-by")


def split_keys_but_status(names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the keys by which rows are split that have a status already."""
    keys = {name: key for name, key in SPLIT_KEYS.items() if name != "status"}
    return keys_named(listed(names), keys, "--split-by")


def latency_keys(names: Sequence[str] | None) -> tuple[tuple[str, ...], bool]:
    """Return the keys of USAGE by which rows of `latency` are split, and whether metrics are one.

    The column of metrics is the last, wherever the option names it.
    """
    found = keys_named(listed(names), {**SPLIT_KEYS, "metric": "metric"}, "--split-by")
    return tuple(key for key in found if key != "metric"), "metric" in found


def measures_named(names: Sequence[str] | None) -> tuple[Measure, ...]:
    """Return the figures of each metric, in the order given: usage, if none is named.

    Raises:
        UsageError: There is no such figure.
    """
    known = [measure.value for measure in Measure]
    for name in listed(names):
        if name not in known:
            hint = did_you_mean(name, known) or f"choose from {', '.join(known)}"
            raise UsageError(f"no such figure: {name}", where="--measure", hint=hint)
    return tuple(map(Measure, listed(names))) or (Measure.USAGE,)


@dataclass(frozen=True, slots=True)
class RejectLimit:
    """The most rejects that are allowed: a count, or a share of requests and rejects together."""

    count: int | None = None
    share: float | None = None

    @classmethod
    def of(cls, setting: Found) -> RejectLimit:
        """Read the setting `max_rejects`."""
        text = setting.value
        if text is None:
            return cls()
        if text.isascii() and text.isdecimal():
            return cls(count=int(text))
        match = _SHARE.fullmatch(text)
        if not match or float(match[1]) > 100:  # noqa: PLR2004  (per cent)
            hint = "write a count such as 10, or a share such as 0.1%"
            raise UsageError(f"not a number of rejects: {text}", where=setting.where, hint=hint)
        return cls(share=float(match[1]) / 100)

    def is_crossed(self, counts: Counts) -> bool:
        """Return whether more lines were rejected than the limit allows."""
        if self.count is not None:
            return counts.rejects > self.count
        candidates = counts.requests + counts.rejects
        return self.share is not None and counts.rejects > self.share * candidates
