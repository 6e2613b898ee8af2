"""The user's folders: for settings, for what is kept, and for what can be made again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_NAME: Final = "usagestats"


def settings_folder() -> Path | None:
    """Return the folder of settings, as platformdirs names it; `None` for a user without a home.

    Every run looks there, and to load platformdirs takes some hundredths of a small one, so the
    rule of Linux (XDG Base Directory: a relative path is ignored) stands here.
    """
    if sys.platform == "linux":
        named = Path(os.environ.get("XDG_CONFIG_HOME", ""))
        folder = named if named.is_absolute() else _expanded("~/.config")
        return folder / _NAME if folder.is_absolute() else None
    from platformdirs import user_config_path  # noqa: PLC0415  (as above)

    return _folder(user_config_path)


def data_folder() -> Path | None:
    """Return the folder of what is kept, such as the store; `None` for a user without a home."""
    from platformdirs import user_data_path  # noqa: PLC0415  (slow to load, seldom needed)

    return _folder(user_data_path)


def cache_folder() -> Path | None:
    """Return the folder of what can be made again; `None` for a user without a home."""
    from platformdirs import user_cache_path  # noqa: PLC0415  (slow to load, seldom needed)

    return _folder(user_cache_path)


def _folder(named: Callable[[str], Path]) -> Path | None:
    try:
        folder = named(_NAME)
    except RuntimeError:  # the library finds no home
        return None
    return folder if folder.is_absolute() else None


def _expanded(path: str) -> Path:
    return Path(os.path.expanduser(path))  # noqa: PTH111  (without a home it stays as it is)
