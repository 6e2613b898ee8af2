"""Names and values of credentials in other notations than `name=value` and `"name": "value"`.

Objects and lists with a name and a value, elements of XML, parts of forms, arrays of PHP.
Quotation marks may have backslashes before them, where JSON stands in a text of JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.safety.secret_values import MASK

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

_QUOTES: Final = (
    (r"[\"']", r"(?:[^\"'\\]|\\.)"),  # a quotation mark, a character between two
    (r"\\++\"", r"(?:[^\"\\]|\\++(?!\"))"),
)
_NAMES: Final = "(?:name|key|k|header|field|param|parameter|id)"
_VALUES: Final = "(?:value|values|v|val)"
_MOST_BETWEEN: Final = 3
"""The members that may stand between a name and its value."""
_END: Final = r"\\[rn]|\\x0[ADad]|%0[ADad]|[\r\n]"
_LESS: Final = r"(?:<|&lt;|%3C|\\u003c|\\x3c)"
_GREATER: Final = r"(?:>|&gt;|%3E|\\u003e|\\x3e)"


_Patterns = Iterator[tuple[str, str]]
"""Patterns with the groups `name` and `value`, where `keep` is what stands before the value; and
before each what any text has that it matches, which is found sooner."""
_MEMBER: Final = r"[\"']\s*+:"
_ITEM: Final = r"[\"']\s*+,"
_PHP: Final = ";s:"
_CLOSED: Final = f"(?i){_GREATER}"
_PART: Final = r"(?i)name=\\*+[\"']"
_PARTS_OF_SIGNS: Final = {
    _MEMBER: ('"', "'"),
    _ITEM: ('"', "'"),
    _PHP: (_PHP,),
    _CLOSED: (">", "&gt;", "%3e", "\\u003e", "\\x3e"),
    _PART: ("name=",),
}
"""Of each sign, texts in small letters of which it has one: to find none of them costs little."""


def _of_quotes(quote: str, inner: str) -> _Patterns:
    """Give patterns for one kind of quotation mark, and the characters between two of them."""
    named = rf"{quote}{_NAMES}{quote}\s*:\s*{quote}(?P<name>{inner}++){quote}"
    other = rf"{quote}\w++{quote}\s*:\s*(?:{quote}{inner}*+{quote}|[\w.-]++)\s*,\s*"
    opened = rf"(?:\[\s*|\{{\s*{quote}\w++{quote}\s*:\s*)?"
    value = rf"{quote}{_VALUES}{quote}\s*:\s*{opened}"
    between = rf"\s*,\s*(?:{other}){{0,{_MOST_BETWEEN}}}?"
    yield _MEMBER, rf"(?i)(?P<keep>{named}{between}{value}{quote})(?P<value>{inner}++)(?={quote})"
    yield _MEMBER, rf"(?i)(?P<keep>{named}{between}{value})(?P<value>[0-9]++)"
    yield _MEMBER, rf"(?i)(?P<keep>{value}{quote})(?P<value>{inner}++)(?={quote}\s*,\s*{named})"
    first = rf"[\[(,]\s*{quote}(?P<name>[\w.-]++){quote}\s*,\s*{quote}"
    yield _ITEM, rf"(?P<keep>{first})(?P<value>{inner}++)(?={quote}\s*[\]),])"
    php = rf"(?P<keep>{quote}(?P<name>{inner}++){quote};s:[0-9]++:{quote})(?P<value>{inner}++)"
    yield _PHP, php


def _patterns() -> _Patterns:
    for quote, inner in _QUOTES:
        yield from _of_quotes(quote, inner)
    attributes = rf"(?:[\s+](?:(?!{_GREATER})[^<])*+)?"
    opening = rf"{_LESS}(?:[\w.-]++:)?(?P<name>[\w.-]++){attributes}{_GREATER}"
    element = rf"(?i)(?P<keep>{opening})(?P<value>(?:(?!{_LESS})[^<])++)(?={_LESS})"
    yield _CLOSED, element
    part = rf"\bname=\\*+[\"'](?P<name>[^\"'\\]++)\\*+[\"'](?:;[^\r\n\\%]*+)?(?:{_END})++"
    yield _PART, rf"(?i)(?P<keep>{part})(?P<value>(?:(?!{_END})[^\"])++)"


_MARKS: Final = ('"', "'", "<", "%", "\\", "&lt;", "&LT;", "&Lt;", "&lT;")
"""Each text with a pair has one: a quotation mark, or one of `_LESS`."""
_PATTERNS: Final = tuple((sign, late_pattern(one)) for sign, one in _patterns())
_SIGNS: Final = {sign: late_pattern(sign) for sign, _ in _PATTERNS}


def masked_pairs(text: str, is_secret: Callable[[str], bool]) -> str:
    """Return a text without the values of names that are secret.

    Args:
        text: The text.
        is_secret: Whether a name is that of a secret.
    """
    if not any(mark in text for mark in _MARKS):
        return text
    small = text.lower()
    signs = {
        sign
        for sign, pattern in _SIGNS.items()
        if any(part in small for part in _PARTS_OF_SIGNS[sign]) and pattern.search(text)
    }
    for sign, pattern in _PATTERNS:
        if sign in signs:
            text = _without_values(text, pattern, is_secret)
    return text


def _without_values(text: str, pattern: re.Pattern[str], is_secret: Callable[[str], bool]) -> str:
    """Mask the values that a pattern finds; a value that stays may be a name itself."""
    kept, position, begin = list[str](), 0, 0
    while found := pattern.search(text, begin):
        if is_secret(found["name"]):
            kept += [text[position : found.start("value")], MASK]
            position = begin = found.end("value")
        else:
            begin = found.end("name")
    return "".join(kept) + text[position:]
