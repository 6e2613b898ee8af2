"""Where the store is, and whether there is one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

STORE_VARIABLE = "USAGESTATS_STORE"


def default_store(environment: Mapping[str, str]) -> Path | None:
    """Return the store to read where none is named; `None` where there is none yet."""
    if named := environment.get(STORE_VARIABLE):
        return Path(named)
    from platformdirs import user_data_path  # noqa: PLC0415  (dear, and seldom needed)

    path = user_data_path("usagestats") / "store"
    return path if path.exists() else None
