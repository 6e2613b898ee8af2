"""The settings that are in force, and where each comes from.

An option comes first, then the environment, the catalog, the user's file, and the default.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from usagestats.cli.options.setting_names import OPTIONS, variable_of
from usagestats.errors import UsageError, did_you_mean
from usagestats.light_dataclass import dataclass

if TYPE_CHECKING:
    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.catalog.written_settings import WrittenSetting

_Choice = TypeVar("_Choice", bound=StrEnum)


class Origin(StrEnum):
    """Where a setting comes from; the first that sets it counts."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    CATALOG = "catalog"
    USERS_FILE = "user file"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Found:
    """A setting that is in force.

    Args:
        value: Its value as text; `None` where nothing sets it.
        origin: Where the value comes from.
        place: The option, the variable, or the file and the line.
        key: Its key, where a file sets it.
        folder: The folder that a path in the value is relative to.
    """

    value: str | None
    origin: Origin
    place: str = ""
    key: str = ""
    folder: Path = Path()

    @property
    def where(self) -> str:
        """The place as errors name it."""
        return f"{self.place}: {self.key}" if self.key else self.place


def find(key: str, given: str | None, file: CatalogFile) -> Found:
    """Return the setting that is in force.

    Args:
        key: Its name in `OPTIONS`, or a key of the catalog.
        given: The value of the option.
        file: The catalog, and the user's file.
    """
    if given is not None:
        return Found(given, Origin.OPTION, OPTIONS[key])
    if key in OPTIONS and (text := os.environ.get(variable_of(key))):
        return Found(text, Origin.ENVIRONMENT, variable_of(key))
    if written := file.settings.get(key):
        return _written(key, written, Origin.CATALOG)
    if written := file.users.get(key):
        return _written(key, written, Origin.USERS_FILE)
    return Found(None, Origin.DEFAULT)


def _written(key: str, setting: WrittenSetting, origin: Origin) -> Found:
    return Found(setting.value, origin, setting.place, key, setting.file.parent)


def choice_of(found: Found, choices: type[_Choice], default: _Choice) -> _Choice:
    """Return a setting that is one of several words.

    Raises:
        UsageError: It is none of them.
    """
    if found.value is None:
        return default
    words = [str(choice) for choice in choices]
    if found.value not in words:
        hint = did_you_mean(found.value, words) or f"choose from {', '.join(words)}"
        raise UsageError(f"no such choice: {found.value}", where=found.where, hint=hint)
    return choices(found.value)
