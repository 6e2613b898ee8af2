"""The options and the environment variables of settings, and the catalog that one of them names.

It loads nothing, so that completion stays quick.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from usagestats.errors import UsageError

OPTIONS: Final = {
    "catalog": "--catalog",
    "timezone": "--timezone",
    "log_timezone": "--log-timezone",
    "week_start": "--week-start",
    "counting": "--counting",
    "log_format": "--log-format",
    "max_rejects": "--max-rejects",
    "store": "--store",
    "format": "--format",
    "color": "--color",
}
"""The settings that have an option. Each has an environment variable, too."""


def variable_of(key: str) -> str:
    """Return the environment variable of a setting."""
    return f"USAGESTATS_{key.upper()}"


def chosen_file(option: str | None, *, is_without: bool) -> tuple[Path | None, str]:
    """Return the catalog that the user names, if one is named, and what names it.

    Args:
        option: The value of --catalog.
        is_without: Whether --no-catalog is given.

    Raises:
        UsageError: Both options are given.
    """
    if is_without and option is not None:
        raise UsageError("cannot be combined with --catalog", where="--no-catalog")
    if option is not None:
        return Path(option), OPTIONS["catalog"]
    text = os.environ.get(variable_of("catalog"))
    return (Path(text) if text and not is_without else None), variable_of("catalog")
