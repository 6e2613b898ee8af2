"""Whole columns of texts with credentials masked, as by `secrets.masked`, many rows at a time."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from usagestats.frames import map_distinct
from usagestats.safety.secrets import MASK, TELLING_NAME, masked

# every text that `masked` changes has one of these, or a name that the catalog declares
_SUSPICIOUS: Final = (
    r"(?i)key|token|secret|pass|pwd|auth|signature|credential|session|jwt|cookie|sig|sid|code"
    r"|pw|pin|otp|hmac|bearer|basic|://|%3a%2f%2f|eyj"
)
# texts without quotes and encodings: only the parts `name=value`, joined by &, hold credentials
_PLAIN: Final = r"^[A-Za-z0-9_.,;=&/~+-]*$"
# character classes of ASCII; those of Unicode make an automaton that is twenty times slower
_TELLING_PAIR: Final = "(?i)({}=)[^&]+".format(
    TELLING_NAME.replace(r"\w", "A-Za-z0-9_").replace(r"\b", r"(?-u:\b)")
)


def masked_texts(texts: pl.Series, secret_names: frozenset[str] = frozenset()) -> pl.Series:
    """Return the texts with everything that looks like a credential masked.

    Args:
        texts: Strings; null stays null.
        secret_names: The parameters and fields whose values are credentials, whatever their look.
    """
    suspicious = _SUSPICIOUS
    if secret_names:
        suspicious += "".join(f"|{re.escape(name)}" for name in sorted(secret_names))
    column = pl.lit(texts)
    found = pl.select(
        is_suspicious=column.str.contains(suspicious).fill_null(value=False),
        is_plain=column.str.contains(_PLAIN) & ~column.str.contains("(?i)eyj|key:"),
    )
    plain = (found["is_suspicious"] & found["is_plain"]).arg_true()
    others = (found["is_suspicious"] & ~found["is_plain"]).arg_true()
    # `scatter` changes its own series
    result = texts.clone()
    if len(plain):
        result = result.scatter(plain, _masked_pairs(texts.gather(plain), secret_names))
    if len(others):
        hidden = map_distinct(
            texts.gather(others), lambda text: masked(text, secret_names), pl.String()
        )
        result = result.scatter(others, hidden)
    return result


def _masked_pairs(texts: pl.Series, secret_names: frozenset[str]) -> pl.Series:
    if secret_names:
        names = "|".join(re.escape(name) for name in sorted(secret_names))
        texts = texts.str.replace_all(
            rf"(?i)((?:^|[^A-Za-z0-9_-])(?:{names})=)[^&]+", f"${{1}}{MASK}"
        )
    return texts.str.replace_all(_TELLING_PAIR, f"${{1}}{MASK}")
