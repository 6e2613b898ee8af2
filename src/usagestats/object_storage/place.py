"""The place of an object: a value that says which object, in which state, and how it is reached."""

from __future__ import annotations

import os
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from usagestats.errors import UsageError
from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass, replace
from usagestats.object_storage.urls import has_secrets, shown_url

if TYPE_CHECKING:
    from datetime import datetime


_SERVER: Final = late_pattern(
    r"https?://(?:[^\s/?#@]+@)?(?:[^\s/?#:\[\]]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?(?:/\S*)?"
)
_ENDPOINTS: Final = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


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


def with_environment(settings: StorageSettings) -> StorageSettings:
    """Return settings with the endpoint of the environment, where they have none; for `s3://`.

    Raises:
        UsageError: It is no URL of a server.
    """
    if settings.endpoint is not None:
        return settings
    name = next((name for name in _ENDPOINTS if os.environ.get(name)), None)
    if name is None:
        return settings
    endpoint = os.environ[name]
    if not _SERVER.fullmatch(endpoint):  # not shown: who forgets the scheme may name a password
        hint = "write https://HOST, or http://HOST:PORT"
        raise UsageError("is not the URL of a server", where=name, hint=hint)
    return replace(settings, endpoint=endpoint)


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
