"""Where the store is, and whether there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

STORE_VARIABLE = "USAGESTATS_STORE"


def default_store(environment: Mapping[str, str], in_catalog: str | None) -> str | None:
    """Return the store to read where no option names one; `None` where there is none yet.

    Args:
        environment: Its `USAGESTATS_STORE` comes first.
        in_catalog: The one that the catalog names, if it names one.
    """
    if named := environment.get(STORE_VARIABLE) or in_catalog:
        return named
    from platformdirs import user_data_path  # noqa: PLC0415  (dear, and seldom needed)

    path = user_data_path("usagestats") / "store"
    return str(path) if path.exists() else None
