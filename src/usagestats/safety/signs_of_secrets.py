"""Signs of credentials in whole columns of texts: what has none of them is shown as it is.

A sign is found sooner than a credential, in millions of texts at once. A text with a sign may hold
no credential: `secrets.masked`, which looks closer, decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from usagestats.safety.path_secrets import RANDOM, SHORTEST_RANDOM

if TYPE_CHECKING:
    import polars as pl

# tokens that are known by their first letters
TOKENS: Final = (
    r"gh[oprsu]_|github_pat_|glpat-|xox|npm_|hvs|aiza|[rs]k_|sk-|whsec_|dop_v1_|pypi-|hf_"
    r"|shp(?:at|ca|pa|ss)_|dckr_pat_|sq0(?:atp|csp)-|atatt3x|gl(?:sa|c)_|xapp-|pmak-|lin_api_|figd_"
    r"|tskey-|gsk_|nvapi-|rubygems_|sntry[su]_|ya29\.|sg\.[\w-]{16}|eyj"
)
# names whose values are credentials by their look only
_AMBIGUOUS: Final = (
    r"ticket|licen[cs]e|nonce|serial|state|challenge|hash|digest|checksum|invit|reset|activat"
    r"|verif|confirm|magic|unsubscri|share|execution|viewstate|clearance"
    r"|(?:^|[?&.;_-])(?:[tkhs]|tok|tk|mac|salt|seed|refresh|proof|tgt|pgt|lt|st)="
)
# parts of names of credentials, in a query or before a segment of a path
NAMES: Final = (
    r"key|token|secret|pass|pwd|auth|signature|cred|sess|jw[tse]|cookie|sig|sid|code"
    r"|ps[kw]|pw|pin|otp|hmac|bearer|basic|negotiate|ntlm|csrf|xsrf|cv[vc]|saml|assertion|verifier"
    r"|connectionstring|mfa|tfa|mnemonic|remember|aspx|aspnet|wordpress|kennwort|senha|contrasena"
    r"|wachtwoord|parola|haslo|heslo|salasana|sas"
    r"|(?:^|[^a-z]|(?:%|\\x|\\u[0-9a-f]{2})[0-9a-f]{2})"
    r"(?:ak|sk|pat|tok|tk|mac|salt|seed|refresh|proof|tgt|pgt|lt|st|fa|pem|[tkhs])(?:[^a-z]|$)"
)
# words before a segment that is a credential, and segments of messengers
SEGMENTS: Final = (
    r"invit|reset|activat|verif|confirm|magic|unsubscri|recover|hook|bot[0-9]|(?:/|2f)t[0-9a-z]{8}"
)
_NOTATIONS: Final = (
    r"user|%u00|&#|%[4567]|%25|%[0-9a-f]?%|(?::|%3a)(?:\\*/|%2f){2}|:[^\s\[]+ \[|begin"
    r"|(?-i:[^\x00-\x7F])"
)
_SIGNS: Final = f"(?i){NAMES}|{TOKENS}|{_AMBIGUOUS}|{SEGMENTS}|{_NOTATIONS}"
_SLASH: Final = r"/|%2[Ff]|\\"
# Python matches these letters with "i" and "I" where case does not count, polars does not
_DOTS: Final = str.maketrans("\u0131\u0130", "ii")


def have_signs(texts: pl.Series, secret_names: frozenset[str]) -> pl.Series:
    """Return for each text whether `secrets.masked` may change it; false for null.

    Args:
        texts: Texts, or queries without their question mark.
        secret_names: The parameters and fields that the catalog declares, and path patterns.
    """
    further = "".join(f"|{re.escape(_beginning(name))}" for name in sorted(secret_names))
    found = texts.str.contains(_SIGNS + further).fill_null(value=False)
    long = (~found & (texts.str.len_bytes() > SHORTEST_RANDOM).fill_null(value=False)).arg_true()
    if len(long):
        others = texts.gather(long)
        found = found.scatter(long, others.str.contains(_SLASH) & are_random(others))
    return found


def are_random(texts: pl.Series) -> pl.Series:
    """Return for each text whether a segment of a path in it may be taken for a random one."""
    return texts.str.contains(RANDOM) & texts.str.contains("[A-Z]")


def _beginning(name: str) -> str:
    """Return the part of a name or path pattern that stands in every ASCII text that it masks."""
    return name.partition("{")[0].translate(_DOTS)
