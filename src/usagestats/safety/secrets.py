"""Credentials are never shown: reports have a pseudonym instead, and sample lines a mask."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256

MASK = "***"
_LONGEST_NAME = 200

# = and : as they are written, percent-encoded (once or twice), by nginx, or in JSON
_EQUALS = r"(?:=|:|%(?:25)*3[DdAa]|\\x3[DdAa]|\\u003[DdAa])"
_BRACKETS = r"(?:\[[^\]\s]*\]|%5B[^%\s]*%5D)?"
TELLING_NAME = (
    r"[\w.-]{0,40}?(?:(?:(?:user|app|api|provider|consumer|access|service)(?:[-_]|%5F|%2D)?key|token"
    r"|secret|passw|pwd|auth|signature|credential|session|jwt|cookie|(?:\b|_)(?:key|sig|sid|code))"
    r"[\w.-]{0,40}|(?:\b|_)(?:pass|pw|pin|otp|hmac))"
)
# characters that close a name before = and open a value after it: quotes, the ] of user[password]
_CLOSES = r"(?:[\"'\\\]]|%22|%27|%5D)*"
_OPENS = r"(?:['\\]|%22|%27)*"
_SCHEME = r"(?:(?:bearer|basic)\s+)?"
_SECRETS = (
    # a header as it is sent: Authorization: Digest a="…", b="…"; Cookie: a=…; b=…
    re.compile(rf"(?P<keep>\b(?:authorization|cookie)\s*:\s*{_SCHEME})[^\s\"].*", re.IGNORECASE),
    # a quoted value, with spaces perhaps: "password": "a b c"
    re.compile(
        rf"(?P<keep>{TELLING_NAME}[\"'\\]*\s*{_EQUALS}\s*\\?\"{_SCHEME})"
        r"(?:[^\"\\]|\\(?!\"))+(?=\\?\")",
        re.IGNORECASE,
    ),
    # name=value up to the next parameter or the end of the word
    re.compile(
        rf"(?P<keep>{TELLING_NAME}{_BRACKETS}{_CLOSES}\s*{_EQUALS}\s*{_OPENS}{_SCHEME})"
        r"(?:[^\s&\"\\]|\\(?!\"))+",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<keep>\b(?:bearer|basic)\s+)[\w+/.~=-]{6,}", re.IGNORECASE),
    re.compile(r"(?P<keep>://(?:[^\s/:@]*:)?)[^\s/@:]+(?=@)"),
    # the same, percent-encoded
    re.compile(
        r"(?P<keep>%3A%2F%2F(?:(?:(?!%2F|%3A|%40)[^\s&/])*%3A)?)(?:(?!%2F|%3A|%40)[^\s&/])+(?=%40)",
        re.IGNORECASE,
    ),
    re.compile(r"(?P<keep>)\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"),  # a JSON web token
)


def masked(text: str, secret_names: frozenset[str] = frozenset()) -> str:
    """Return `text` with everything that looks like a credential masked.

    An `app_id` and a remote user are no secrets, and are not masked.

    Args:
        text: A text to show.
        secret_names: The parameters and fields whose values are credentials, whatever their look.
    """
    named = (_values_of(secret_names),) if secret_names else ()
    for pattern in (*named, *_SECRETS):
        text = pattern.sub(rf"\g<keep>{MASK}", text)
    return text


@lru_cache(maxsize=16)
def _values_of(names: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern that matches `name=value` and `name: "value"`, the name in any case."""
    alternatives = "|".join(re.escape(name) for name in sorted(names))
    return re.compile(
        rf"(?P<keep>(?<![\w-])(?:{alternatives})(?:\"?: ?|=)\\?\"?)(?:[^\s&\"\\]|\\(?!\"))+",
        re.IGNORECASE,
    )


def shown_name(name: str) -> str:
    """Return a name that is no secret, or a pseudonym for a name that has a credential in it.

    A name that looks like a pseudonym or like `(none)` also becomes a pseudonym, so that nobody
    can pass for another application.
    """
    is_own = not name.startswith(("key:", "("))
    is_plain = is_own and len(name) <= _LONGEST_NAME and masked(name) == name
    return name if is_plain else pseudonym(name)


def pseudonym(credential: str) -> str:
    """Return the name that stands for a secret credential: stable, and useless as a credential."""
    return "key:" + sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()[:12]
