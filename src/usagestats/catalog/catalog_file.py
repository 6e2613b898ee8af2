"""Finds and reads the catalog: the file of --catalog, else the nearest, else the user's own.

pydantic is loaded only where there is a catalog.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.catalog.registry import Registry
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from usagestats.catalog.document import Document

FILE_NAME: Final = "usagestats.toml"


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """A catalog, and the other settings of its file.

    Args:
        path: The path of `usagestats.toml`; `None` where there is none.
        catalog: The catalog that requests are mapped by.
        registry: The applications.
        timezone: The name of the zone of reports, where one is set.
        log_timezone: The name of the zone of logs without offsets, where one is set.
        week_start: The first day of a week, Monday is 0.
        log_format: The format of logs, where one is set.
        store: The path or URL of the store, where one is set.
    """

    path: Path | None
    catalog: Catalog
    registry: Registry
    timezone: str | None = None
    log_timezone: str | None = None
    week_start: int = 0
    log_format: str | None = None
    store: str | None = None

    @classmethod
    def none(cls) -> CatalogFile:
        """Return the catalog and settings that hold without a file."""
        return cls(None, DEFAULT_CATALOG, Registry())


def load_catalog(explicit: str | None, folder: Path) -> CatalogFile:
    """Read the catalog that holds in a folder.

    Args:
        explicit: The file that the user names; `None`: the catalog is looked for.
        folder: The folder where the search begins; it goes on in the folders above.

    Raises:
        UsageError: The file cannot be read, or has mistakes.
    """
    path = Path(explicit) if explicit is not None else find_catalog(folder)
    return (
        read_catalog(path, "--catalog" if explicit is not None else None)
        if path
        else CatalogFile.none()
    )


def find_catalog(folder: Path) -> Path | None:
    """Return the nearest catalog: in the folder, above it, or in the user's configuration."""
    for candidate in (folder, *folder.absolute().parents):
        if _is_file(candidate / FILE_NAME):
            return candidate / FILE_NAME
    from platformdirs import user_config_path  # noqa: PLC0415  (slow to load, seldom needed)

    path = user_config_path("usagestats") / FILE_NAME
    return path if _is_file(path) else None


def _is_file(path: Path) -> bool:
    with suppress(OSError):  # a folder above that this user may not enter
        return path.is_file()
    return False


def read_catalog(path: Path, option: str | None = None) -> CatalogFile:
    """Read a catalog and the applications that it names.

    Args:
        path: The path of `usagestats.toml`.
        option: The option that named it, for errors.

    Raises:
        UsageError: The file cannot be read, or has mistakes.
    """
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot read {path}: {reason}", where=option) from error
    from usagestats.catalog.toml_file import read_document  # noqa: PLC0415  (loads pydantic)

    return _catalog_file(path, read_document(data, str(path)))


def _catalog_file(path: Path, document: Document) -> CatalogFile:
    from usagestats.catalog.build import catalog_of  # noqa: PLC0415  (as above)
    from usagestats.catalog.document import Weekday  # noqa: PLC0415  (as above)

    registry = _registry(path, document)
    return CatalogFile(
        path,
        catalog_of(document, registry),
        registry,
        document.timezone,
        document.log_timezone,
        get_args(Weekday).index(document.week_start),
        document.log_format,
        _store(path, document.store),
    )


def _registry(path: Path, document: Document) -> Registry:
    if document.applications is None:
        return Registry()
    from usagestats.catalog.applications_file import read_registry  # noqa: PLC0415  (as above)
    from usagestats.catalog.mistakes import LocatedMistake  # noqa: PLC0415  (as above)
    from usagestats.catalog.toml_file import catalog_error  # noqa: PLC0415  (as above)

    file = path.parent / document.applications
    try:
        return read_registry(file, {plan.name: plan.id for plan in document.plans})
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        mistake = LocatedMistake(("applications",), f"cannot read {file}: {reason}")
        raise catalog_error([mistake], str(path)) from error


def _store(path: Path, store: str | None) -> str | None:
    if store is None or "://" in store:
        return store
    return str(path.parent / store)
