"""The run of `usagestats init`: draft a catalog, and write it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.catalog.imports.import_file import import_file
from usagestats.catalog.model import DEFAULT_CATALOG
from usagestats.catalog.new_catalog import (
    APPLICATIONS_FILE,
    applications_text,
    catalog_text,
    write_new,
)
from usagestats.catalog.plain_ids import with_plain_ids
from usagestats.catalog.schema import catalog_schema
from usagestats.catalog.suggestion import DraftEvidence, suggest
from usagestats.cli.console.messages import report_reading
from usagestats.cli.console.progress import shown_progress
from usagestats.cli.console.standard_output import write_to_stdout
from usagestats.cli.runs.reading import log_format_of
from usagestats.errors import UsageError
from usagestats.light_dataclass import replace
from usagestats.logs.files.sources import find_sources
from usagestats.pipeline.counting import UsageQuestion, survey_logs
from usagestats.survey.draft_evidence import DraftSurvey
from usagestats.tables.usage import Grain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from usagestats.catalog.imports.draft import Draft
    from usagestats.cli.console.messages import Messages

_ANY_ZONE = ZoneInfo("UTC")  # any zone will do: a draft holds no times


def print_schema() -> None:
    """Print the JSON Schema of the catalog."""
    write_to_stdout(f"{json.dumps(catalog_schema(), indent=2)}\n".encode())


def drafted(
    logs: Sequence[str] | None, imported: Path | None, log_format: str | None, messages: Messages
) -> Draft:
    """Draft a catalog from a file, from logs, or from nothing.

    Args:
        logs: The names on the command line.
        imported: The file of another program.
        log_format: The value of --log-format.
        messages: Writes what was noticed in the logs.

    Raises:
        UsageError: The file cannot be imported, or both are named.
        InputError: A log cannot be read.
    """
    if imported is None:
        return with_plain_ids(suggest(_seen(logs or [], log_format, messages)))
    if logs:
        raise UsageError(
            "cannot be combined with LOG: a draft is made from one of the two", where="--from"
        )
    return with_plain_ids(import_file(imported))


def write_catalog(draft: Draft, path: Path, messages: Messages) -> None:
    """Write the catalog and its applications into one folder, and remarks on how to complete them.

    Raises:
        UsageError: One of the files exists already.
        UsageStatsError: One of them cannot be written.
    """
    texts = {path: catalog_text(draft)}
    if draft.applications:
        texts[path.parent / APPLICATIONS_FILE] = applications_text(draft)
    write_new(texts)
    _report(draft, messages)
    messages.note(f"wrote {' and '.join(map(str, texts))}")


def print_catalog(draft: Draft, messages: Messages) -> None:
    """Print the catalog, without its applications: they need a file of their own."""
    write_to_stdout(catalog_text(replace(draft, applications=[])).encode())
    _report(draft, messages)
    if rows := len(draft.applications):
        messages.note(
            f"{rows:,} rows of {APPLICATIONS_FILE} are not written: name an --output FILE"
        )


def _report(draft: Draft, messages: Messages) -> None:
    for line in draft.unsupported:
        messages.warn(f"left out: {line}")
    for line in draft.notes:
        messages.detail(line)


def _seen(logs: Sequence[str], log_format: str | None, messages: Messages) -> DraftEvidence:
    if not logs:
        return DraftEvidence()
    sources = find_sources(logs)
    question = UsageQuestion(
        DEFAULT_CATALOG,
        Grain((), timedelta(days=1)),
        _ANY_ZONE,
        log_format_of(log_format, CatalogFile.none(), messages),
    )
    with shown_progress(sources, quiet=messages.quiet) as meter:
        read, found = survey_logs(sources, question, DraftSurvey(), meter=meter)
    report_reading(read.lines, _ANY_ZONE.key, messages)
    return found or DraftEvidence()
