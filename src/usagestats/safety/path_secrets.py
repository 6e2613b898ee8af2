"""Credentials in segments of paths: `/token/K`, `/bot1:K/send`, the last part of a webhook.

A segment has no name. It is taken for a credential by its form and by the segment before it, or by
a pattern that the catalog declares.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from usagestats.late_pattern import late_pattern
from usagestats.safety.secret_names import is_secret_name, words_of
from usagestats.safety.secret_values import MASK

# a segment with the slash before it, both perhaps percent-encoded, or with the slashes of JSON
# (`\/`); `://` begins an address. One of three characters begins a slash: they are found at once
_SLASHES = r"(?:\\*+/)*+"
_SLASH = (
    rf"[/%\\](?:(?<=/)(?<![:/\\].){_SLASHES}|(?<=%)(?:25)*+2F"
    rf"|(?<=\\)(?:(?<![:/\\].)\\*+/{_SLASHES}|x2F|u002F))"
)
_SEGMENT: Final = late_pattern(
    rf"(?P<slash>{_SLASH})(?P<name>(?:[^/\s\"'\\?#&<>,;{{}}%]++|(?!%(?:25)*2F)%)++)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_NAME: Final = 80
_WORD: Final = late_pattern("[a-z]+")
_BEFORE: Final = words_of(
    "reset verify verification confirm confirmation activate activation invite invites invitation"
    " invitations unsubscribe magic recover recovery otp keys hook hooks webhook webhooks"
)
_BEFORE_NUMBER: Final = words_of("reset verify verification confirm activate otp")
_ENDS_WITH_NUMBER: Final = late_pattern("[A-Za-z]+[0-9]{1,3}")  # oauth2, sha256
_VERSION: Final = late_pattern(r"v?[0-9]+(?:[.-][0-9]+)*", re.IGNORECASE)
_SHORTEST: Final = 6
_SHORTEST_OF_LETTERS: Final = 16
# what may stand between the word and the credential: an address of mail, a verb
_BETWEEN: Final = late_pattern(r"\.|edit|new|[^@]++(?:@|%40)[^@]++")
_BOT: Final = late_pattern(r"(bot[0-9]+(?::|%3A))[\w-]{6,}", re.IGNORECASE)
_SLACK: Final = late_pattern("T[0-9A-Z]{8,}"), late_pattern("B[0-9A-Z]{8,}")
# random texts, as base 62 or base64url: no UUID, no digest, no name of a file
SHORTEST_RANDOM: Final = 24
RANDOM: Final = f"[A-Za-z0-9_-]{{{SHORTEST_RANDOM},}}"
_RANDOM: Final = late_pattern(RANDOM + "={0,2}")
_CHANGE: Final = late_pattern("(?<=[a-z])[A-Z0-9]|(?<=[A-Z])[a-z0-9]|(?<=[0-9])[A-Za-z]")
_NUMBER: Final = late_pattern("[0-9]+")


def masked_segments(text: str, patterns: frozenset[str] = frozenset()) -> str:
    """Return a text in which the credentials in paths are masked.

    Args:
        text: Any text: a path, an address, a line.
        patterns: Paths such as `/invite/{code}`: the segments in braces are credentials.
    """
    for pattern in sorted(patterns):
        text = _declared(pattern).sub(_without_groups, text)
    if not any(slash in text for slash in "/%\\"):
        return text
    kept, end, before = list[str](), 0, ("", "")
    for found in _SEGMENT.finditer(text):
        before = before if found.start() == end else ("", "")
        kept += [text[end : found.start()], found["slash"], _shown(found["name"], before)]
        before, end = (before[1], found["name"]), found.end()
    return "".join(kept) + text[end:]


def _shown(segment: str, before: tuple[str, str]) -> str:
    """Return what is shown of a segment, by the two segments before it."""
    if len(segment) < _SHORTEST and not before[0].startswith("T"):
        return segment
    if bot := _BOT.fullmatch(segment):
        return bot[1] + MASK
    is_of_slack = all(form.fullmatch(one) for form, one in zip(_SLACK, before, strict=True))
    name = before[0] if _BETWEEN.fullmatch(before[1]) else before[1]
    is_named = _is_code(segment, name) if name else False
    return MASK if is_of_slack or is_named or is_random(segment) else segment


@lru_cache(maxsize=4096)
def _precedes_secret(name: str) -> tuple[bool, bool]:
    """Return whether a credential follows a segment, and whether it may be a number."""
    words = _WORD.findall(name[:_LONGEST_NAME].casefold())
    is_known = not _BEFORE.isdisjoint(words) or is_secret_name(name)
    return is_known, not _BEFORE_NUMBER.isdisjoint(words)


def _is_code(segment: str, before: str) -> bool:
    """Return whether a segment after a word such as `token` is no word, number or version."""
    is_known, may_be_number = _precedes_secret(before)
    if not is_known or len(segment) < _SHORTEST or _ENDS_WITH_NUMBER.fullmatch(segment):
        return False
    if _VERSION.fullmatch(segment):
        return may_be_number and segment.isdecimal()
    has_digit = _NUMBER.search(segment) is not None
    is_mixed = not (segment.islower() or segment.isupper() or segment.istitle())
    return has_digit or (len(segment) >= _SHORTEST_OF_LETTERS and is_mixed)


def is_random(text: str) -> bool:
    """Return whether a text is long and mixes capitals, small letters and digits as chance does.

    Of two neighbours in random text, six of ten are of different sorts; in names such as
    `MonthlyReportOfTheYear2026`, fewer than four.
    """
    if not _RANDOM.fullmatch(text) or text.lower() == text or text.upper() == text:
        return False
    changes = len(_CHANGE.findall(text)) / len(text)
    numbers = len(_NUMBER.findall(text))
    return numbers > 0 and changes >= (0.4 if numbers > 1 else 0.5)


@lru_cache(maxsize=64)
def _declared(pattern: str) -> re.Pattern[str]:
    """Return a pattern that finds a declared path; its segments in braces are groups."""
    pieces = re.split(r"\{[^{}/]*\}", pattern)
    return re.compile(r"([^/\s\"'\\?#&]++)".join(map(re.escape, pieces)), re.IGNORECASE)


def _without_groups(found: re.Match[str]) -> str:
    kept, position = list[str](), found.start()
    for group in range(1, found.re.groups + 1):
        kept += [found.string[position : found.start(group)], MASK]
        position = found.end(group)
    return "".join(kept) + found.string[position : found.end()]
