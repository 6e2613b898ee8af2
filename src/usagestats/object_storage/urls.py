"""URLs of objects, taken apart. Nothing here is slow to load: every run looks for URLs."""

from __future__ import annotations

from typing import Final

from usagestats.errors import UsageError
from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.safety.visible import visible

_URL: Final = late_pattern(r"[A-Za-z][A-Za-z0-9+.-]*://")
BUCKETS: Final = ("s3", "gs", "az")
WEB: Final = ("https", "http")
_MAGIC: Final = late_pattern(r"[*?[]")
_ONE_SLASH: Final = late_pattern(r"(s3|gs|az|https?):/(?!/)")


def is_url(text: str) -> bool:
    """Whether an argument is a URL and not a path."""
    return _URL.match(text) is not None


def meant_url(path: str) -> str | None:
    """Return the URL that a path such as `s3:/logs` was meant to be; `None`: it looks like none."""
    return _ONE_SLASH.sub(r"\1://", path, count=1) if _ONE_SLASH.match(path) else None


def shown_url(url: str) -> str:
    """Return a URL as messages and tables show it: without what may be a credential."""
    scheme, _, rest = url.partition("://")
    if scheme not in WEB:
        return visible(url)
    host, slash, path = rest.partition("?")[0].partition("/")
    return visible(f"{scheme}://{host.rpartition('@')[2]}{slash}{path}")


def has_secrets(url: str) -> bool:
    """Whether a URL holds what may be a credential: a password, or a signature in its query."""
    scheme, _, rest = url.partition("://")
    return scheme in WEB and ("?" in rest or "@" in rest.partition("/")[0])


@dataclass(frozen=True, slots=True)
class ObjectUrl:
    """A URL of a bucket, taken apart.

    Args:
        root: The bucket: `s3://logs`.
        key: The key of an object, a prefix, or a glob; not decoded, as all tools for buckets do.
    """

    root: str
    key: str

    @classmethod
    def of(cls, url: str) -> ObjectUrl:
        """Take a URL apart.

        Raises:
            UsageError: Its scheme is not known, it has no bucket, or its key begins with `/`.
        """
        scheme, _, rest = url.partition("://")
        if scheme not in BUCKETS:
            known = ", ".join(f"{one}://" for one in (*BUCKETS, "https"))
            hint = f"known are {known}; a path has no ://"
            raise UsageError(f"unknown kind of URL: {scheme}://", where=shown_url(url), hint=hint)
        bucket, _, key = rest.partition("/")
        if not bucket:
            hint = f"write {scheme}://BUCKET/PREFIX"
            raise UsageError("names no bucket", where=shown_url(url), hint=hint)
        if key.startswith("/"):  # the library would take it for the key without the slash
            hint = f"write {scheme}://{bucket}/{key.lstrip('/')}"
            raise UsageError("names a key that begins with /", where=shown_url(url), hint=hint)
        return cls(f"{scheme}://{bucket}", key)

    @property
    def is_glob(self) -> bool:
        """Whether the key has wildcards."""
        return _MAGIC.search(self.key) is not None

    @property
    def folder(self) -> str:
        """The longest prefix before the first wildcard that ends a folder, without the slash."""
        literal = _MAGIC.split(self.key, 1)[0]
        return literal.rpartition("/")[0]

    def of_key(self, key: str) -> str:
        """Return the URL of another key in the bucket."""
        return f"{self.root}/{key}"
