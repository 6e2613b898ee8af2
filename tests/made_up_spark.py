"""A Spark that is made up: it works in this process, with batches that are lists of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

Rows = list[dict[str, Any]]


class Batch:
    """Rows, as a batch of Arrow has them."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def to_pylist(self) -> Rows:
        return self._rows

    @classmethod
    def from_pylist(cls, rows: Rows) -> Batch:
        return cls(rows)


@dataclass
class Frame:
    """Rows in parts; functions are called when they are collected."""

    session: Session
    parts: Callable[[], list[Rows]]

    def coalesce(self, count: int) -> Frame:
        return self.repartition(count)

    def repartition(self, count: int) -> Frame:
        def dealt() -> list[Rows]:
            rows = [row for part in self.parts() for row in part]
            return [rows[first::count] for first in range(count)]

        return Frame(self.session, dealt)

    def mapInArrow(  # noqa: N802  (the name of the library)
        self, function: Callable[[Iterable[Batch]], Iterator[Batch]], schema: str
    ) -> Frame:
        names = {field.split()[0] for field in schema.split(", ")}

        def mapped() -> list[Rows]:
            parts = []
            for part in self.parts():
                batches = [Batch([row]) for row in part]
                rows = [row for batch in function(iter(batches)) for row in batch.to_pylist()]
                assert all(row.keys() == names for row in rows)
                parts.append(rows)
            return parts

        return Frame(self.session, mapped)

    def collect(self) -> Rows:
        self.session.jobs += 1
        if self.session.failures:
            failure = self.session.failures.pop(0)
            if failure:
                raise failure
        return [row for part in self.parts() for row in part]

    def count(self) -> int:
        return len(self.collect())


@dataclass
class Session:
    """A session; `failures` are those of the next jobs, `None` for one that ends well."""

    cores: int = 2
    failures: list[Exception | None] = field(default_factory=list)
    jobs: int = 0
    tags: set[str] = field(default_factory=set)
    interrupted: list[str] = field(default_factory=list)
    is_stopped: bool = False
    version: str = "4.3.0"

    def range(self, count: int) -> Frame:
        rows = [{"id": number} for number in range(count)]
        return Frame(self, lambda: [rows[first :: self.cores] for first in range(self.cores)])

    def createDataFrame(  # noqa: N802  (the name of the library)
        self, rows: Sequence[tuple[int, bytes]], schema: str
    ) -> Frame:
        names = [field.split()[0] for field in schema.split(", ")]
        return Frame(self, lambda: [[dict(zip(names, row, strict=True)) for row in rows]])

    def addTag(self, tag: str) -> None:  # noqa: N802
        self.tags.add(tag)

    def interruptTag(self, tag: str) -> None:  # noqa: N802
        self.interrupted.append(tag)

    def stop(self) -> None:
        self.is_stopped = True


@dataclass
class Builder:
    """Makes a session, and keeps what it is given."""

    session: Session
    given: dict[str, Any] = field(default_factory=dict)
    failure: Exception | None = None

    def appName(self, name: str) -> Self:  # noqa: N802
        self.given["name"] = name
        return self

    def master(self, master: str) -> Self:
        self.given["master"] = master
        return self

    def remote(self, remote: str) -> Self:
        self.given["remote"] = remote
        return self

    def config(self, *, map: dict[str, str]) -> Self:  # noqa: A002
        self.given["options"] = map
        return self

    def getOrCreate(self) -> Session:  # noqa: N802
        if self.failure:
            raise self.failure
        return self.session
