"""The report of `check`: sources, lines, rejects, series, coverage, catalog and warnings."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.catalog.model import DEFAULT_RULES
from usagestats.diagnostics.check.credentials import credential_rows
from usagestats.diagnostics.check.rows import Row
from usagestats.diagnostics.check.rule_matches import match_warnings
from usagestats.diagnostics.check.rules import NEVER_MATCHES, overlap_warnings, rule_warnings
from usagestats.report import Column, ColumnType, Report
from usagestats.reports.parts.columns import no_rows
from usagestats.reports.parts.span import missing_files
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.logs.detect.detection import Detection
    from usagestats.logs.readers.log_format import LogFormat
    from usagestats.pipeline.lines_read import LinesRead
    from usagestats.rotation.series import Series
    from usagestats.survey.credentials import CredentialsSeen
    from usagestats.survey.rule_matches import RuleMatches
    from usagestats.tables.counts import Counts
    from usagestats.tables.coverage import Coverage

GRAIN: Final = Grain((), timedelta(days=1))
"""The coarsest grain of all, since this report shows no USAGE."""

COLUMNS: Final = (
    Column("section", ColumnType.NAME),
    Column("name", ColumnType.NAME, is_sentence=True),
    Column("value", ColumnType.FACT, is_sentence=True),
    Column("count", ColumnType.COUNT, given_sum=False),
    Column("detail", ColumnType.NAME, is_sentence=True),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of reading the logs, and the catalog to check.

    Args:
        lines: The counts and rejects of all lines, and the outcome of each source.
        file: The catalog.
        findings: The matches of its rules; `None` if no line was read.
        coverage: The time that the logs cover.
        zone: The time zone of the output.
        credentials: The requests with the credentials that it names; `None` if it names none.
        log_format: The format of the logs; `None`: it is detected.
    """

    lines: LinesRead
    file: CatalogFile
    findings: RuleMatches | None
    coverage: Coverage
    zone: ZoneInfo
    credentials: CredentialsSeen | None = None
    log_format: LogFormat | None = None


def check_report(checked: Checked) -> Report:
    """Put the sections of the report together.

    Shape: one row per finding; the sections source, mixture, misfit, format, lines, reject, series,
    missing, coverage, catalog and warning, in this order.
    """
    rows = [
        *_source_rows(checked),
        *_mixture_rows(checked.lines),
        *_misfit_rows(checked),
        *_line_rows(checked.lines.counts),
        *_reject_rows(checked),
        *_series_rows(checked),
        *_coverage_rows(checked),
        *_catalog_rows(checked.file),
        *_warning_rows(checked),
    ]
    schema = no_rows(COLUMNS).schema
    warnings = sum(row.section == "warning" for row in rows)
    return Report(
        name="check",
        title=f"Check of {_numbered(len(checked.lines.outcomes), 'source')}: "
        f"{_numbered(warnings, 'warning')}",
        columns=COLUMNS,
        rows=pl.DataFrame([astuple(row) for row in rows], schema, orient="row"),
        zone=checked.zone,
        span=checked.coverage.hull,
        counts=checked.lines.counts,
        in_range=checked.lines.counts.requests,
        counting=checked.file.catalog.counting,
    )


