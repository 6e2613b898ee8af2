"""The choice of the catalog: by an option, by the environment, or by the folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from usagestats.choices import Counting
from usagestats.cli.options.setting import choice_of, find
from usagestats.cli.options.setting_names import chosen_file
from usagestats.light_dataclass import replace

if TYPE_CHECKING:
    from usagestats.catalog.catalog_file import CatalogFile


def catalog_in_force(option: str | None, *, is_without: bool = False) -> CatalogFile:
    """Read the catalog and the user's settings.

    Args:
        option: The value of --catalog.
        is_without: Whether --no-catalog is given.

    Raises:
        UsageError: A file cannot be read, or a setting is wrong.
    """
    from usagestats.catalog.catalog_file import load_catalog

    path, name = chosen_file(option, is_without=is_without)
    file = load_catalog(path, Path(), name, is_wanted=not is_without)
    counting = choice_of(find("counting", None, file), Counting, Counting.MATCHED)
    if counting is file.catalog.counting:
        return file
    return replace(file, catalog=replace(file.catalog, counting=counting))
