"""Names and values of credentials in other notations than `name=value` and `"name": "value"`.

Objects and lists with a name and a value, elements of XML, parts of forms, arrays of PHP.
Quotation marks may have backslashes before them, where JSON stands in a text of JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.safety.secret_values import MASK

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

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


def _of_quotes(quote: str, inner: str) -> Iterator[str]:
    """Give patterns for one kind of quotation mark, and the characters between two of them."""
    named = rf"{quote}{_NAMES}{quote}\s*:\s*{quote}(?P<name>{inner}++){quote}"
    other = rf"{quote}\w++{quote}\s*:\s*(?:{quote}{inner}*+{quote}|[\w.-]++)\s*,\s*"
    opened = rf"(?:\[\s*|\{{\s*{quote}\w++{quote}\s*:\s*)?"
    value = rf"{quote}{_VALUES}{quote}\s*:\s*{opened}"
    between = rf"\s*,\s*(?:{other}){{0,{_MOST_BETWEEN}}}?"
    yield rf"(?i)(?P<keep>{named}{between}{value}{quote})(?P<value>{inner}++)(?={quote})"
    yield rf"(?i)(?P<keep>{named}{between}{value})(?P<value>[0-9]++)"
    yield rf"(?i)(?P<keep>{value}{quote})(?P<value>{inner}++)(?={quote}\s*,\s*{named})"
    first = rf"[\[(,]\s*{quote}(?P<name>[\w.-]++){quote}\s*,\s*{quote}"
    yield rf"(?P<keep>{first})(?P<value>{inner}++)(?={quote}\s*[\]),])"
    yield rf"(?P<keep>{quote}(?P<name>{inner}++){quote};s:[0-9]++:{quote})(?P<value>{inner}++)"


def _patterns() -> Iterator[str]:
    """Give patterns with the groups `name` and `value`; `keep` is what stands before the value."""
    for quote, inner in _QUOTES:
        yield from _of_quotes(quote, inner)
    attributes = rf"(?:[\s+](?:(?!{_GREATER})[^<])*+)?"
    opening = rf"{_LESS}(?:[\w.-]++:)?(?P<name>[\w.-]++){attributes}{_GREATER}"
    yield rf"(?i)(?P<keep>{opening})(?P<value>(?:(?!{_LESS})[^<])++)(?={_LESS})"
    part = rf"\bname=\\*+[\"'](?P<name>[^\"'\\]++)\\*+[\"'](?:;[^\r\n\\%]*+)?(?:{_END})++"
    yield rf"(?i)(?P<keep>{part})(?P<value>(?:(?!{_END})[^\"])++)"


_PATTERNS: Final = tuple(map(late_pattern, _patterns()))


def masked_pairs(text: str, is_secret: Callable[[str], bool]) -> str:
    """Return a text without the values of names that are secret.

    Args:
        text: The text.
        is_secret: Whether a name is that of a secret.
    """
    if not any(mark in text for mark in "\"'<%&\\"):
        return text
    for pattern in _PATTERNS:
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
