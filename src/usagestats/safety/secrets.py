"""Credentials are never shown: sample lines have a mask instead."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from usagestats.late_pattern import late_pattern
from usagestats.safety.path_secrets import masked_segments
from usagestats.safety.secret_names import is_ambiguous, is_code, is_secret_name
from usagestats.safety.secret_values import (
    MASK,
    end_of_parameter,
    end_of_target,
    masked_value,
    value_of_ambiguous,
    value_of_code,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    _Find = Callable[[str, int], re.Match[str] | None]

# = and : as they are written, percent-encoded (once or twice), by nginx, or in JSON
_EQUALS = r"(?:=(?:>|&gt;)?|:|%(?:25)*3[DdAa]|\\x3[DdAa]|\\u003[DdAa])"
_ENCODED_BYTE = r"%(?:25)*[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}"
_QUOTE_MARK = r"%(?:25)*2[27]|\\[xu](?:00)?2[27]|[\"']|\\(?=[\"'\\])"
# letters and digits, also percent-encoded
_ENCODED_LETTER = (
    r"%(?:25)*(?:[46][1-9A-F]|[57][0-9A]|3[0-9]|5F|2D|2E)|%u00[0-9A-F]{2}"
    r"|&#(?:[0-9]{2,3}|x[0-9A-F]{2});"
)
_LETTERS = rf"(?:[\w.-]++|{_ENCODED_LETTER})"
_BLANK = r"(?:[ \t]|\+(?==)|%(?:25)*(?:20|0[09AD]))"
# a name, also user[password] and key[0], and what stands between it and its value
_NAME_ALONE = rf"{_LETTERS}++(?:\[{_LETTERS}*+\]|%5B(?:[\w.-]|{_ENCODED_LETTER})*?%5D)*+"
_BETWEEN = (
    rf"(?P<closes>(?:{_QUOTE_MARK}|\]|%5D)*+){_BLANK}*+{_EQUALS}"
    r"(?:(?<=[:>])[ \t]*+|(?<=[ \t]=)[ \t]*+)?+"
)
# what stands before it: names without a value, encoded bytes, and all other characters
_BEFORE_NAME = (
    rf"(?:[^\w.%&\\-]++|{_NAME_ALONE}(?!{_BETWEEN.replace('?P<closes>', '?:')})"
    rf"|(?!{_ENCODED_LETTER})(?:{_ENCODED_BYTE}|[%&\\]))*+"
)
_NEXT_NAME: Final = late_pattern(
    rf"{_BEFORE_NAME}(?P<name>{_NAME_ALONE})(?P<between>{_BETWEEN})", re.IGNORECASE
)
# a target alone, perhaps with its verb
_BARE: Final = late_pattern(r'(?:[A-Z]+ )?(?:/|\?|https?://)[^"]*$')
_SCHEME = r"(?:(?:bearer|basic)\s+)?"
_HEADER: Final = late_pattern(
    rf"(?P<keep>\b(?:authorization|cookie)\s*:\s*{_SCHEME})(?P<value>[^\s\"].*)", re.IGNORECASE
)
_BASE64: Final = late_pattern(r"\beyJ[\w+/-]{8,}")  # an object of JSON
_LONGEST_DECODED: Final = 8192


def masked(text: str, secret_names: frozenset[str] = frozenset()) -> str:
    """Return `text` with everything that looks like a credential masked.

    An `app_id` and a remote user are no secrets, and are not masked. Of JSON, the quotation marks,
    brackets and commas around a credential stay.

    Args:
        text: A text to show; one that begins with a question mark is a query and nothing else.
        secret_names: The parameters and fields whose values are credentials, whatever their look,
            and path patterns, which begin with `/`, whose segments in braces are credentials.
    """
    from usagestats.safety.secret_looks import masked_by_look  # noqa: PLC0415  (seldom needed)
    from usagestats.safety.secret_pairs import masked_pairs  # noqa: PLC0415  (likewise)

    patterns = frozenset(name for name in secret_names if name.startswith("/"))
    names = secret_names - patterns
    if names:
        text = _without_values(text, _declared(names).search, lambda _: True)
    if ":" in text:
        text = _HEADER.sub(_masked_header, text)
    declared = {name.lower() for name in names}
    text = masked_pairs(text, lambda name: name.lower() in declared or is_secret_name(name))
    text = _without_values(text, _NEXT_NAME.match, is_secret_name)
    text = masked_by_look(text)
    if "eyJ" in text:
        text = _BASE64.sub(_masked_base64, text)
    return masked_segments(text, patterns)


def masked_field(column: str, text: str, secret_names: frozenset[str] = frozenset()) -> str:
    """Return a value of a column of REQUESTS masked, by the rules that its column allows.

    In a query a value ends at the next `&`, whatever is in it. A remote user has no colon: behind
    one stands a password.
    """
    if column == "query":
        return masked(f"?{text}", secret_names)[1:]
    if column == "remote_user" and ":" in text:
        text = f"{text.partition(':')[0]}:{MASK}"
    return masked(text, secret_names)


def _without_values(text: str, next_name: _Find, is_secret: Callable[[str], bool]) -> str:
    """Return a text without the values of its secret names.

    A value of any other name is searched for names, too.

    Args:
        text: The text.
        next_name: Finds the next name with a value from a position on: the group `name`. The text
            between a name and its value is the group `between`.
        is_secret: Whether a name is that of a secret.
    """
    kept, position = list[str](), 0
    is_query = text.startswith("?")
    is_bare = not is_query and _BARE.match(text) is not None
    while found := next_name(text, position):
        begin = position
        position = found.end()
        name, closes = found["name"], found["closes"] or ""
        is_quoted = closes.endswith(('"', "'")) and {":", ">"} & {*found["between"]} != set()
        before = text[found.start("name") - 1 : found.start("name")]
        shown, end = "", position
        if is_secret(name):
            shown, end = masked_value(text, position, is_json=is_quoted)
        elif is_code(name):
            shown, end = value_of_code(text, position, is_json=is_quoted)
        elif is_ambiguous(name):
            shown, end = value_of_ambiguous(text, position, is_json=is_quoted)
        if shown and before in {"?", "&"}:
            end = (
                end_of_parameter(text, end)
                if is_query
                else end_of_target(text, end, is_bare=is_bare)
            )
        kept += [text[begin:position], shown]
        position = end
    return "".join(kept) + text[position:]


@lru_cache(maxsize=16)
def _declared(names: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern that finds `name=value` and `name: "value"`, the name in any case."""
    alternatives = "|".join(re.escape(name) for name in sorted(names))
    return re.compile(
        rf"(?<![\w-])(?P<name>{alternatives})(?P<between>(?P<closes>\\*\"?)(?:: ?|=))",
        re.IGNORECASE,
    )


def _masked_base64(found: re.Match[str]) -> str:
    """Mask an object in base 64 if a credential is in it; a cursor of pages is none."""
    # letters of other alphabets are none of base 64, and the end may lack some characters
    content = found[0].encode("ascii", "ignore").replace(b"+", b"-").replace(b"/", b"_")
    length = min(len(content), _LONGEST_DECODED) // 4 * 4
    decoded = urlsafe_b64decode(content[:length]).decode("latin-1")
    return found[0] if masked(decoded) == decoded else MASK


def _masked_header(found: re.Match[str]) -> str:
    """Mask a header as it is sent: `Cookie: a=…; b=…`, to the end of the text or of its quotes."""
    before, value = found.string[: found.start()], found["value"]
    if len(re.findall(r'(?<!\\)"', before)) % 2 and (end := re.search(r'(?<!\\)"', value)):
        return f"{found['keep']}{MASK}{value[end.start() :]}"
    return f"{found['keep']}{MASK}"
