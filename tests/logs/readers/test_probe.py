"""Lines on which detection tries formats."""

from __future__ import annotations

from usagestats.logs.readers.probe import Probe


def test_lines_are_joined_and_their_blanks_are_single() -> None:
    probe = Probe(["a  b", "c d"])

    assert probe.text == "a  b\nc d"
    assert probe.spaced == ["a b", "c d"]
    assert probe.both == {"a  b", "a b", "c d"}
