"""Plain paths and path templates of other programs → patterns of mapping rules."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from usagestats.catalog.checked_values import checked_mount_path
from usagestats.catalog.mistakes import Mistake
from usagestats.catalog.pattern import PatternError, check_pattern

ANYTHING: Final = "{any}"
"""The wildcard that replaces a character with another meaning in patterns."""

HTTP_METHODS: Final = frozenset(
    ("GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT")
)
"""The http_methods that a mapping rule can name."""

_OPERATORS = frozenset(b"()+*$")
_ESCAPED = frozenset([*range(0x21), *b"#%?", *range(0x7F, 0x100)])
_REFUSED = frozenset(b'"<>[\\]^`{|}')
_WILDCARD = re.compile(r"\{([^{}]+)\}")
_ADJACENT = re.compile(r"\{[^{}]+\}(?:\{[^{}]+\})+")
_NO_PATH = re.compile(r"[?#]")
_NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")


def literal_pattern(text: str) -> str:
    """Return the pattern of a text without wildcards.

    Patterns are compared with paths that were decoded and escaped again (reference on 3scale,
    §2.3), so the text gets the same form. A pattern cannot name `( ) + * $`: `{any}` replaces them.

    Raises:
        PatternError: A character can neither stand in a pattern nor be escaped.
    """
    return "".join(_as_seen(byte) for byte in unquote_to_bytes(text))


def _as_seen(byte: int) -> str:
    if byte in _REFUSED:
        raise PatternError(f"{chr(byte)!r} cannot stand in a pattern", 0)
    if byte in _OPERATORS:
        return ANYTHING
    return f"%{byte:02X}" if byte in _ESCAPED else chr(byte)


def template_pattern(template: str) -> str:
    """Return the pattern of a path with `{variables}`, without `$` at the end.

    Raises:
        PatternError: No pattern can express the path; the text gives the reason.
    """
    if odd_part := _NO_PATH.search(template):
        raise PatternError(f"{odd_part[0]!r} ends a path", odd_part.start())
    pieces = _WILDCARD.split(template)
    for odd in range(1, len(pieces), 2):
        pieces[odd] = wildcard(pieces[odd])
    for even in range(0, len(pieces), 2):
        pieces[even] = literal_pattern(pieces[even])
    return sound_pattern("".join(pieces))


def sound_pattern(pattern: str) -> str:
    """Return a pattern in which adjacent wildcards are one.

    Raises:
        PatternError: A catalog refuses the pattern; the text gives the reason.
    """
    pattern = _ADJACENT.sub(ANYTHING, pattern)
    check_pattern(pattern)
    return pattern


def wildcard(name: str) -> str:
    """Return the wildcard for a variable: `user id` becomes `{user_id}`."""
    return f"{{{_NO_NAME.sub('_', name).strip('_') or 'any'}}}"


def mount_path(path: str) -> str:
    """Return the path of a backend in its canonical form, without a slash at its end.

    Raises:
        PatternError: A catalog refuses the path.
    """
    try:
        return checked_mount_path(literal_pattern("/" + path.strip("/")))
    except Mistake as error:
        raise PatternError(error.what, 0) from error
