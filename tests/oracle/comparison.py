"""Runs the command on a case, and compares each cell with the expected one."""

from __future__ import annotations

import csv
import json
import re
import traceback
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING

from tests.case import ENVIRONMENT, Invocation, Outcome
from tests.oracle.coverage import covered_slots
from tests.oracle.explained import some_number
from tests.oracle.question import Question
from tests.oracle.reports.every import REPORTS
from tests.oracle.reports.table import Nearly
from tests.oracle.requests import read_lines
from tests.oracle.world import World
from tests.same_process import run_in_process
from usagestats.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.oracle.explained import Number
    from tests.oracle.made.cases import Case
    from tests.oracle.reports.table import Table


MISTAKE = 2  # the exit code
STORE = ["--store", "store"]
HALF = 0.5 + 1e-6
SIX_DIGITS = 5.01e-7


@dataclass(frozen=True)
class Difference:
    """A command whose output is another than expected."""

    question: Question
    command: list[str]
    explanation: str


@dataclass
class Tally:
    """What was compared."""

    commands: int = 0
    cells: int = 0


def world_of(case: Case) -> World:
    files = {file.name: read_lines(file.name, file.lines, case.log_zone) for file in case.files}
    covered = covered_slots(
        {name: lines.requests for name, lines in files.items()},
        is_continuous=case.catalog.is_continuous,
    )
    return World(case.catalog, tuple(files.values()), covered, case.now)


def run(case: Case, folder: Path, arguments: list[str]) -> Outcome:
    environment = ENVIRONMENT | {
        "USAGESTATS_NOW": case.now.isoformat(),
        "USAGESTATS_LOG_TIMEZONE": case.log_zone,
    }
    try:
        return run_in_process(Invocation(arguments, folder, environment))
    except Exception:  # noqa: BLE001  (a difference, too, which is made small as others are)
        return Outcome("", traceback.format_exc(), ExitCode.UNEXPECTED)


def compared(case: Case, folder: Path, tally: Tally) -> list[Difference]:
    """Write a case into a folder, ask its questions, and return what differs."""
    world = world_of(case)
    found = [*_read_into_store(case, folder)]
    for source in (["logs"], STORE):
        command = ["traffic", "--by", "all", *source, "--format", "json", "-q"]
        text = _counts_differ(run(case, folder, command), world, tally)
        found += [Difference(Question("traffic", by="all"), command, text)] if text else []
    for question in case.questions:
        expected = None
        if not world.is_mistaken(question):
            expected = REPORTS[question.report](world, question)
        for source in (["logs"], *([] if question.needs_logs else [STORE])):
            command = [*question.arguments(), *source, "--format", "csv", "-q"]
            wanted = _without_clients(expected) if source is STORE else expected
            outcome = run(case, folder, command)
            text = difference(outcome, wanted, tally)
            if not text and (number := some_number(question, outcome.stdout)):
                command = [*number.arguments, *source, "--format", "csv", "-q"]
                text = _explained_otherwise(number, run(case, folder, command), tally)
            found += [Difference(question, command, text)] if text else []
    return found


def _without_clients(table: Table | None) -> Table | None:
    """Return what is expected of a store, which keeps no addresses."""
    if table is None or "clients" not in table.header:
        return table
    place = table.header.index("clients")
    return replace(table, rows=[[*row[:place], None, *row[place + 1 :]] for row in table.rows])


def _explained_otherwise(number: Number, outcome: Outcome, tally: Tally) -> str:
    tally.commands += 1
    if outcome.exit:
        return f"exit {outcome.exit}: {outcome.stderr}"
    return number.difference(outcome.stdout)


def _read_into_store(case: Case, folder: Path) -> Iterator[Difference]:
    """Write the files and read them, perhaps once before they are complete."""
    commands = [["ingest", "--final", "-q", "logs", *STORE]]
    case.write_catalog(folder)
    if case.is_read_twice and case.has_plain_logs:
        case.write_beginnings(folder)
        commands.insert(0, ["ingest", "-q", "logs", *STORE])
    for command in commands:
        if command is commands[-1]:
            case.write(folder)
        outcome = run(case, folder, command)
        if outcome.exit:
            yield Difference(case.questions[0], command, f"exit {outcome.exit}: {outcome.stderr}")


def _counts_differ(outcome: Outcome, world: World, tally: Tally) -> str:
    """Compare the counts of lines."""
    tally.commands += 1
    if outcome.exit:
        return f"exit {outcome.exit}: {outcome.stderr}"
    counts = json.loads(outcome.stdout)["meta"]["counts"]
    matched = sum(one.is_matched for one in world.counted)
    expected = {
        "lines": sum(lines.total for lines in world.lines),
        "requests": len(world.requests),
        "rejects": sum(lines.rejects for lines in world.lines),
        "ignored": sum(lines.ignored for lines in world.lines),
        "matched": matched,
        "unmatched": len(world.counted) - matched,
        "excluded": len(world.requests) - len(world.counted),
        "in_range": len(world.counted),
    }
    tally.cells += len(expected)
    return "" if counts == expected else f"counts {counts}, not {expected}"


def difference(outcome: Outcome, expected: Table | None, tally: Tally) -> str:
    """Return what differs first; nothing where all cells are as expected."""
    tally.commands += 1
    if expected is None:
        return "" if outcome.exit == MISTAKE else "an unknown application is not refused"
    if outcome.exit != expected.exit:
        return f"exit {outcome.exit}, not {expected.exit}: {outcome.stderr}"
    header, *rows = csv.reader(StringIO(outcome.stdout))
    if header != expected.header:
        return f"columns {header}, not {expected.header}"
    for number, (row, wanted) in enumerate(zip(rows, expected.rows, strict=False)):
        tally.cells += len(row)
        for name, cell, other in zip(header, row, wanted, strict=True):
            if not is_equal(cell, other):
                texts = [written(one) for one in wanted]
                return f"row {number}, {name}: {cell}, not {written(other)}\n  {row}\n  {texts}"
    if len(rows) != len(expected.rows):
        first = [*rows, *expected.rows][min(len(rows), len(expected.rows))]
        return f"{len(rows)} rows, not {len(expected.rows)}: {first}"
    return ""


def written(cell: object) -> str:
    if isinstance(cell, Nearly):
        return str(cell.value)
    if isinstance(cell, bool):
        return str(cell).lower()
    return "" if cell is None else str(cell)


def is_equal(cell: str, wanted: object) -> bool:
    """Compare text; numbers with decimals by their value, of which CSV has six digits."""
    if wanted is ... or cell == written(wanted):
        return True
    if isinstance(wanted, Nearly):
        return cell.isdigit() and abs(int(cell) - wanted.value) <= HALF
    is_number = isinstance(wanted, float) and re.fullmatch(r"-?[\d.]+", cell)
    return bool(is_number) and abs(float(cell) - float(str(wanted))) <= SIX_DIGITS
