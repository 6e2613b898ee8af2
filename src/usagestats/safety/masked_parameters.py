"""Columns of queries with credentials masked, parameter by parameter.

Nearly all queries are `name=value` between `&`, and there are few names. So the distinct names are
looked at one by one, and of the values only what they have in common; parameters of other forms
are masked by `secrets.masked`, one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import polars as pl

from usagestats.frames import map_distinct, map_distinct_texts, map_where
from usagestats.safety.secret_names import is_ambiguous, is_code, is_secret_name
from usagestats.safety.secret_values import MASK, SHORTEST_AMBIGUOUS, SHORTEST_CODE
from usagestats.safety.secrets import masked
from usagestats.safety.signs_of_secrets import TOKENS, have_signs

if TYPE_CHECKING:
    from collections.abc import Mapping

# with one of these, a credential may begin in one parameter and end in another
_ACROSS: Final = (
    r"[^\x21-\x7E]|[\"'\\<]|%(?:25)*(?:2[27]|3[Cc])|&(?:#|[LlGg][Tt];)"
    r"|(?i:cookie|authorization):|-----(?i:begin)"
)
# a user and a password before the time of a line: only the beginning of the text shows them
_FROM_BEGIN: Final = " ["
_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")
_DECLARED: Final = re.compile(r"[0-9.-]*[A-Za-z_][A-Za-z0-9_.-]*|/[A-Za-z0-9_./{}-]*")
# values of which all is masked, if the name or the look says so
_VALUE: Final = r"^[^=]+=[^>\]})]"
_NO_VALUE: Final = "^[^=]+=$"
_CODE: Final = rf"^[^=]+=[^>\[\](){{}}]{{{SHORTEST_CODE},}}$"
# values that hold no names with values, and neither addresses nor segments of paths: words with
# encoded characters, and times
_ENCODED: Final = r"%(?:[014-9A-Fa-f][0-9A-Fa-f]|2[0134689A-Ea-e]|3[0-9BbEeFf])"
_COLON: Final = "(?::|%3[Aa])"
_TIME: Final = (
    rf"^[^=]+=[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:[Tt+]|%20)[0-9]{{2}}{_COLON}[0-9]{{2}}"
    rf"(?:{_COLON}[0-9]{{2}}(?:\.[0-9]+)?)?(?:[Zz]|(?:[+-]|%2[Bb])[0-9]{{2}}{_COLON}?[0-9]{{2}})?$"
)
_WORDS: Final = rf"^(?:[^=]+=)?(?:[A-Za-z0-9_.,~+!*|$-]|{_ENCODED})*$"
_NO_WORDS: Final = rf"(?i)bearer|basic|{TOKENS}"
# the look of a credential, as in `secret_values.value_of_ambiguous`; no name with a value is in it
_LONG: Final = rf"^[^=]+=[^=:>\[\](){{}}]{{{SHORTEST_AMBIGUOUS},}}$"
_MIXED: Final = r"^[^=]+=(?:.*[A-Za-z].*[0-9]|.*[0-9].*[A-Za-z])"
_NUMBERED: Final = r"^[^=]+=[A-Za-z]+[_-]?[0-9]+$"


class _Kind(IntEnum):
    """The meaning that the name of a parameter has for its value."""

    HARMLESS = 0
    SECRET = 1
    CODE = 2
    AMBIGUOUS = 3
    UNUSUAL = 4  # each value needs a closer look


def _has(pattern: str) -> pl.Expr:
    return pl.col("text").str.contains(pattern)


_IS_MASKED: Final = {
    _Kind.SECRET: _has(_VALUE),
    _Kind.CODE: _has(_CODE),
    _Kind.AMBIGUOUS: _has(_LONG) & _has(_MIXED) & ~_has(_NUMBERED),
}
_NEVER: Final = pl.repeat(value=False, n=pl.len(), dtype=pl.Boolean())
_IS_OF_WORDS: Final = _has(_WORDS) & ~_has(_NO_WORDS)
# of the parameters that are not masked
_IS_KEPT: Final = {
    _Kind.HARMLESS: _IS_OF_WORDS | _has(_TIME),
    _Kind.SECRET: _has(_NO_VALUE),
    _Kind.CODE: _IS_OF_WORDS,
    _Kind.AMBIGUOUS: _IS_OF_WORDS,
}


def masked_queries(queries: pl.Series, secret_names: frozenset[str]) -> pl.Series:
    """Return queries, without their question mark, masked as by `secrets.masked_field`.

    Args:
        queries: Strings; null stays null.
        secret_names: The parameters whose values are credentials, whatever their look.
    """
    return map_where(queries, have_signs(queries, secret_names), _Masking(secret_names).queries)


@dataclass(frozen=True, slots=True)
class _Masking:
    """The masking of texts that have signs of credentials.

    Args:
        secret_names: The parameters whose values are credentials, whatever their look.
    """

    secret_names: frozenset[str]

    def queries(self, queries: pl.Series) -> pl.Series:
        """Return queries masked; parameters that are independent of each other, by themselves."""
        if not all(map(_DECLARED.fullmatch, self.secret_names)):
            return self._one_by_one(queries)
        is_across = queries.str.contains(_ACROSS)
        shown = map_where(queries, ~is_across, self._by_parameters)
        return map_where(shown, is_across, self._across_parameters)

    def _across_parameters(self, queries: pl.Series) -> pl.Series:
        """Return queries masked that may have credentials across several parameters."""
        is_from_begin = queries.str.contains(_FROM_BEGIN, literal=True)
        shown = map_where(queries, is_from_begin, self._one_by_one)
        return map_where(shown, ~is_from_begin, self._by_parameters_and_rest)

    def _by_parameters_and_rest(self, queries: pl.Series) -> pl.Series:
        """Return queries masked of which only the first parameters are independent."""
        text, begin = pl.col("text"), pl.col("text").str.find(_ACROSS)
        binary = text.cast(pl.Binary)
        cut = binary.bin.head(begin).cast(pl.String).str.split("&").list
        length = begin.cast(pl.Int64) - cut.last().str.len_bytes()
        found = (
            queries.alias("text")
            .to_frame()
            .select(
                first=binary.bin.head(pl.max_horizontal(length - 1, 0)).cast(pl.String),
                rest=binary.bin.slice(length).cast(pl.String),
                is_divided=length > 0,
            )
        )
        first = self._by_parameters(found["first"])
        rest = self._one_by_one(found["rest"])
        return pl.select(
            pl.when(found["is_divided"])
            .then(pl.lit(first) + "&" + pl.lit(rest))
            .otherwise(pl.lit(rest))
        ).to_series()

    def _one_by_one(self, texts: pl.Series) -> pl.Series:
        """Return queries or parameters masked, each distinct one by itself."""
        return map_distinct(texts, self._masked, pl.String())

    def _masked(self, text: str) -> str:
        return masked(f"?{text}", self.secret_names)[1:]

    def _by_parameters(self, queries: pl.Series) -> pl.Series:
        """Return queries whose parameters are masked."""
        parameters = queries.str.split("&")
        rows = pl.int_range(len(queries), dtype=pl.UInt32, eager=True)
        rows = rows.repeat_by(parameters.list.len()).explode()
        single = parameters.explode()
        shown = map_where(single, have_signs(single, self.secret_names), self._parameters)
        # rows that are known to be sorted are grouped at once
        rows_shown = pl.DataFrame({"row": rows.set_sorted(), "shown": shown})
        again = rows_shown.group_by("row", maintain_order=True).agg("shown")
        return again["shown"].list.join("&")

    def _parameters(self, parameters: pl.Series) -> pl.Series:
        """Return parameters masked; those without `=` have no name."""
        binary = pl.col("text").cast(pl.Binary)
        length = pl.col("text").str.find("=", literal=True).fill_null(0)
        rows = parameters.alias("text").to_frame()
        names = rows.select(name=binary.bin.head(length).cast(pl.String)).to_series()
        named = map_distinct_texts(names, self._named).struct
        rows, shown = rows.with_columns(named.field("kind")), named.field("shown")
        is_masked = _holds(rows, _IS_MASKED)
        if is_masked.all():
            return shown
        left = rows.filter(~is_masked)
        kept = map_where(left["text"], ~_holds(left, _IS_KEPT), self._one_by_one)
        return shown.scatter((~is_masked).arg_true(), kept)

    def _named(self, names: pl.Series) -> pl.Series:
        """Return the kinds of distinct names, and parameters of these names with masked values."""
        kinds = pl.Series("kind", list(map(self._kind, names)), dtype=pl.Int8)
        return pl.DataFrame({"kind": kinds, "shown": names + f"={MASK}"}).to_struct()

    def _kind(self, name: str) -> _Kind:
        """Return the kind of a name, if it is a usual one and is not changed itself."""
        shown = self._masked(f"{name}=1")
        is_usual = _NAME.fullmatch(name) is not None or not name
        is_declared = name.lower() in {one.lower() for one in self.secret_names}
        if is_usual and shown == f"{name}={MASK}" and (is_declared or is_secret_name(name)):
            return _Kind.SECRET
        if not is_usual or shown != f"{name}=1":
            return _Kind.UNUSUAL
        if is_code(name):
            return _Kind.CODE
        return _Kind.AMBIGUOUS if is_ambiguous(name) else _Kind.HARMLESS


def _holds(rows: pl.DataFrame, tests: Mapping[_Kind, pl.Expr]) -> pl.Series:
    """Return for each parameter whether the test of its kind holds; false without one."""
    kinds = rows["kind"].unique()
    if len(kinds) == 1:
        return rows.select(holds=tests.get(_Kind(kinds[0]), _NEVER)).to_series()
    result = pl.repeat(value=False, n=rows.height, dtype=pl.Boolean(), eager=True)
    for kind in tests.keys() & {*kinds}:
        places = (rows["kind"] == kind).arg_true()
        result = result.scatter(places, rows[places].select(tests[kind]).to_series())
    return result
