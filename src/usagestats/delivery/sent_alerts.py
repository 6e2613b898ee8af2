"""The alerts that recipients know already, in a file that runs share.

A recipient knows an alert if one of the same application and level, less than `SILENCE` before or
after, was sent to it. So a time that moves a little, since a log came late, is no new alert.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from usagestats.errors import UsageStatsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, timedelta
    from pathlib import Path

_WAIT_SECONDS: Final = 600  # another run may wait for a server that does not answer
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS sent"
    " (key TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (key, time)) WITHOUT ROWID"
)
_NEAR: Final = "SELECT 1 FROM sent WHERE key = ? AND time > ? AND time < ? LIMIT 1"


class Crossing(NamedTuple):
    """An application that reached a level of a limit.

    Args:
        application_id: The id of the application.
        level: The level in per cent.
        time: The start of the slot.
    """

    application_id: str
    level: int
    time: datetime


@dataclass(frozen=True, slots=True)
class SentAlerts:
    """The alerts that recipients know.

    Args:
        file: The file that keeps them.
        scope: Tells applications with the same id apart, where several catalogs share the file.
        silence: The time in which an alert of an application and level is sent once.
    """

    file: Path
    scope: str
    silence: timedelta

    def new_to(self, recipient: str, crossings: Sequence[Crossing]) -> list[bool]:
        """Return for each crossing whether it is new to a recipient, and change nothing.

        Raises:
            UsageStatsError: The file cannot be read.
        """
        if not self.file.exists():
            return [True] * len(crossings)
        with self._open() as connection:
            return self._news(connection, self._rows(recipient, crossings))

    @contextmanager
    def sending(self, recipient: str, crossings: Sequence[Crossing]) -> Iterator[list[bool]]:
        """Give for each crossing whether it is new to a recipient; afterwards all are known.

        Other runs wait meanwhile. After an error, the new ones stay new.

        Raises:
            UsageStatsError: The file cannot be read or written.
        """
        with self._open() as connection:
            self._execute(connection, "BEGIN IMMEDIATE")
            rows = self._rows(recipient, crossings)
            news = self._news(connection, rows)
            yield news
            sent = [row for row, is_new in zip(rows, news, strict=True) if is_new]
            with self._named_failures():
                connection.executemany("INSERT OR IGNORE INTO sent VALUES (?, ?)", sent)
            self._execute(connection, "COMMIT")

    def _rows(self, recipient: str, crossings: Sequence[Crossing]) -> list[tuple[str, int]]:
        return [(self._key(recipient, one), round(one.time.timestamp())) for one in crossings]

    def _news(self, connection: sqlite3.Connection, rows: list[tuple[str, int]]) -> list[bool]:
        return [not self._is_known(connection, *row) for row in rows]

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._named_failures():
            self.file.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.file, timeout=_WAIT_SECONDS, isolation_level=None)
        with closing(connection):  # what is not committed is undone
            self._execute(connection, _TABLE)
            yield connection

    def _is_known(self, connection: sqlite3.Connection, key: str, time: int) -> bool:
        seconds = int(self.silence.total_seconds())
        with self._named_failures():
            row = connection.execute(_NEAR, (key, time - seconds, time + seconds)).fetchone()
        return row is not None

    def _execute(self, connection: sqlite3.Connection, statement: str) -> None:
        with self._named_failures():
            connection.execute(statement)

    def _key(self, recipient: str, crossing: Crossing) -> str:
        """Return a digest, so that the file names no recipient and no application."""
        parts = (self.scope, recipient, crossing.application_id, str(crossing.level))
        return sha256("\0".join(parts).encode()).hexdigest()

    @contextmanager
    def _named_failures(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            what = f"the alerts that were sent already cannot be noted: {reason}"
            raise UsageStatsError(what, where=str(self.file)) from error
