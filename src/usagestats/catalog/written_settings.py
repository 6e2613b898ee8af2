"""Settings as files have them: the values, and where each is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

    from usagestats.catalog.mistakes import KeyPath


@dataclass(frozen=True, slots=True)
class WrittenSetting:
    """A setting of a file.

    Args:
        value: Its value as text.
        file: The path of the file.
        line: The line of the key.
    """

    value: str
    file: Path
    line: int

    @property
    def place(self) -> str:
        """The file and the line."""
        return f"{self.file}:{self.line}"


def written_settings(
    table: BaseModel, file: Path, lines: dict[KeyPath, int]
) -> dict[str, WrittenSetting]:
    """Return the settings that a file has: the keys that stand alone, without tables and lists.

    Args:
        table: The content of the file.
        file: Its path; folders in settings are relative to it.
        lines: The line of each key.
    """
    found = {}
    for key in table.model_fields_set:
        value = getattr(table, key)
        if isinstance(value, str):
            text = _location(value, file) if key in {"store", "applications"} else str(value)
            found[key] = WrittenSetting(text, file, lines[key,])
    return found


def _location(text: str, file: Path) -> str:
    """Return a path, relative to the folder of the file, or a URL."""
    return text if "://" in text or text.startswith("~") else str(file.parent / text)
