"""The values of a portal's file → rows of imported usage: their metrics, spans and applications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from usagestats.catalog.model import DEFAULT_NAME, HITS
from usagestats.errors import UsageError, did_you_mean
from usagestats.ingest.portal_file import Value, is_ranking, values_of
from usagestats.ingest.portal_times import portal_time, span_at, width_of
from usagestats.periods.period import Period
from usagestats.store.schema import IMPORTED, STORED
from usagestats.tables.declared import ANY_APPLICATION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from usagestats.catalog.model import Catalog, Product
    from usagestats.catalog.registry import Registry
    from usagestats.choices import ImportWidth
    from usagestats.periods.clock import Clock
    from usagestats.periods.period import Range

_KEYS = ("product", "backend", "application", "metric")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalUsage:
    """How the values of a file are understood.

    Args:
        catalog: Declares the metrics, products and backends.
        registry: The registered applications.
        clock: Has the zone of the file's times, and the first day of weeks.
        range: The spans outside of it are left out.
        product: The product of the usage; `None`: the only one.
        backend: The backend of the usage; `None`: all of the product.
        application: The application of the usage; `None`: as the file says.
        metrics: The metrics that are taken; none for all. The only metric of a file whose columns
            are applications.
        width: The width of the spans; `None`: found by the distance of times.
    """

    catalog: Catalog
    registry: Registry
    clock: Clock
    range: Range
    product: str | None = None
    backend: str | None = None
    application: str | None = None
    metrics: tuple[str, ...] = ()
    width: ImportWidth | None = None

    def rows(self, data: bytes, file: str) -> pl.DataFrame:
        """Return the usage in a file.

        Shape: one row per span, product, backend, application and metric: the columns `IMPORTED`.

        Raises:
            UsageError: The file has another layout, or says something that cannot be right.
        """
        values = values_of(data, file)
        if is_ranking(data):
            values = [self._of_range(value) for value in values]
        elif self.metrics and not any(self._metric(name) for name in {v.metric for v in values}):
            values = [self._of_application(value) for value in values]
        spans = self._spans(values, file)
        schema = {name: STORED[name] for name in IMPORTED}
        found = [
            (spans[value].start, spans[value].end, *self._keys(value, file), value.usage)
            for value in values
            if spans[value] and (not self.metrics or self._metric(value.metric) in self.metrics)
        ]
        columns = ("start", "end", *_KEYS, "usage")
        rows = pl.DataFrame(found, {name: schema[name] for name in columns}, orient="row")
        _refuse_overlaps(rows, file)
        return rows.filter(self._is_in_range()).select(IMPORTED)

    def _of_range(self, value: Value) -> Value:
        """Return a value of a ranking, which names neither its metric nor its time."""
        if not (self.range.start and self.range.end):
            hint = "name the time that it is of, such as --range 2025-03"
            raise UsageError("top applications have no times", where="--range", hint=hint)
        return value._replace(
            metric=self.metrics[0] if self.metrics else HITS,
            start=self.range.start.isoformat(),
            end=self.range.end.isoformat(),
        )

    def _of_application(self, value: Value) -> Value:
        """Return a value of a column that is an application, such as `Web by Acme`."""
        name, _, _ = value.metric.rpartition(" by ")
        known = self.registry.identities_of(name) & self.registry.identities.keys()
        application = name if known else value.metric
        return value._replace(metric=self.metrics[0], application=application)

    def _spans(self, values: Iterable[Value], file: str) -> dict[Value, Period]:
        times: dict[str, datetime] = {}
        for value in values:
            for text in filter(None, (value.start, value.end)):
                if text not in times:
                    times[text] = self._time(text, f"{file}:{value.line}")
        width = self.width or width_of(times[one.start] for one in values)
        spans: dict[str, Period] = {}
        found = {}
        for value in values:
            if value.end:
                if times[value.end] <= times[value.start]:
                    raise UsageError("a span ends before it begins", where=f"{file}:{value.line}")
                found[value] = Period(times[value.start], times[value.end])
                continue
            if value.start not in spans:
                spans[value.start] = self._span(times[value.start], width, f"{file}:{value.line}")
            found[value] = spans[value.start]
        return found

    def _time(self, text: str, where: str) -> datetime:
        time = portal_time(text, self.clock.zone)
        if time is None:
            zone = self.clock.zone.key
            hint = f"times are read in {zone}: --timezone names the zone of the portal's account"
            raise UsageError(f"no time: {text}", where=where, hint=hint)
        return time

    def _span(self, start: datetime, width: ImportWidth | None, where: str) -> Period:
        if width is None:
            hint = "name it: --by day"
            raise UsageError("the times do not show the width of a span", where=where, hint=hint)
        try:
            return span_at(start, width, self.clock.zone, self.clock.week_start)
        except UsageError as error:
            raise UsageError(error.what, where=where, hint=error.hint) from error

    def _keys(self, value: Value, file: str) -> tuple[str, str | None, str, str]:
        where = f"{file}:{value.line}"
        product = self._product(value.product, where)
        metric = self._metric(value.metric)
        if metric is None:
            hint = did_you_mean(value.metric, self.catalog.metrics()) or (
                "declare it in the catalog, or choose others: --metric NAME; if each column is an"
                " application, --metric names their metric"
            )
            raise UsageError(f"no metric of the catalog: {value.metric}", where=where, hint=hint)
        application = self.application or value.application
        return (
            product,
            self._backend(product, value.backend, where),
            self._identity(application),
            metric,
        )

    def _product(self, named: str, where: str) -> str:
        names = [product.name for product in self.catalog.products]
        product = self.product or named or (names[0] if len(names) == 1 else "")
        if not names:
            return product or DEFAULT_NAME
        if product not in names:
            hint = did_you_mean(product, names) or f"choose from {', '.join(names)}: --product NAME"
            what = f"no such product: {product}" if product else "the product is not named"
            raise UsageError(what, where=where, hint=hint)
        return product

    def _backend(self, product: str, named: str, where: str) -> str | None:
        backend = self.backend or named or None
        if backend is None or not self.catalog.products:
            return backend
        owner = next(one for one in self.catalog.products if one.name == product)
        names = _backends(owner)
        if backend not in names:
            hint = did_you_mean(backend, names) or f"choose from {', '.join(names)}"
            raise UsageError(f"no such backend of {product}: {backend}", where=where, hint=hint)
        return backend

    def _metric(self, text: str) -> str | None:
        """Return the metric that a name means, or a name for people; `None` where none does."""
        if text in self.catalog.metrics():
            return text
        friendly = {
            metric.friendly_name.lower(): metric.name
            for product in self.catalog.products
            for metrics in (product.metrics, *(one.backend.metrics for one in product.mounts))
            for metric in metrics
        }
        built_in = {name.lower(): name for name in self.catalog.metrics()}
        return (friendly | built_in).get(text.lower())

    def _identity(self, application: str) -> str:
        """Return the identity of an application in USAGE."""
        if not application:
            return ANY_APPLICATION
        known = self.registry.identities_of(application) & self.registry.identities.keys()
        return min(known, default=application)

    def _is_in_range(self) -> pl.Expr:
        start, end = self.range.start, self.range.end
        is_late = pl.lit(value=True) if start is None else pl.col("start") >= start
        return is_late & (pl.lit(value=True) if end is None else pl.col("end") <= end)


def _backends(product: Product) -> list[str]:
    return [mount.backend.name for mount in product.mounts]


def _refuse_overlaps(rows: pl.DataFrame, file: str) -> None:
    """Refuse a file that has the usage of a metric twice for some time.

    Raises:
        UsageError: It has.
    """
    in_order = rows.sort("start", "end")
    before = in_order.with_columns(
        before=pl.col("end").shift(1).over(_KEYS, mapping_strategy="group_to_rows")
    )
    twice = before.filter(pl.col("start") < pl.col("before"))
    if not twice.is_empty():
        start, metric = twice.select("start", "metric").row(0)
        what = f"{metric} is there twice for the time from {start:%Y-%m-%d %H:%M} UTC"
        raise UsageError(
            what, where=file, hint="does the file hold several applications or products?"
        )
    kinds = rows.group_by("product", "metric").agg(
        is_mixed=(pl.col("application") == ANY_APPLICATION).n_unique() > 1
    )
    if kinds["is_mixed"].any():
        what = "some rows have an application, others have none: usage would count twice"
        raise UsageError(what, where=file)
