"""Texts → words for names of files: none leaves its folder, and no two are the same file."""

from __future__ import annotations

import unicodedata
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_OTHERS: Final = late_pattern(r"[^\w.]+|_{2,}")
_MOST_BYTES: Final = 100
_DIGITS: Final = 6
_NAMELESS: Final = "unnamed"


def file_words(labels: Mapping[str, str]) -> dict[str, str]:
    """Return a word for each label.

    Letters and digits stay; everything else becomes a hyphen. Where words would be the same file,
    perhaps on a disk that does not tell case, digits of the key follow; so it is always the same
    keys that have them.

    Args:
        labels: The labels by their keys, which differ.
    """
    words = {key: _word(label) for key, label in labels.items()}
    uses = Counter(map(_same, words.values()))
    named: dict[str, str] = {}
    taken = {word for word, count in uses.items() if count == 1}
    for key, word in words.items():
        if uses[_same(word)] == 1:
            named[key] = word
        else:
            named[key] = next(one for one in _longer(word, key) if _same(one) not in taken)
            taken.add(_same(named[key]))
    return named


def _word(label: str) -> str:
    plain = unicodedata.normalize("NFC", label)
    word = _OTHERS.sub("-", plain).strip("-._")
    return _clipped(word).strip("-._") or _NAMELESS


def _clipped(word: str) -> str:
    return word.encode("utf-8", "replace")[:_MOST_BYTES].decode("utf-8", "ignore")


def _same(word: str) -> str:
    """Return a text that is equal for words that some disks take for the same."""
    return unicodedata.normalize("NFKD", word.casefold())


def _longer(word: str, key: str) -> Iterable[str]:
    digest = sha256(key.encode("utf-8", "replace")).hexdigest()
    return (f"{word}-{digest[:count]}" for count in range(_DIGITS, len(digest) + 1))