def _numbered(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _source_rows(checked: Checked) -> Iterator[Row]:
    """Return a row per source, with the number of its lines."""
    misfits = {outcome.number for outcome in checked.lines.misfits}
    for outcome in checked.lines.outcomes:
        counts, detection = checked.lines.counts_of.get(outcome.number), outcome.detection
        if outcome.number in misfits:
            yield Row("source", outcome.source.name, None, None, _misfit(detection))
        elif outcome.is_skipped:
            yield Row("source", outcome.source.name, None, None, f"skipped: {detection}")
        elif outcome.copy_of:
            detail = f"not read, its content is in {outcome.copy_of.name}"
            yield Row("source", outcome.source.name, None, None, detail)
        elif detection is None or counts is None:
            yield Row("source", outcome.source.name, None, 0, outcome.damage or "empty")
        else:
            detail = detection.share
            if outcome.damage:
                detail += f"; {outcome.damage}"
            yield Row("source", outcome.source.name, detection.layers, counts.lines, detail)


def _mixture_rows(lines: LinesRead) -> Iterator[Row]:
    """Return the number of requests by format, for each source that held several formats."""
    for name, lines_of in lines.mixed_sources():
        for format_name, count in lines_of.most_common():
            yield Row("mixture", name, format_name, count)


def _misfit(detection: Detection | None) -> str:
    if detection is not None and detection.is_given:
        return detection.complaint
    has_best = detection is not None and detection.remark is None and detection.understood > 0
    return f"no format fits{'; the best is' if has_best else ':'} {detection}"


def _misfit_rows(checked: Checked) -> Iterator[Row]:
    """Return sample lines of the sources that no format fits, and the next steps for each."""
    for outcome in checked.lines.misfits:
        if outcome.detection:
            name = outcome.source.name
            yield from (Row("misfit", name, line) for line in outcome.detection.misfits)
            yield from (Row("help", name, None, None, step) for step in outcome.detection.remedies)


def _line_rows(counts: Counts) -> Iterator[Row]:
    for part in fields(counts):
        yield Row("lines", part.name, None, getattr(counts, part.name))


def _reject_rows(checked: Checked) -> Iterator[Row]:
    """Return a row per reason, the most frequent first, with the first line that it rejected."""
    totals: dict[str, int] = {}
    for (_, reason), count in checked.lines.rejects.counts.items():
        totals[reason] = totals.get(reason, 0) + count
    for reason, count in sorted(totals.items(), key=lambda item: (-item[1], item[0])):
        samples = checked.lines.rejects.samples.items()
        first = min(kept[0] for (_, other), kept in samples if other == reason)
        where = f"{checked.lines.outcomes[first.source].source.name}:{first.line}"
        yield Row("reject", reason, where, count, first.text)


def _series_rows(checked: Checked) -> Iterator[Row]:
    """Return a row per series of several files, and a row per file that is missing in it."""
    for series in checked.lines.series:
        if len(series.files) == 1:
            continue
        step = f"one per {series.step}" if series.step else None
        yield Row("series", series.pattern, step, len(series.files), _ends_of(series))
        for path in (path for files in series.missing for path in files.paths):
            yield Row("missing", series.pattern, path)


def _ends_of(series: Series) -> str:
    first, last = series.files[0], series.files[-1]
    return f"{first.path} to {last.path}"


def _coverage_rows(checked: Checked) -> Iterator[Row]:
    hull, zone = checked.coverage.hull, checked.zone
    if hull is None:
        return
    yield Row("coverage", "from", _iso(hull.start, zone))
    yield Row("coverage", "to", _iso(hull.end, zone))
    for hole in checked.coverage.holes(hull):
        between = f"{_iso(hole.start, zone)}/{_iso(hole.end, zone)}"
        detail = missing_files(checked.coverage, hole) or "no log between"
        yield Row("coverage", "hole", between, None, detail)


def _iso(time: datetime, zone: ZoneInfo) -> str:
    return time.astimezone(zone).isoformat()


def _catalog_rows(file: CatalogFile) -> Iterator[Row]:
    if file.path is None:
        detail = "without a catalog, GET counts as metadata, POST as datastore, others as hits only"
        yield Row("catalog", "file", None, None, detail)
        return
    products = file.catalog.products
    backends = {mount.backend for product in products for mount in product.mounts}
    written = [owner.rules for owners in (products, backends) for owner in owners]
    rules = sum(len(rules) for rules in written if rules != DEFAULT_RULES)
    yield Row("catalog", "file", str(file.path))
    yield Row("catalog", "products", None, len(products))
    yield Row("catalog", "backends", None, len(backends))
    yield Row("catalog", "rules", None, rules)
    yield Row("catalog", "applications", None, len(file.registry.applications))


def _warning_rows(checked: Checked) -> Iterator[Row]:
    catalog = checked.file.catalog
    findings = checked.findings if checked.lines.counts.requests else None
    if checked.credentials and checked.lines.counts.requests:
        read = [one.source for one in checked.lines.outcomes if not one.is_skipped]
        yield from credential_rows(catalog.identify, checked.credentials, read, checked.log_format)
    yield from overlap_warnings(catalog, findings)
    static = rule_warnings(catalog)
    yield from static
    if findings:
        hidden = {row.value for row in static if row.name == NEVER_MATCHES}
        yield from match_warnings(catalog, findings, hidden)
