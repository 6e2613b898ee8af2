"""Reads the catalog and the user's settings.

The catalog is the file of --catalog, else of the environment, else the nearest, else the user's
own. pydantic is loaded only where there is a file.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from usagestats.catalog.catalog_search import find_catalog, find_users_file
from usagestats.catalog.model import DEFAULT_CATALOG, Catalog
from usagestats.catalog.registry import Registry
from usagestats.errors import UsageError
from usagestats.light_dataclass import dataclass, replace
from usagestats.object_storage.place import StorageSettings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from usagestats.catalog.document import Document
    from usagestats.catalog.mail_server import MailServer
    from usagestats.catalog.toml_file import TomlFile
    from usagestats.catalog.written_settings import WrittenSetting


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """A catalog, and the settings of its file and of the user's.

    Args:
        path: The path of `usagestats.toml`; `None` where there is none.
        catalog: The catalog that requests are mapped by.
        registry: The applications.
        settings: The settings that the catalog sets, by their keys.
        users: The settings that the user's file sets, by their keys.
        mail_server: The mail server of the catalog, else of the user's file.
        storage: How object storage is reached, by the catalog, else by the user's file.
        storage_place: The file and the line that say so; empty where none does.
    """

    path: Path | None
    catalog: Catalog
    registry: Registry
    settings: Mapping[str, WrittenSetting] = field(default_factory=dict)
    users: Mapping[str, WrittenSetting] = field(default_factory=dict)
    mail_server: MailServer | None = None
    storage: StorageSettings = field(default_factory=StorageSettings)
    storage_place: str = ""

    @classmethod
    def none(cls) -> CatalogFile:
        """Return the catalog and settings that hold without a file."""
        return cls(None, DEFAULT_CATALOG, Registry())

    def value(self, key: str) -> str | None:
        """Return a setting of the catalog, else of the user's file."""
        written = self.settings.get(key) or self.users.get(key)
        return written.value if written else None


def load_catalog(
    explicit: Path | None, folder: Path, option: str = "--catalog", *, is_wanted: bool = True
) -> CatalogFile:
    """Read the catalog for a folder, and the user's settings.

    Args:
        explicit: The file that the user names; `None`: the catalog is looked for.
        folder: The folder where the search begins; it goes on in the folders above.
        option: The option or variable that names the file, for errors.
        is_wanted: Whether there is to be a catalog at all.

    Raises:
        UsageError: A file cannot be read, or has mistakes.
    """
    path = (explicit or find_catalog(folder)) if is_wanted else None
    users_file = find_users_file()
    users = _read_users_file(users_file) if users_file else CatalogFile.none()
    if path is None:
        return users
    return read_catalog(path, option if explicit is not None else None, users)


def read_catalog(
    path: Path, option: str | None = None, users: CatalogFile | None = None
) -> CatalogFile:
    """Read a catalog and the applications that it names.

    Args:
        path: The path of `usagestats.toml`.
        option: The option or variable that named it, for errors.
        users: The settings that hold without the catalog: those of the user's file.

    Raises:
        UsageError: The file cannot be read, or has mistakes.
    """
    data = _content(path, option)
    from usagestats.catalog.build import (  # noqa: PLC0415  (loads pydantic)
        catalog_of,
        mail_server_of,
        storage_of,
    )
    from usagestats.catalog.toml_file import TomlFile, checked_document  # noqa: PLC0415  (as above)
    from usagestats.catalog.written_settings import written_settings  # noqa: PLC0415  (as above)

    file = TomlFile.of(data, str(path))
    document = checked_document(file)
    registry = _registry(path, document, file)
    catalog = catalog_of(document, registry)
    settings = written_settings(document, path, file.lines())
    users = users or CatalogFile.none()
    server = mail_server_of(document.smtp, path, file.lines()) or users.mail_server
    storage, place = users.storage, users.storage_place
    if document.storage:
        storage, place = storage_of(document.storage), f"{path}:{file.lines()['storage',]}"
    return CatalogFile(path, catalog, registry, settings, users.users, server, storage, place)


def _read_users_file(path: Path) -> CatalogFile:
    data = _content(path, None)
    from usagestats.catalog.build import (  # noqa: PLC0415  (loads pydantic)
        mail_server_of,
        storage_of,
    )
    from usagestats.catalog.document import UserSettings  # noqa: PLC0415  (as above)
    from usagestats.catalog.toml_file import TomlFile  # noqa: PLC0415  (as above)
    from usagestats.catalog.written_settings import written_settings  # noqa: PLC0415  (as above)

    file = TomlFile.of(data, str(path))
    checked = file.checked(UserSettings)
    return replace(
        CatalogFile.none(),
        users=written_settings(checked, path, file.lines()),
        mail_server=mail_server_of(checked.smtp, path, file.lines()),
        storage=storage_of(checked.storage) if checked.storage else StorageSettings(),
        storage_place=f"{path}:{file.lines()['storage',]}" if checked.storage else "",
    )


def _content(path: Path, option: str | None) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot read {path}: {reason}", where=option) from error


def _registry(path: Path, document: Document, catalog: TomlFile) -> Registry:
    if document.applications is None:
        return Registry()
    from usagestats.catalog.applications_file import read_registry  # noqa: PLC0415  (as above)
    from usagestats.catalog.mistakes import LocatedMistake  # noqa: PLC0415  (as above)

    file = path.parent / document.applications
    try:
        return read_registry(file, {plan.name: plan.id for plan in document.plans})
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        mistake = LocatedMistake(("applications",), f"cannot read {file}: {reason}")
        raise catalog.error([mistake]) from error
