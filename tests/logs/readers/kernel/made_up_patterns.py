"""Strategies of regular expressions of any form, and of lines for them."""

from __future__ import annotations

import re
from itertools import count

from hypothesis import strategies as st

CHARACTERS = st.sampled_from(["a", "b", " ", '"', "[^ ]", '[^"]', "[ab]", '[a"]', ".", "[^a]", "é"])
QUANTIFIERS = st.sampled_from(["*", "+", "*+", "++", "?", "?+", "??", "*?", "{1,2}", "{2}"])
REPEATS = st.sampled_from(["*", "*+", "?", "?+", "++", "{1,2}", "{0,2}"])
GROUPS = st.sampled_from(["(?>{})", "(?:{})", "(?={})", "(?!{})"])
_GROUP = "(?P<>"


def _in_turn(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=1, max_size=3).map("".join)


def _one_of(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(_in_turn(parts) | st.just(""), min_size=1, max_size=3).map("|".join)


def _grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds(str.format, GROUPS, _one_of(parts)),
        st.builds("(?:{}){}".format, _in_turn(parts), REPEATS),
    )


_REPEATED = st.builds(str.__add__, CHARACTERS, QUANTIFIERS)
_UNTIL = CHARACTERS.map("(?: (?!{})[^ ]*+)*+".format)
_WITHOUT_GROUPS = st.recursive(CHARACTERS | _REPEATED | _UNTIL, _grown, max_leaves=8)


def _with_groups(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return parts with groups; none stands in a loop, where `re` forgets some of their bounds."""
    return st.one_of(
        _one_of(parts).map((_GROUP + "{})").format),
        _one_of(parts).map("(?>{})".format),
        _one_of(parts).map("(?:{})?".format),
    )


def _compiled(text: str) -> re.Pattern[str] | None:
    numbers = count()
    try:
        return re.compile(
            re.sub(re.escape(_GROUP), lambda _: f"(?P<g{next(numbers)}>", text), re.DOTALL
        )
    except re.error:  # such as a repeat of nothing
        return None


PATTERNS = (
    _in_turn(st.recursive(_WITHOUT_GROUPS, _with_groups, max_leaves=5))
    .map(_compiled)
    .filter(lambda pattern: pattern is not None)
)
"""Patterns of all kinds of parts of which the kernel has steps."""

LINES = st.text('ab "é', max_size=7) | st.text('aab  "é', min_size=14, max_size=40)
"""Lines that may match them; long ones have whole blocks."""
