"""Sieves lines of all formats at once, and says where a format is ruled out that the line might have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.blanks import single_spaced
from usagestats.logs.readers.kernel.sieve import sieve, sorting
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.readers.signs import signs_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from usagestats.logs.readers.kernel.sieve_tables import Signs

_FORMATS: Final = tuple(FORMATS.values())
_SIGNS: Final = {
    has_others: [signs_of(one, has_others=has_others) for one in _FORMATS]
    for has_others in (True, False)
}


def fault_of_sieve(lines: Sequence[str]) -> str | None:
    """Return what is wrong with the answers of the sieve; `None` where they are right."""
    bits: list[int] = []
    for has_others, signs in _SIGNS.items():
        found = sieve(pl.Series(lines, dtype=pl.String), signs)
        if found is None:
            return "there is no kernel"
        bits = found.to_list()
        for line, its_bits in zip(lines, bits, strict=True):
            for place, one in enumerate(signs):
                if its_bits >> place & 1:
                    continue
                if _has(line, one) or _is_read(line, place, has_others=has_others):
                    return f"{_FORMATS[place].name} is ruled out, {has_others=}: {line!r}"
    return _fault_of_order(lines, bits)  # those of requests alone


def _has(line: str, signs: Signs) -> bool:
    """Whether a line has the signs of a format, as Python sees them."""
    forms = {line, single_spaced(line)}
    has_texts = all(any(text in line for text in group) for group in signs.texts)
    is_like = any(one.fullmatch(form) for one in signs.patterns for form in forms)
    return has_texts and (is_like or not signs.patterns)


def _is_read(line: str, place: int, *, has_others: bool) -> bool:
    """Whether the careful path reads a line, or knows it as a record of another kind."""
    text = line.strip("\0\ufeff")
    try:
        _FORMATS[place].check_line(text)
    except OtherRecordError:
        return has_others
    except NoRequestError:
        return False
    return has_others or _FORMATS[place].bears_signature(text)


def _fault_of_order(lines: Sequence[str], bits: Sequence[int]) -> str | None:
    """Return what is wrong with the order of sorted lines, whose formats are these."""
    signs = _SIGNS[False]
    expected: dict[int, list[str]] = {}
    for line, its_bits in zip(lines, bits, strict=True):
        place = (its_bits & -its_bits).bit_length() - 1 if its_bits else len(signs) + 1
        is_left = place < len(signs) and not signs[place].is_quick
        expected.setdefault(len(signs) if is_left else place, []).append(line)
    data = "".join(f"{line}\n" for line in lines).encode("utf-8")
    with sorting(signs) as sorter:
        parts = list(sorter.sorted(data, 0))
    found = {one.place: one.lines.decode().split("\n")[:-1] for one in parts}
    return None if found == expected else f"sorted as {found}, not as {expected}"
