"""Whole columns of texts with credentials masked, as by `secrets.masked`, many rows at a time."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from usagestats.frames import map_distinct
from usagestats.safety.path_secrets import RANDOM
from usagestats.safety.secret_names import is_code, is_secret_name
from usagestats.safety.secret_values import MASK, SHORTEST_CODE
from usagestats.safety.secrets import masked

# every text that `masked` changes has one of these, or a name that the catalog declares
# forms that have no name of a secret beside them, and names that are secret by their values only
_FORMS: Final = (
    r"ticket|licen[cs]e|nonce|serial|state|challenge|hash|digest|checksum|invit|reset|activat"
    r"|verif|confirm|magic|unsubscri|share|execution|viewstate|clearance"
    r"|(?:^|[?&.;_-])(?:[tkhs]|tok|tk|mac|salt|seed|refresh|proof|tgt|pgt|lt|st)="
    r"|gh[oprsu]_|github_pat_|glpat-|xox|npm_|hvs|aiza|[rs]k_|sk-|whsec_|dop_v1_|pypi-|hf_|shp(?:at|ca"
    r"|pa|ss)_|dckr_pat_|sq0(?:atp|csp)-|atatt3x|gl(?:sa|c)_|xapp-|pmak-|lin_api_|figd_|tskey-|gsk_"
    r"|nvapi-|rubygems_|sntry[su]_|ya29\.|sg\.[\w-]{16}|eyj"
)
# every text that `masked` changes has one of these, or a name that the catalog declares
_SUSPICIOUS: Final = (
    rf"(?i)key|token|secret|pass|pwd|auth|signature|cred|sess|jw[tse]|cookie|sig|sid|code|{_FORMS}"
    r"|ps[kw]|pw|pin|otp|hmac|bearer|basic|negotiate|ntlm|csrf|xsrf|cv[vc]|saml|assertion|verifier"
    r"|connectionstring|mfa|tfa|mnemonic|remember|aspx|aspnet|wordpress|%u00|&#|kennwort|senha|contrasena|wachtwoord|parola|haslo|heslo|salasana|[^\x00-\x7F]"
    r"|(?:^|[^a-z]|%[0-9a-f]{2})(?:ak|sk|pat|tok|tk|mac|salt|seed|refresh|proof|tgt|pgt|lt|st|fa|pem|[tkhs])(?:[^a-z]|$)"
    r"|%[4567]|%25|:(?:\\*/){2}|%3a%2f%2f|sas|user"
    r"|reset|recover|hook|bot[0-9]|/t[0-9a-z]{8}|:[^\s\[]+ \[|begin"
)
# texts without quotes and encodings: only the parts `name=value`, joined by &, hold credentials
_PLAIN: Final = r"^[A-Za-z0-9_.,;=&~-]*$"
_NO_PAIRS: Final = rf"(?i){_FORMS}"
_NAMES: Final = "([A-Za-z0-9_.-]+)="
_MANY_NAMES: Final = 100


def masked_column(column: pl.Series, secret_names: frozenset[str] = frozenset()) -> pl.Series:
    """Return a column of REQUESTS masked, as by `secrets.masked_field`."""
    if column.name == "query":
        return masked_texts("?" + column, secret_names).str.slice(1).alias("query")
    if column.name == "remote_user":
        column = column.str.replace("(?s)^([^:]*:).*", f"${{1}}{MASK}")
    return masked_texts(column, secret_names)


def masked_texts(texts: pl.Series, secret_names: frozenset[str] = frozenset()) -> pl.Series:
    """Return the texts with everything that looks like a credential masked.

    Args:
        texts: Strings; null stays null.
        secret_names: The parameters and fields whose values are credentials, whatever their look.
    """
    suspicious = _SUSPICIOUS
    if secret_names:
        suspicious += "".join(f"|{re.escape(_beginning(name))}" for name in sorted(secret_names))
    column = pl.lit(texts)
    found = pl.select(
        is_suspicious=(
            column.str.contains(suspicious)
            | (column.str.contains(RANDOM) & column.str.contains("/|%2[Ff]"))
        ).fill_null(value=False),
        is_plain=column.str.contains(_PLAIN) & ~column.str.contains(_NO_PAIRS),
    )
    plain = (found["is_suspicious"] & found["is_plain"]).arg_true()
    others = (found["is_suspicious"] & ~found["is_plain"]).arg_true()
    # `scatter` changes its own series
    result = texts.clone()
    if len(plain):
        result = result.scatter(plain, _masked_pairs(texts.gather(plain), secret_names))
    if len(others):
        result = result.scatter(others, _masked_one_by_one(texts.gather(others), secret_names))
    return result


def _beginning(name: str) -> str:
    """Return the part of a name or path pattern that stands in every text that it masks."""
    return name.partition("{")[0]


def _masked_one_by_one(texts: pl.Series, secret_names: frozenset[str]) -> pl.Series:
    return map_distinct(texts, lambda text: masked(text, secret_names), pl.String())


def _masked_pairs(texts: pl.Series, secret_names: frozenset[str]) -> pl.Series:
    """Mask plain texts, by the names that are in them: of these there are few."""
    names = texts.str.extract_all(_NAMES).explode().drop_nulls().unique().str.strip_suffix("=")
    secret = [name for name in names if is_secret_name(name)]
    codes = [name for name in names if is_code(name)]
    if len(secret) > _MANY_NAMES:
        return _masked_one_by_one(texts, secret_names)
    for own, before, shortest in (
        (sorted(secret_names), "[^A-Za-z0-9_-]", 1),
        (secret, "[^A-Za-z0-9_.-]", 1),
        (codes, "[^A-Za-z0-9_.-]", SHORTEST_CODE),
    ):
        if own:
            alternatives = "|".join(map(re.escape, own))
            pair = f"(?i)((?:^|{before})(?:{alternatives})=)[^&]{{{shortest},}}"
            texts = texts.str.replace_all(pair, f"${{1}}{MASK}")
    return texts
