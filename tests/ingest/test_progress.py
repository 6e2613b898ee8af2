from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from usagestats.ingest.progress import KnownProgress
from usagestats.logs.files.positions import BEGINNING
from usagestats.logs.files.sources import Source
from usagestats.store.sources import Progress

HEAD = b"first line\n"


def progress_after(content: bytes) -> Progress:
    fingerprint = BEGINNING.after(content).fingerprint()
    return Progress(fingerprint)


def test_sources_that_begin_alike_have_names_of_their_own() -> None:
    known = KnownProgress({})
    names = []
    for end in (b"a\n", b"b\n", b"c\n"):
        names.append(known.new_name(HEAD))
        known.advance(names[-1], progress_after(HEAD + end))

    assert names == [names[0], f"{names[0]}-2", f"{names[0]}-3"]
    assert known.new_name(b"another line\n") != names[0]


def test_a_source_is_recognised_by_what_was_read_last() -> None:
    known = KnownProgress({"s": progress_after(HEAD)})
    longer = progress_after(HEAD * 2)
    known.advance("s", longer)

    assert known.progress("s") is longer
    assert known.sources.beginning_like(HEAD * 3) == {"s": longer.fingerprint}
    assert known.progress("t") is None


def test_the_progress_in_the_store_is_not_changed() -> None:
    stored: dict[str, Progress] = {}
    KnownProgress(stored).advance("s", progress_after(HEAD))

    assert stored == {}


@pytest.mark.parametrize("content", [b"", b"\n", HEAD])
def test_a_source_without_a_file_in_this_run_is_not_at_hand(content: bytes) -> None:
    known = KnownProgress({"s": progress_after(content)})

    assert known.whole_at_hand("s") is None


def test_the_file_that_reaches_furthest_is_at_hand() -> None:
    known = KnownProgress({"s": progress_after(HEAD)})
    files = [Source(name, Path(name)) for name in ("a", "b", "c")]

    known.have_at_hand("s", files[0], 0)
    assert known.at_hand == {"s": files[0]}
    assert known.whole_at_hand("s") is None
    known.have_at_hand("s", files[1], len(HEAD))
    known.have_at_hand("s", files[2], len(HEAD))
    assert known.whole_at_hand("s") is files[1]


def test_the_lines_of_a_source_are_those_that_are_counted_and_not_those_that_are_read() -> None:
    known = KnownProgress({"s": replace(progress_after(HEAD), file_lines=1)})
    seen = [known.file_lines("s")]
    known.advance("s", progress_after(HEAD * 3))
    seen.append(known.file_lines("s"))
    known.count_lines("s", 3)
    seen.append(known.file_lines("s"))
    known.advance("t", progress_after(HEAD))
    seen.append(known.file_lines("t"))

    assert seen == [1, 1, 3, 0]
