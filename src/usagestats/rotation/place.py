"""The place of a file in its log by its name alone, as a store keeps it beside the name.

So a report need not take the names of a million objects apart.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from usagestats.light_dataclass import dataclass
from usagestats.rotation.log_file import LogFile

if TYPE_CHECKING:
    from datetime import datetime

NAME_RULES: Final = 1
"""The version of `names` and of `Place`: it rises with each change by which a name may get another
place. Places that a store has by other rules are not read."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a file whose name later rotations leave as it is.

    Args:
        log: Its log; of a format that is written on demand, the folder.
        date: The date in its name, without a zone; `None`: its log is in the order of requests.
        number: The number in its name, as it is written; `None` where there is none.
        is_gapless: Whether no file of the log can be missing.
    """

    log: str
    date: datetime | None
    number: str | None
    is_gapless: bool


def place_of(path: str, log_format: str) -> Place | None:
    """Return the place of a file; `None`: later rotations may give it another name.

    Args:
        path: The path, with `/` between folders.
        log_format: The name of the format; empty where it is not known.
    """
    file = LogFile("", path, None, log_format=log_format)
    name = file.name
    if file.is_on_demand:
        return Place(str(PurePath(name.log).parent), None, None, is_gapless=True)
    if name.date is None:
        return None
    return Place(name.log, name.date, name.written_number, is_gapless=name.is_container_log)
