"""The place of an object: a value that says which object, in which state, and how it is reached."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from usagestats.light_dataclass import dataclass
from usagestats.object_storage.urls import has_secrets, shown_url

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """How object storage is reached, without any credential: `[storage]` of the catalog.

    Args:
        endpoint: The URL of the server; `None`: the one of the cloud, or that of the environment.
        region: The region of the bucket.
        account: The account that has the containers of `az://`.
        anonymous: Whether requests carry no credentials, as public buckets allow.
        virtual_hosted: Whether the bucket is a part of the host name of the endpoint.
    """

    endpoint: str | None = None
    region: str | None = None
    account: str | None = None
    anonymous: bool = False
    virtual_hosted: bool = False


@dataclass(frozen=True, slots=True)
class ObjectPlace:
    """An object as a listing shows it.

    Args:
        url: Its URL, such as `s3://logs/2026/access.log.gz`.
        etag: The tag of this state of it; `None` where the server gives none.
        size: Its size in bytes; `None` where the server does not say.
        modified: The time when it was written; `None` where the server does not say.
        settings: How its server is reached.
    """

    url: str
    etag: str | None = None
    size: int | None = None
    modified: datetime | None = None
    settings: StorageSettings = field(default_factory=StorageSettings)

    @property
    def name(self) -> str:
        """The URL as messages show it, without any credential."""
        return shown_url(self.url)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how another process makes the same value.

        Raises:
            TypeError: The URL holds a credential, which must not leave this process.
        """
        if has_secrets(self.url):
            raise TypeError(f"{self.name}: its URL holds a credential and stays in this process")
        return ObjectPlace, (self.url, self.etag, self.size, self.modified, self.settings)
