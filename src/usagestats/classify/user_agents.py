"""User agents as people group them: by the name of the program, without its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import by_distinct, map_distinct
from usagestats.late_pattern import late_pattern
from usagestats.safety.secrets import masked

if TYPE_CHECKING:
    import re

_LONGEST_KEPT: Final = 64
_NAME: Final = r"[^\s/;,()]{1,200}+"
_FIRST: Final = late_pattern(_NAME)
_COMPATIBLE: Final = late_pattern(rf"Mozilla/\S{{1,20}} \(compatible; ({_NAME})")
"""A robot that calls itself a browser: `Mozilla/5.0 (compatible; Googlebot/2.1; …)`."""


def product_token(user_agent: str) -> str | None:
    """Return the first product token, the name before the slash (RFC 9110, section 10.1.5).

    A browser is `Mozilla`, a robot that pretends to be one has its own name. `None` without a name.
    """
    found: re.Match[str] | None = _COMPATIBLE.match(user_agent)
    if found:
        return found[1]
    found = _FIRST.search(user_agent)
    return found[0] if found else None


def product_tokens(user_agents: pl.Series, secret_names: frozenset[str] = frozenset()) -> pl.Series:
    """Return the product token of each user agent, with credentials masked.

    Shape: one text per user agent, null where there is none; coded where the user agents are.
    """

    def shown(user_agent: str) -> str | None:
        token = product_token(user_agent)
        return None if token is None else masked(token, secret_names)[:_LONGEST_KEPT]

    def tokens(rows: pl.DataFrame) -> pl.Series:
        return map_distinct(rows["user_agent"], shown, pl.String())

    return by_distinct(user_agents.to_frame("user_agent"), tokens).alias("user_agent")
