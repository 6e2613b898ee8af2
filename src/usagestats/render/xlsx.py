"""Report → an Excel workbook: a sheet of rows with filter and totals, and a sheet about the report.

Numbers and dates are real, and no text is a formula or link. A cell has no time zone: times are in
the zone of the report, without an offset; the sheet `about` names the zone.
"""

from __future__ import annotations

from contextlib import contextmanager
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Final

from usagestats.render.about import facts_about
from usagestats.render.sheet import write_facts, write_rows
from usagestats.safety.visible import visible
from usagestats.unfinished_files import unfinished_files, with_named_failures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from zoneinfo import ZoneInfo

    from xlsxwriter import Workbook

    from usagestats.render.notation import Notation
    from usagestats.report import Report

    Facts = Iterable[tuple[str, str | int | None]]

_PIECE_BYTES: Final = 1 << 20


def to_xlsx(batches: Iterable[Report], notation: Notation) -> Iterator[bytes]:
    """Write a workbook of one report, piece by piece.

    Raises:
        UsageError: There are more rows than a sheet holds.
        UsageStatsError: There is no room for the temporary files.
    """
    reports = iter(batches)
    first = next(reports)
    content = BytesIO()
    with with_named_failures(), _workbook(content, first.title, first.zone) as workbook:
        last = write_rows(workbook, first.name, chain([first], reports), notation)
        write_facts(workbook, facts_about(last))
    yield from _pieces(content)


def to_workbook(
    title: str, facts: Facts, reports: Mapping[str, Report], notation: Notation
) -> Iterator[bytes]:
    """Write a workbook of several reports, piece by piece.

    Args:
        title: Its title.
        facts: Names and values for its first sheet, which says what it is about.
        reports: At least one report in one zone, by the names of their sheets.
        notation: How times are written.

    Raises:
        UsageError: There are more rows than a sheet holds.
        UsageStatsError: There is no room for the temporary files.
    """
    zone = next(iter(reports.values())).zone
    content = BytesIO()
    with with_named_failures(), _workbook(content, title, zone) as workbook:
        write_facts(workbook, facts)
        for name, report in reports.items():
            write_rows(workbook, name, iter([report]), notation)
    yield from _pieces(content)


def _pieces(content: BytesIO) -> Iterator[bytes]:
    content.seek(0)
    yield from iter(lambda: content.read(_PIECE_BYTES), b"")


@contextmanager
def _workbook(content: BytesIO, title: str, zone: ZoneInfo) -> Iterator[Workbook]:
    """Give a workbook whose rows wait in temporary files until it is closed.

    Raises:
        OSError: The temporary files cannot be written.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  (an extra)
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415  (as above)

    with unfinished_files() as files:
        folder = str(files.create_temporary_folder())
        try:
            with Workbook(content, {"constant_memory": True, "tmpdir": folder}) as workbook:
                comments = f"Times are of {zone.key}."
                workbook.set_properties({"title": visible(title), "comments": comments})
                yield workbook
        except FileCreateError as error:
            reason: OSError = error.args[0]
            raise OSError(reason.errno, reason.strerror) from error
