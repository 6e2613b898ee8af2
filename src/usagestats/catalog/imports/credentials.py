"""Where requests carry credentials, and credentials that may be written down."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from usagestats.catalog.applications_file import COLUMNS
from usagestats.catalog.identify import checked_source
from usagestats.catalog.mistakes import Mistake

if TYPE_CHECKING:
    from usagestats.catalog.imports.part import Part


def query_source(name: Part) -> str:
    """Return the place of a credential in the query, in the form of `identify`.

    Raises:
        UsageError: No parameter can have this name.
    """
    try:
        return checked_source(f"query:{name.required_text()}")
    except Mistake as error:
        raise name.error(error.what, error.hint) from error


def hashed_key(credential: str) -> str:
    """Return the form in which `applications.csv` may hold a credential."""
    return f"sha256:{sha256(credential.encode()).hexdigest()}"


def application_row(**cells: str) -> dict[str, str]:
    """Return a row of `applications.csv`; what is not known is empty."""
    return {column: cells.get(column, "") for column in COLUMNS}
