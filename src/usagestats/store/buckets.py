"""A store in a bucket: the options of Delta, and the proof that the server keeps commits apart.

A commit is an object that is put only where there is none yet (`If-None-Match`). A server that
ignores this condition takes the commits of two programs, one over the other, and both believe that
they succeeded. So it is proved once, when a store is made.
"""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Final

from usagestats.errors import InputError, UsageError, UsageStatsError
from usagestats.object_storage.place import with_environment
from usagestats.object_storage.urls import ObjectUrl, is_url

if TYPE_CHECKING:
    from usagestats.object_storage.client import Bucket
    from usagestats.object_storage.place import StorageSettings

_PROBE: Final = ".usagestats-probe-"
_HINT: Final = (
    "a newer server may know it (Amazon S3 and SeaweedFS do); is there a proxy between that drops"
    " the header If-None-Match?\nor name a folder for the store"
)


def storage_options(location: str, storage: StorageSettings) -> dict[str, str] | None:
    """Return the settings as Delta and polars name them; `None`: the environment says all.

    Args:
        location: The path or URL of the store.
        storage: How object storage is reached.
    """
    scheme = location.partition("://")[0]
    endpoint = (with_environment(storage) if scheme == "s3" else storage).endpoint
    named = {
        "s3": {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ALLOW_HTTP": _true(is_true=bool(endpoint and endpoint.startswith("http://"))),
            "AWS_REGION": storage.region,
            "AWS_SKIP_SIGNATURE": _true(is_true=storage.anonymous),
            "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": _true(is_true=storage.virtual_hosted),
        },
        "az": {
            "AZURE_STORAGE_ENDPOINT": endpoint,
            "AZURE_STORAGE_ACCOUNT_NAME": storage.account,
            "AZURE_SKIP_SIGNATURE": _true(is_true=storage.anonymous),
        },
        "gs": {"GOOGLE_SKIP_SIGNATURE": _true(is_true=storage.anonymous)},
    }
    options = {name: value for name, value in named.get(scheme, {}).items() if value is not None}
    return options or None


def _true(*, is_true: bool) -> str | None:
    return "true" if is_true else None


def prove_commits(location: str, storage: StorageSettings) -> None:
    """Prove that a server keeps the commits of a new store apart.

    Args:
        location: The URL of the store; nothing is to be proved for a path.
        storage: How object storage is reached.

    Raises:
        UsageError: The server ignores the condition, or the prefix holds other objects.
        UsageStatsError: The server refuses to list or to write.
    """
    if not is_url(location):
        return
    url = ObjectUrl.of(location)
    from usagestats.object_storage.client import bucket  # noqa: PLC0415  (an extra)

    try:
        opened = bucket(url.root, storage)
        _refuse_other_objects(opened, url.key.rstrip("/"), location)
        _refuse_ignored_condition(opened, url.key.rstrip("/"), location)
    except InputError as error:
        raise UsageStatsError(error.what, where=location, hint=error.hint) from None


def _refuse_other_objects(opened: Bucket, folder: str, location: str) -> None:
    for page in opened.keys(folder):
        for key in page["key"]:
            inside = key.removeprefix(f"{folder}/")
            if not inside.startswith((_PROBE, "_delta_log/")):
                hint = "name a prefix that holds no objects yet"
                what = f"is not a store: the prefix has other objects: {inside}"
                raise UsageError(what, where=location, hint=hint)


def _refuse_ignored_condition(opened: Bucket, folder: str, location: str) -> None:
    key = f"{folder}/{_PROBE}{token_hex(8)}".lstrip("/")
    try:
        is_kept = opened.put_if_absent(key, b"1") and not opened.put_if_absent(key, b"2")
    finally:
        opened.delete(key)
    if not is_kept:
        what = (
            "the server ignores If-None-Match, so that commits of two programs could be lost"
            " without an error; no store was made"
        )
        raise UsageError(what, where=location, hint=_HINT)
