"""A question to the command: a report and its options."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from tests.oracle.slots import MINUTES


@dataclass(frozen=True)
class Filters:
    """The values of each filter; none lets everything through."""

    products: tuple[str, ...] = ()
    backends: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    http_methods: tuple[str, ...] = ()


OPTIONS = {
    "products": "--product",
    "backends": "--backend",
    "apps": "--app",
    "plans": "--plan",
    "accounts": "--account",
    "statuses": "--status",
    "paths": "--path",
    "http_methods": "--http-method",
}


@dataclass(frozen=True)
class Question:
    """What is asked; empty texts and zeros are options that are not given."""

    report: str
    by: str = ""
    range: str = ""
    timezone: str = ""
    week_start: str = ""
    counting: str = ""
    filters: Filters = field(default_factory=Filters)
    split_by: tuple[str, ...] = ()
    metric: str = ""
    measure: str = ""
    is_compared: bool = False
    is_long: bool = False
    is_dense: bool = False
    wide: str = ""
    top: int = 0
    limit: int = 0
    is_all: bool = False
    is_portal: bool = False
    conditions: tuple[str, ...] = ()
    has_metrics: bool = False
    shows_addresses: bool = False
    has_bounds: bool = False
    least: int = 0
    from_level: int = 0
    fail_level: int = 0

    @property
    def needs_logs(self) -> bool:
        """Whether a store cannot answer."""
        filters = self.filters
        if self.report == "integration-errors" and filters != Filters(products=filters.products):
            return True
        if self.by in MINUTES or (self.report == "clients" and not self.by):
            return True
        splits = {"path", "user-agent"} & {*self.split_by}
        has_paths = self.report in {"peaks", "requests", "top-paths"} or bool(splits)
        return has_paths or bool(filters.paths or filters.http_methods)

    def arguments(self) -> list[str]:
        """Return the arguments of the command, without the logs."""
        flags = {
            "--compare=previous": self.is_compared,
            "--long": self.is_long,
            "--dense": self.is_dense,
            "--all": self.is_all,
            "--3scale-compatible": self.is_portal,
            "--show-addresses": self.shows_addresses,
        }
        values = {
            "--by": self.by,
            **self._bounds(),
            "--timezone": self.timezone,
            "--week-start": self.week_start,
            "--counting": self.counting,
            "--split-by": ",".join([*self.split_by, *(["metric"] if self.has_metrics else [])]),
            "--metric": self.metric,
            "--measure": self.measure,
            "--wide": self.wide,
            "--top": str(self.top or ""),
            "-n": str(self.limit or ""),
            "--min-requests": str(self.least or ""),
            "--from-level": str(self.from_level or ""),
        }
        found = [self.report, *(flag for flag, is_given in flags.items() if is_given)]
        for option, value in values.items():
            found += [option, value] if value else []
        for condition in self.conditions:
            found += ["--fail-on", condition]
        found += ["--fail-on", str(self.fail_level)] if self.fail_level else []
        for part in fields(self.filters):
            for value in getattr(self.filters, part.name):
                found += [OPTIONS[part.name], value]
        return found

    def _bounds(self) -> dict[str, str]:
        """Return the options of the range: both of its ends have an option of their own, too."""
        if not (self.has_bounds and ".." in self.range):
            return {"--range": self.range}
        since, until = self.range.split("..")
        return {"--since": since, "--until": until}
