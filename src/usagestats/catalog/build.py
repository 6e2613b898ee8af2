"""Document and Registry → Catalog; the declarations of a mail server and of storage → these."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from usagestats.catalog.currency import Currency
from usagestats.catalog.identify import credential_of
from usagestats.catalog.mail_address import mail_address
from usagestats.catalog.mail_server import PORTS, MailServer
from usagestats.catalog.model import DEFAULT_IDENTIFY, Catalog, Credential, Exclusions
from usagestats.catalog.owners import products_of
from usagestats.catalog.plans import plans_of
from usagestats.object_storage.place import StorageSettings
from usagestats.tables.declared import FIELD

if TYPE_CHECKING:
    from usagestats.catalog.document import Document, ExcludeEntry, SmtpEntry, StorageEntry
    from usagestats.catalog.mistakes import KeyPath
    from usagestats.catalog.registry import Registry


def catalog_of(document: Document, registry: Registry) -> Catalog:
    """Return the catalog that a document without mistakes describes."""
    products = products_of(document)
    return Catalog(
        products,
        _identify(document),
        _exclusions(document.exclude, registry),
        plans_of(document, products),
        document.counting,
        document.coverage == "continuous",
        document.limit_timezone,
        tuple(document.secrets),
        Currency(document.currency) if document.currency else None,
        tuple(source.removeprefix(FIELD) for source in document.client),
        tuple(ip_network(text) for text in document.trusted_proxies),
    )


def mail_server_of(
    entry: SmtpEntry | None, file: Path, lines: dict[KeyPath, int]
) -> MailServer | None:
    """Return the mail server that a file declares, if it does.

    Args:
        entry: The declaration.
        file: The path of the file; the file of the password is relative to it.
        lines: The line of each key.
    """
    if entry is None:
        return None
    password = entry.password_file
    return MailServer(
        host=entry.host,
        port=entry.port or PORTS[entry.security],
        security=entry.security,
        sender=mail_address(entry.sender),
        user=entry.user,
        password_file=None if password is None else file.parent / Path(password).expanduser(),
        place=f"{file}:{lines['smtp',]}",
    )


def storage_of(entry: StorageEntry) -> StorageSettings:
    """Return how a file says that object storage is reached."""
    return StorageSettings(**entry.model_dump())


def _identify(document: Document) -> tuple[Credential, ...]:
    if document.identify is None:
        return DEFAULT_IDENTIFY
    return tuple(credential_of(entry.source, is_secret=entry.secret) for entry in document.identify)


def _exclusions(entry: ExcludeEntry, registry: Registry) -> Exclusions:
    identities = (registry.identities_of(text) for text in entry.applications)
    return Exclusions(
        tuple(entry.paths),
        tuple(ip_network(text) for text in entry.addresses),
        tuple(entry.user_agents),
        tuple(entry.statuses),
        frozenset().union(*identities),
    )
