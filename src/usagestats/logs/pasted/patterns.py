"""Pieces → regular expressions that look at each character of a line only once.

A part without a shape ends at the first position where the text after it can begin; it never gives
back a character that it took. So the time to read a line grows with its length alone. One part is
different: the user agent of a gateway that escapes nothing may hold quotation marks. It ends at the
last such position, and the parts after it may not hold quotation marks.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from usagestats.logs.pasted.parts import Literal, Part

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from usagestats.logs.pasted.parts import Piece, Syntax
    from usagestats.logs.pasted.written import Written

_QUOTED: Final = r'(?:[^"\\]++|\\.)*+'
_ANYTHING: Final = ".*"
_NEVER_EMPTY: Final = frozenset({"http_method", "target", "request"})


def pattern_of(pieces: Sequence[Piece], names: Mapping[int, str], syntax: Syntax) -> str:
    """Return the regular expression for whole lines.

    Args:
        pieces: The pieces of the format.
        names: The names of groups by the index of their part; other parts get no group.
        syntax: The syntax of the gateway.
    """
    pattern = ""
    widest = None if syntax.escapes_quotes else _quoted_agent(pieces)
    for number, piece in enumerate(pieces):
        if isinstance(piece, Literal):
            text = piece.text[:-1] if _is_taken(pieces, number) else piece.text
            pattern += re.escape(text)
            continue
        body = _ANYTHING if number == widest else _body(pieces, number, syntax)
        if widest is not None and number > widest:
            body = _quoteless(body)
        group = f"(?P<{names[number]}>{body})" if number in names else f"(?:{body})"
        taken = _taken(pieces, number)
        whole = re.escape(taken) + piece.meaning.skipped + group
        pattern += f"(?:{whole})?+" if piece.optional else whole
    return pattern


def _quoted_agent(pieces: Sequence[Piece]) -> int | None:
    for number, (piece, following) in enumerate(pairwise(pieces)):
        is_agent = isinstance(piece, Part) and piece.meaning.column == "user_agent"
        if is_agent and isinstance(following, Literal) and following.text[0] == '"':
            return number
    return None


def _quoteless(body: str) -> str:
    """Return an expression for the same texts as `body`, but only those without quotation marks."""
    if body == _ANYTHING or body.startswith('[^"]'):
        return '[^"]*+'
    return body.replace("[^", '[^"').replace(".)*+", '[^"])*+')


def _taken(pieces: Sequence[Piece], number: int) -> str:
    """Return the space that is left out together with an optional part."""
    return " " if number and _is_taken(pieces, number - 1) else ""


def _is_taken(pieces: Sequence[Piece], number: int) -> bool:
    following = pieces[number + 1] if number + 1 < len(pieces) else None
    here = pieces[number]
    has_space = isinstance(here, Literal) and here.text.endswith(" ")
    return has_space and isinstance(following, Part) and following.optional


def _body(pieces: Sequence[Piece], number: int, syntax: Syntax) -> str:
    piece = pieces[number]
    assert isinstance(piece, Part)  # noqa: S101  (for the type checker)
    meaning = piece.meaning
    if meaning.shape is not None:
        return f"(?>{meaning.shape})"
    rest = pieces[number + 1 :]
    if not rest:
        return _ANYTHING
    if isinstance(rest[0], Part):
        return _up_to_part(rest)
    text = rest[0].text
    if text[0] == '"' and syntax.escapes_quotes:
        return _QUOTED
    if text[0] == " " and meaning.unquoted is not None:
        return f"(?>{meaning.unquoted})"
    # a blank more than the format has must not make these empty, and shift all that follows
    begin = "(?! )" if text[0] == " " and meaning.column in _NEVER_EMPTY else ""
    return begin + _up_to(text, _beginning(rest[1:]))


def _up_to(text: str, following: str) -> str:
    """Return the expression for texts that do not hold `text` with `following` after it."""
    first, rest = re.escape(text[0]), re.escape(text[1:]) + following
    others = f"[^{first}]*+"
    return f"{others}(?:{first}(?!{rest}){others})*+" if rest else others


def _beginning(pieces: Sequence[Piece]) -> str:
    """Return the expression for the text where pieces begin; empty if it is not known for sure."""
    if not pieces:
        return r"\Z"
    part = pieces[0]
    if not isinstance(part, Part) or part.meaning.shape is None or part.optional:
        return ""
    after = pieces[1] if len(pieces) > 1 else None
    end = re.escape(after.text[0]) if isinstance(after, Literal) else r"\Z" if not after else ""
    return f"{part.meaning.skipped}(?:{part.meaning.shape}){end}"


def _up_to_part(pieces: Sequence[Piece]) -> str:
    """Return the expression for a text up to a part without a literal between them."""
    part = pieces[0]
    assert isinstance(part, Part)  # noqa: S101  (for the type checker)
    if part.meaning.opens:
        literal = next((piece for piece in pieces if isinstance(piece, Literal)), None)
        ends = part.meaning.opens + (literal.text[0] if literal else "")
        return f"[^{re.escape(ends)}]*+"
    return f"(?:(?!{_beginning(pieces)}).)*+"


def check_separated(pieces: Sequence[Piece], written: Written) -> None:
    """Check that each part shows where it ends.

    Raises:
        UsageError: A part follows another one, and neither shows where the first ends.
    """
    for part, following in pairwise(pieces):
        if not (isinstance(part, Part) and isinstance(following, Part)):
            continue
        ends = part.meaning.is_closed or following.meaning.is_closed or following.meaning.opens
        if not ends:
            raise written.error(
                "no text separates it from the part before it",
                following.begin,
                following.end,
                "write a character between them, in the gateway and here",
            )
