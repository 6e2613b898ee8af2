"""Lines of logs as people may see them: without credentials, and with networks for addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from usagestats.safety.secret_values import MASK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.catalog.model import Catalog


def hidden_columns(catalog: Catalog) -> list[str]:
    """Return the columns that hold only a secret. A query does not: its secrets have names."""
    secret = (one.request_column for one in catalog.identify if one.is_secret)
    return [column for column in dict.fromkeys(secret) if column != "query"]


def masked_line(text: str, secrets: Sequence[str | None], catalog: Catalog) -> str:
    """Return a line with its credentials masked, even those without a name before them.

    A remote user, or a field of a pasted format, stands in the line without a name, so it is masked
    by its value. Where the value is not found in the line, for instance because the log escapes it,
    nothing of the line is shown. Networks stand for the addresses of clients.
    """
    from usagestats.safety.networks import with_networks  # noqa: PLC0415  (seldom needed)
    from usagestats.safety.secrets import masked  # noqa: PLC0415  (the same)

    for secret in filter(None, secrets):
        if secret not in text:
            return MASK
        text = text.replace(secret, MASK)
    return with_networks(masked(text, catalog.secret_names))
