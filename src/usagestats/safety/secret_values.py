"""Where the value of a secret name ends, and what is shown instead of it.

Quotation marks, brackets and commas stay, so that the structure of a line can be seen. Where it is
unclear where a value ends, more is masked rather than less.
"""

from __future__ import annotations

import re
from typing import Final

from usagestats.late_pattern import late_pattern

MASK: Final = "***"

_SCHEME = late_pattern(r"(?:bearer|basic)\s+", re.IGNORECASE)
_QUOTE = late_pattern(r"(?P<escapes>\\*)(?P<mark>[\"'])|%22|%27|\\x22|\\u0022", re.IGNORECASE)
# a quotation mark with a backslash before a letter or digit is within the value
_UNQUOTED = late_pattern(r"(?:[^\s&\"\\]|\\(?![\\\"])|\\+(?!\")|\\+\"(?=[A-Za-z0-9]))++")
# the rest of a target that has blanks in it: up to the version of HTTP or, of a bare path, the end
_REST = late_pattern(
    r"(?:[ \t]++(?!HTTP/[0-9])[^\s&\"]++)++(?=&|(?P<version>[ \t]++HTTP/[0-9.]++(?=\\?\"|$))|$)"
)
SHORTEST_CODE: Final = 4
SHORTEST_AMBIGUOUS: Final = 12
_LOOKS_SECRET = late_pattern(
    r"(?![A-Za-z]+[_-]?[0-9]+$)(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])"
    rf"[^\s&]{{{SHORTEST_AMBIGUOUS},}}"
)
_NO_CODE = late_pattern("[A-Z_]+")
# the tokens of JSON, escaped or not
_TOKEN = late_pattern(
    r"(?P<open>[\[{])|(?P<close>[\]}])|(?P<text>(?<!\\)\\*\")|(?P<bare>[^\s\[\]{}:,\"\\]+)"
)
# a text is searched from a position: a copy of its rest, per value, would be quadratic work
_MARKS: Final = {mark: late_pattern(rf"(\\*+){mark}") for mark in "\"'"}
_COLON = late_pattern(r"\s*:")
_LITERALS = frozenset({"null", "true", "false"})


def masked_value(text: str, begin: int, *, is_json: bool) -> tuple[str, int]:
    """Return what is shown instead of the value that begins at a position, and where it ends.

    Args:
        text: The whole text.
        begin: The position.
        is_json: Whether the value is one of JSON, since its name is quoted.
    """
    if text[begin : begin + 1] in {"[", "{"} and (is_json or _holds_quote(text, begin)):
        return _container(text, begin)
    if quote := _QUOTE.match(text, begin):
        return _quoted(text, quote, is_json=is_json)
    return _unquoted(text, begin, is_json=is_json)


def value_of_code(text: str, begin: int, *, is_json: bool) -> tuple[str, int]:
    """Return the same for a value named `code`; one such as 404 or NOT_FOUND is shown as it is.

    An authorization code has at least four characters.
    """
    shown, end = masked_value(text, begin, is_json=is_json)
    value = text[begin:end].strip("\"'\\")
    is_harmless = len(value) < SHORTEST_CODE or (is_json and _NO_CODE.fullmatch(value))
    return ("", begin) if is_harmless else (shown, end)


def value_of_ambiguous(text: str, begin: int, *, is_json: bool) -> tuple[str, int]:
    """Return the same for a value that is a credential only if it looks like one."""
    shown, end = masked_value(text, begin, is_json=is_json)
    value = text[begin:end].strip("\"'\\")
    return (shown, end) if _LOOKS_SECRET.fullmatch(value) else ("", begin)


def end_of_parameter(query: str, position: int) -> int:
    """Return where the parameter of a query ends that has this position in it."""
    end = query.find("&", position)
    return end if end >= 0 else len(query)


def end_of_target(text: str, end: int, *, is_bare: bool) -> int:
    """Return where a value of a query ends that a client sent with blanks in it.

    Args:
        text: The whole text.
        end: The end of the word with which the value begins.
        is_bare: Whether the text is a path alone; in a line, the version of HTTP follows.
    """
    rest = _REST.match(text, end)
    return rest.end() if rest and (is_bare or rest["version"]) else end


def _holds_quote(text: str, begin: int) -> bool:
    """Return whether there is a quotation mark before the next parameter or the end of the word."""
    found = _UNQUOTED.match(text, begin)
    return found is not None and _QUOTE.match(text, found.end()) is not None


def _quoted(text: str, quote: re.Match[str], *, is_json: bool) -> tuple[str, int]:
    """Mask up to the closing quotation mark; if there is none, all."""
    begin = quote.end()
    scheme = _SCHEME.match(text, begin)
    kept = quote[0] + (scheme[0] if scheme else "")
    end = _closing(text, begin, quote)
    if end == begin:
        return quote[0], end
    # a quotation mark before a letter is within the value
    while text[(after := end + len(quote[0])) : after + 1].isalnum():
        if not is_json:
            rest = _UNQUOTED.match(text, after)
            return kept + MASK + quote[0], rest.end() if rest else after
        end = _closing(text, after, quote)
    return kept + MASK, end


def _closing(text: str, begin: int, quote: re.Match[str]) -> int:
    """Return the position of the mark that closes a quote, with its backslashes; else the end."""
    if not quote["mark"]:
        closing = re.compile(re.escape(quote[0]), re.IGNORECASE).search(text, begin)
        return closing.start() if closing else len(text)
    escapes = len(quote["escapes"])
    for found in _MARKS[quote["mark"]].finditer(text, begin):
        count = len(found[1])
        if count <= escapes or (escapes == 0 and count % 2 == 0):
            return found.end() - len(quote["mark"]) - min(count, escapes)
    return len(text)


def _unquoted(text: str, begin: int, *, is_json: bool) -> tuple[str, int]:
    """Mask up to the next parameter or the end of the word, without brackets at its end."""
    scheme = _SCHEME.match(text, begin)
    begin = scheme.end() if scheme else begin
    kept = scheme[0] if scheme else ""
    found = _UNQUOTED.match(text, begin)
    if found is None:
        return kept, begin
    is_in_list = is_json or text[begin - 1] in ": \t" or text[found.end() :].startswith((" ", "\t"))
    value = found[0].rstrip("]}),;" if is_in_list else "]})")
    if not value or (is_json and value in _LITERALS):
        return kept, begin
    return kept + MASK, begin + len(value)


def _container(text: str, begin: int) -> tuple[str, int]:
    """Mask all values in a list or an object of JSON; if it is not closed, those up to the end."""
    kept, depth, position = list[str](), 0, begin
    while found := _TOKEN.search(text, position):
        kept.append(text[position : found.start()])
        position = found.end()
        if found["open"] or found["close"]:
            kept.append(found[0])
            depth += 1 if found["open"] else -1
            if depth == 0:
                return "".join(kept), position
        elif found["bare"]:
            kept.append(found[0] if found[0] in _LITERALS else MASK)
        else:
            shown, position = _text_in_container(text, found)
            kept.append(shown)
    return "".join(kept) + text[position:], len(text)


def _text_in_container(text: str, opening: re.Match[str]) -> tuple[str, int]:
    """Mask a text in a list or an object; the name of a value stays."""
    quote = _QUOTE.match(text, opening.start())
    if quote is None:
        return opening[0], opening.end()
    end = _closing(text, quote.end(), quote)
    after = end + len(quote[0])
    if _COLON.match(text, after):
        return text[opening.start() : after], after
    return (quote[0] + MASK + quote[0]) if end < len(text) else quote[0] + MASK, after
