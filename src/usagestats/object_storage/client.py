"""`obstore`, which reads and lists objects: an extra, since logs in files need none.

No other module imports the library. Credentials come from the environment or from the machine, by
the rules of the library; they never pass through this program.
"""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from usagestats.errors import UsageError
from usagestats.object_storage.failures import failures_as_errors
from usagestats.object_storage.place import ObjectPlace, with_environment
from usagestats.object_storage.urls import WEB

try:
    import obstore
    from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
    from obstore.store import from_url
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "obstore":
        raise
    hint = "install it: pip install 'usagestats-cli[objects]'"
    raise UsageError("URLs need obstore, which is not installed", hint=hint) from error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from obstore.store import ObjectStore

    from usagestats.object_storage.place import StorageSettings

FAULTS: Final = (BaseError, OSError, ValueError)
"""The errors of the library."""

LISTED: Final = pl.Schema(
    {
        "key": pl.String(),
        "size": pl.Int64(),
        "etag": pl.String(),
        "modified": pl.Datetime("us", "UTC"),
    }
)
"""The columns of a listing."""

_NAMES: Final = {"path": "key", "e_tag": "etag", "last_modified": "modified"}
_WRITTEN: Final = "cannot be written"
_KEYS_AT_ONCE: Final = 1000
_STREAM_BYTES: Final = 8 << 20
_RETRIES: Final[Any] = {"max_retries": 5, "retry_timeout": timedelta(seconds=60)}


class Bucket:
    """A bucket, or one object on a web server, whose key is then empty.

    Args:
        root: Its URL.
        settings: How its server is reached.
    """

    def __init__(self, root: str, settings: StorageSettings) -> None:
        with failures_as_errors(root, FAULTS):
            self._store: ObjectStore = from_url(
                root,
                config=_configuration(root, settings),
                client_options=_client_options(root, settings),
                retry_config=_RETRIES,
            )
        self._root = root
        self._settings = settings

    def state(self, key: str) -> ObjectPlace | None:
        """Return an object as it is now; `None` where there is none."""
        with failures_as_errors(self._url(key), FAULTS):
            try:
                meta = obstore.head(self._store, key)
            except FileNotFoundError:
                return None
        etag, size, modified = meta["e_tag"], meta["size"], meta["last_modified"]
        return ObjectPlace(self._url(key), etag, size, modified, self._settings)

    def keys(self, folder: str) -> Iterator[pl.DataFrame]:
        """Give the objects in a folder and below it, page by page, as the columns of `LISTED`."""
        with failures_as_errors(self._url(folder), FAULTS):
            pages = obstore.list(
                self._store, folder or None, chunk_size=_KEYS_AT_ONCE, return_arrow=True
            )
            for page in pages:
                yield _listed(pl.DataFrame(page))

    def level(self, folder: str) -> tuple[pl.DataFrame, list[str]]:
        """Return the objects that are right in a folder, and the folders in it."""
        with failures_as_errors(self._url(folder), FAULTS):
            found = obstore.list_with_delimiter(self._store, folder or None, return_arrow=True)
        return _listed(pl.DataFrame(found["objects"])), list(found["common_prefixes"])

    def read(self, key: str, begin: int, end: int, etag: str | None) -> bytes | None:
        """Return some bytes of an object; `None`: it is no longer the one with this tag, or gone.

        The server compares the tags where they are strong. Where it does not, its answer has the
        tag of what was read.
        """
        condition = etag if etag and not etag.startswith("W/") else None
        with failures_as_errors(self._url(key), FAULTS):
            try:
                answer = obstore.get(
                    self._store, key, options={"range": (begin, end), "if_match": condition}
                )
                now = answer.meta["e_tag"]
                return answer.bytes().to_bytes() if now == etag else None
            except (PreconditionError, FileNotFoundError):
                return None

    def stream(self, key: str) -> Iterator[bytes]:
        """Give the bytes of an object from a single answer, which no later change can touch."""
        with failures_as_errors(self._url(key), FAULTS):
            for block in obstore.get(self._store, key).stream(_STREAM_BYTES):
                yield bytes(block)

    def put_if_absent(self, key: str, data: bytes) -> bool:
        """Write an object where there is none yet; return whether the server did it."""
        with failures_as_errors(self._url(key), FAULTS, _WRITTEN):
            try:
                obstore.put(self._store, key, data, mode="create", use_multipart=False)
            except (AlreadyExistsError, PreconditionError):
                return False
        return True

    def delete(self, key: str) -> None:
        """Delete an object."""
        with failures_as_errors(self._url(key), FAULTS, _WRITTEN):
            obstore.delete(self._store, key)

    def _url(self, key: str) -> str:
        return f"{self._root}/{key}" if key else self._root


def bucket(root: str, settings: StorageSettings) -> Bucket:
    """Return a bucket; its connections are shared by all that read from it."""
    return _only_one(root, with_environment(settings) if root.startswith("s3://") else settings)


_only_one: Final = lru_cache(maxsize=64)(Bucket)


def _listed(page: pl.DataFrame) -> pl.DataFrame:
    return page.rename(_NAMES).select(pl.col(name).cast(dtype) for name, dtype in LISTED.items())


def _configuration(root: str, settings: StorageSettings) -> Any:  # noqa: ANN401  (by the scheme)
    """Return the settings as the library names them."""
    scheme = root.partition("://")[0]
    if scheme in WEB:
        return None
    named: dict[str, dict[str, Any]] = {
        "s3": {
            "endpoint": settings.endpoint,
            "region": settings.region,
            "skip_signature": settings.anonymous or None,
            "virtual_hosted_style_request": settings.virtual_hosted or None,
        },
        "gs": {"skip_signature": settings.anonymous or None},
        "az": {
            "account_name": settings.account,
            "endpoint": settings.endpoint,
            "skip_signature": settings.anonymous or None,
        },
    }
    return {name: value for name, value in named[scheme].items() if value is not None}


def _client_options(root: str, settings: StorageSettings) -> Any:  # noqa: ANN401  (see above)
    server = root if root.startswith(WEB) else settings.endpoint or ""
    is_plain = server.startswith("http://")
    options: dict[str, Any] = {"connect_timeout": "10s", "timeout": "300s"}
    return options | ({"allow_http": True} if is_plain else {})
