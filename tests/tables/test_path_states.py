from __future__ import annotations

from datetime import timedelta

from usagestats.classify.alike_paths import PatternPaths
from usagestats.tables.declared import Detail


def test_the_paths_of_two_questions_are_joined_where_both_know_theirs() -> None:
    an_hour = timedelta(hours=1)
    one = Detail(an_hour, frozenset(), paths=PatternPaths(frozenset({"/a"})))
    other = Detail(an_hour, frozenset(), paths=PatternPaths(frozenset({"/b"})))

    assert one.joined(other).paths == PatternPaths(frozenset({"/a", "/b"}))
    assert one.joined(Detail(an_hour, frozenset())).paths is None
