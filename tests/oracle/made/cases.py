"""A case: a catalog, logs and questions, all by chance from one number."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from tests.oracle.catalog import applications_text, catalog_text
from tests.oracle.made.catalogs import ZONES, made_catalog
from tests.oracle.made.lines import CHANGES, FORMATS, made_lines
from tests.oracle.made.questions import made_questions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.oracle.catalog import Catalog
    from tests.oracle.question import Question


@dataclass(frozen=True)
class LogFile:
    """A file of a log."""

    name: str
    lines: tuple[str, ...]
    ends_with_newline: bool = True

    @property
    def content(self) -> bytes:
        text = "".join(f"{line}\n" for line in self.lines).encode()
        if not self.ends_with_newline:
            text = text[:-1]
        return gzip.compress(text, 1, mtime=0) if self.name.endswith(".gz") else text


@dataclass(frozen=True)
class Case:
    """All that a comparison needs."""

    seed: int
    catalog: Catalog
    files: tuple[LogFile, ...]
    questions: tuple[Question, ...]
    now: datetime
    log_zone: str
    is_read_twice: bool

    @property
    def has_plain_logs(self) -> bool:
        return any(not file.name.endswith(".gz") for file in self.files)

    def write_catalog(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        text = catalog_text(self.catalog)
        (folder / "usagestats.toml").write_text(text, encoding="utf-8")
        rows = applications_text(self.catalog)
        (folder / "applications.csv").write_text(rows, encoding="utf-8")

    def write_beginnings(self, folder: Path) -> None:
        """Write the first part of each log that is not compressed, as it was earlier."""
        (folder / "logs").mkdir()
        for number, file in enumerate(self.files):
            if not file.name.endswith(".gz"):
                length = len(file.content) * (number + 1) // (len(self.files) + 1)
                (folder / "logs" / file.name).write_bytes(file.content[:length])

    def write(self, folder: Path) -> None:
        """Write all logs."""
        (folder / "logs").mkdir(exist_ok=True)
        for file in self.files:
            (folder / "logs" / file.name).write_bytes(file.content)


def made_case(seed: int) -> Case:
    """Make a case; the same seed makes the same one."""
    chance = Random(seed)
    catalog = made_catalog(chance)
    zone = chance.choice(ZONES)
    length = timedelta(hours=chance.choice((3, 3, 3, 24, 72, 216, 960)))
    begin = CHANGES[zone] - timedelta(seconds=chance.randrange(int(length.total_seconds())))
    end = begin + length
    files = _log(chance, 0, begin, end, zone)
    if chance.random() < 0.5:
        gap = timedelta(minutes=chance.randint(15, 100))
        later = end + gap if chance.random() < 0.5 else begin
        files += _log(chance, 1, later, later + length, zone)
    now = datetime.fromtimestamp(
        int(end.timestamp()) + chance.choice((-3_600 * 30, 0, 977, 86_400 * 3)), UTC
    )
    questions = made_questions(chance, catalog, begin, end)
    return Case(
        seed=seed,
        catalog=catalog,
        files=tuple(files),
        questions=questions,
        now=now,
        log_zone=zone,
        is_read_twice=chance.random() < 0.3,
    )


Spans = list[tuple[datetime, datetime]]


def _log(chance: Random, number: int, begin: datetime, end: datetime, zone: str) -> list[LogFile]:
    """Make the files of one log; one of a series may be missing."""
    kinds = [_one, _by_numbers, _of_gateways, *([_by_dates] if (end - begin).days < 10 else [])]
    names, spans = chance.choice(kinds)(chance, ("access", "shop")[number], begin, end)
    count = max(2, chance.choice((20, 60, 150)) // len(spans))
    write = chance.choice(FORMATS)
    odd_share = chance.choice((0.0, 0.03, 0.1))
    files = [
        LogFile(
            name + (".gz" if chance.random() < 0.3 else ""),
            tuple(made_lines(chance, write, span, count, zone, odd_share)),
        )
        for name, span in zip(names, spans, strict=True)
    ]
    if len(files) > 2 and chance.random() < 0.5:
        del files[chance.randrange(1, len(files) - 1)]
    if chance.random() < 0.3:
        files[-1] = replace(files[-1], ends_with_newline=False)
    return files


def _one(_: Random, stem: str, begin: datetime, end: datetime) -> tuple[list[str], Spans]:
    return [f"{stem}.log"], [(begin, end)]


def _by_numbers(
    chance: Random, stem: str, begin: datetime, end: datetime
) -> tuple[list[str], Spans]:
    members = chance.randint(2, 5)
    cuts = sorted(chance.sample(range(1, int((end - begin).total_seconds())), members - 1))
    bounds = [begin, *(begin + timedelta(seconds=cut) for cut in cuts), end]
    names = [f"{stem}.log", *(f"{stem}.log.{n}" for n in range(1, members))]
    return names[::-1], list(pairwise(bounds))


def _of_gateways(_: Random, stem: str, begin: datetime, end: datetime) -> tuple[list[str], Spans]:
    return [f"{stem}1.log", f"{stem}2.log"], [(begin, end)] * 2


def _by_dates(_: Random, stem: str, begin: datetime, end: datetime) -> tuple[list[str], Spans]:
    days = [begin.date() + timedelta(day) for day in range((end.date() - begin.date()).days + 1)]
    midnights = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days]
    bounds = [begin, *midnights[1:], end]
    spans = [(a, b) for a, b in pairwise(bounds) if a < b]
    return [f"{stem}-{day}.log" for day in days][: len(spans)], spans
