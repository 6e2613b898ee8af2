"""Which requests count as usage; apart, so that `--help` need not load the catalog."""

from enum import StrEnum


class Counting(StrEnum):
    """All requests that match a rule, or only those that the gateway let through, as in 3scale."""

    MATCHED = "matched"
    AUTHORIZED = "authorized"
