"""The catalog as the stages see it; without a `usagestats.toml` it is `DEFAULT_CATALOG`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Credential:
    """One place where a request may carry the credential of its application.

    Args:
        column: The column of REQUESTS to look in.
        parameter: The query parameter, where the column is `query`.
        is_secret: Whether a pseudonym must stand for the value.
    """

    column: str
    parameter: str | None = None
    is_secret: bool = True


@dataclass(frozen=True, slots=True)
class Catalog:
    """What requests are mapped by.

    Args:
        product: The name of the only product.
        backend: The backend of requests whose log line names none.
        identify: Where credentials are looked for; the first that a request carries counts.
        methods: The method, a metric below `hits`, that each http_method uses.
    """

    product: str
    backend: str
    identify: tuple[Credential, ...]
    methods: tuple[tuple[str, str], ...]

    def metrics(self) -> tuple[str, ...]:
        """Return every metric in the order of reports, the two built-in ones first."""
        return ("requests", "hits", *dict.fromkeys(method for _, method in self.methods))


DEFAULT_CATALOG: Final = Catalog(
    product="default",
    backend="default",
    identify=(
        Credential("query", "user_key"),
        Credential("query", "app_id", is_secret=False),
        Credential("query", "api_key"),
        Credential("query", "apikey"),
        Credential("remote_user", is_secret=False),
    ),
    methods=(("GET", "metadata"), ("POST", "datastore")),
)
