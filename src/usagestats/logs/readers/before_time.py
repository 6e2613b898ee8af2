"""The words that stand before the time of a line of the NCSA family.

    [HOST[:PORT]] CLIENT [IDENTITY] [USER]

Operators put further words there: a time, a number, the address of a proxy, an identifier of the
request. The client is the last address, or the word before `- USER` if there is no address. Words
before the client are passed over if `- USER` stands after it. A line is refused where a word could
have two meanings: a user could otherwise give himself the address of somebody else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import dropwhile, pairwise
from typing import TYPE_CHECKING

from usagestats.late_pattern import late_pattern
from usagestats.light_dataclass import dataclass
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.values.addresses import client_name, first_address, host_name, is_address

if TYPE_CHECKING:
    from collections.abc import Sequence

_COMMA = late_pattern(r"(?<! ) *, *")
_WORD = late_pattern(r'"[^"]*"|\((?:-|[0-9a-fA-F.:,]+)\)|[^ ]+')
_EMPTY = frozenset({"-", "", '""', "(-)"})
_REQUEST_ID = late_pattern(
    r"[0-9a-fA-F]{16,64}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)
_REMEMBERED = 500  # characters; longer texts are rare, and would need memory
_NO_CLIENT = "no address or host name of a client before the time"
_NOT_CLOSED = "a quotation mark before the time that is never closed"
_TOO_MANY = "more words before the time than a host, a client, an identity and a user"
_TWO_CLIENTS = "an address before the time stands where the user would"


@dataclass(frozen=True, slots=True)
class BeforeTime:
    """The meaning of the words before the time; `None` where the line does not say it."""

    host: str | None
    client: str | None
    user: str | None
    request_id: str | None = None


def read_before_time(text: str, *, has_host: bool = False) -> BeforeTime:
    """Read the words before the time.

    Args:
        text: The words, separated by single blanks.
        has_host: Whether the first word is known to be the host, so that it may be an address.

    Raises:
        NoRequestError: They are no host, client, identity and user for certain.
    """
    return (_read_again if len(text) <= _REMEMBERED else _read)(text, has_host=has_host)


def _read(text: str, *, has_host: bool) -> BeforeTime:
    if text.count('"') % 2:
        raise NoRequestError(_NOT_CLOSED)
    words = _without_repeated_client(_WORD.findall(_COMMA.sub(",", text)))
    host = host_name(words.pop(0)) if has_host and len(words) > 1 else None
    place = _place_of_client(words)
    before, client, after = words[:place], words[place], words[place + 1 :]
    after = [word for word in after if word != "(-)"]
    if len(before) in {1, 2} and _is_list(before[-1]):  # HOST, the list of a proxy, and the proxy
        client = before.pop()
    _check(before, client, after)
    if before and host is None:
        host = _host_in(before)
    user, request_id = _user_and_id(after)
    return BeforeTime(host, first_address(_bare(client)), user, request_id)


_read_again = lru_cache(maxsize=1024)(_read)  # detection reads its lines once for each format


def _without_repeated_client(words: list[str]) -> list[str]:
    """Drop the second one of `CLIENT - [CLIENT] - USER`, as ingress-nginx wrote before 0.21."""
    is_repeated = words[1:4:2] == ["-", "-"] and words[2][0] + words[2][-1] == "[]"
    return [words[0], *words[3:]] if is_repeated and _holds_address(words[2][1:-1]) else words


def _bare(word: str) -> str:
    return word.strip('"()')


def _holds_address(word: str) -> bool:
    return any(is_address(part) for part in _bare(word).split(","))


def _is_list(word: str) -> bool:
    return _holds_address(word) and ("," in word or word[0] == '"')


def _place_of_client(words: Sequence[str]) -> int:
    addresses = [place for place, word in enumerate(words) if _holds_address(word)]
    if addresses:
        return addresses[-1]
    dashes = [place for place, word in enumerate(words) if word == "-" and place > 0]
    if dashes[:2] == [1, 2] and len(words) == 4 and client_name(words[0]):  # noqa: PLR2004  (HOST - - U)
        return 1
    return dashes[0] - 1 if dashes else 0


def _check(before: Sequence[str], client: str, after: Sequence[str]) -> None:
    """Check that a client was found, and that the words around it leave no doubt.

    Raises:
        NoRequestError: They do.
    """
    if not all(_is_client(part) or part in _EMPTY for part in _bare(client).split(",")):
        raise NoRequestError(_NO_CLIENT)
    if any(_is_client(one) and two == "-" for one, two in pairwise(before)):
        raise NoRequestError(_TWO_CLIENTS)
    has_user = len(after) > 1 and after[0] == "-"
    is_host_only = len(before) == 1 and not _holds_address(before[0])
    is_by_name = not _holds_address(client)
    if before and not (is_host_only or (has_user and not is_by_name)):
        raise NoRequestError(_TWO_CLIENTS if _holds_address(before[0]) else _TOO_MANY)
    if is_by_name and not has_user and len(after) > 2:  # noqa: PLR2004  (identity and user)
        raise NoRequestError(_TOO_MANY)


def _is_client(word: str) -> bool:
    return _holds_address(word) or client_name(word) is not None


def _host_in(words: Sequence[str]) -> str | None:
    """Return the host in the words before the client.

    It is the only word, or the last one with a letter that is no address, if it has a dot or port.
    """
    others = [word for word in words if not _holds_address(word) or word.count(":") == 1]
    if len(words) == 1:
        return host_name(others[0]) if others else None
    named = [word for word in others if re.search("[A-Za-z]", word)]
    is_whole = bool(named) and re.search(r"[.:]|^localhost$", named[-1]) is not None
    return host_name(named[-1]) if is_whole else None


def _user_and_id(words: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the user and the identifier of the request in the words after the client.

    Raises:
        NoRequestError: It is not certain where the user begins.
    """
    rest = list(words[1:] if len(words) > 1 else words)
    request_id = None
    if len(rest) > 1 and _REQUEST_ID.fullmatch(rest[0]):
        request_id = rest.pop(0)
    rest = list(dropwhile(_EMPTY.__contains__, rest))
    if any(word in _EMPTY for word in rest):
        raise NoRequestError(_TOO_MANY)
    return " ".join(word.strip('"') for word in rest) or None, request_id
