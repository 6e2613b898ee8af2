from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs.files.sources import Source, find_sources
from usagestats.pipeline.copies import _short_pairs, copies_among


def text(first: int, last: int) -> bytes:
    return b"".join(b"line %d of a log\n" % number for number in range(first, last))


SHORT, LONG = text(0, 20), text(0, 900)
LONGER, OTHER = text(0, 1900), text(0, 899) + b"another end"


def copies(folder: Path, files: dict[str, bytes]) -> dict[str, str]:
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_bytes(content)
    sources = find_sources([str(folder / name) for name in files])
    found = copies_among(sources)
    return {
        str(Path(sources[number].name).relative_to(folder)): str(
            Path(original.name).relative_to(folder)
        )
        for number, original in found.items()
    }


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.log.1": LONG, "a.log.1.gz": gzip.compress(LONG)}, {"a.log.1.gz": "a.log.1"}),
        ({"a.log": LONG, "old/b.log": LONG}, {"old/b.log": "a.log"}),
        ({"backup.log": LONG, "a.log": LONGER}, {"backup.log": "a.log"}),
        ({"a.log": LONGER, "backup.log": LONG}, {"backup.log": "a.log"}),
        ({"a.log": LONGER, "b.log": LONG, "c.log": LONGER}, {"b.log": "a.log", "c.log": "a.log"}),
        ({"a.log.1": LONG, "a.log.1.gz": gzip.compress(LONGER)[:-9]}, {"a.log.1": "a.log.1.gz"}),
        ({"a.log": LONG, "b.log": OTHER}, {}),
        ({"a.log": SHORT, "b.log": SHORT}, {}),
        ({"a.log": SHORT, "b.log": LONG}, {}),
        ({"a.log.1": SHORT, "a.log.1.gz": gzip.compress(SHORT)}, {"a.log.1.gz": "a.log.1"}),
        ({"a.log": SHORT, "a.log.1": LONG}, {"a.log": "a.log.1"}),
        ({"a-20260504.log": SHORT, "a-20260505.log": text(1, 20)}, {}),
        ({"a.log": b"", "a.log.1": b""}, {}),
        ({"a.log": LONG}, {}),
    ],
)
def test_copies_are_found(
    tmp_path: Path, files: dict[str, bytes], expected: dict[str, str]
) -> None:
    assert copies(tmp_path, files) == expected


def test_a_file_that_cannot_be_read_is_no_copy(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(LONG)
    sources = [Source("a.log", tmp_path / "a.log"), Source("b.log", tmp_path / "b.log")]

    assert copies_among([*sources, Source("standard input", None)]) == {}


def test_a_damaged_copy_is_a_copy(tmp_path: Path) -> None:
    damaged = gzip.compress(LONGER)[:-2000]
    assert copies(tmp_path, {"a.log.1": LONGER, "a.log.1.gz": damaged}) == {"a.log.1.gz": "a.log.1"}


@given(st.dictionaries(st.integers(0, 9), st.binary(max_size=3), max_size=8))
def test_short_files_are_paired_with_all_that_begin_like_them(heads: dict[int, bytes]) -> None:
    expected = {
        (part, whole)
        for part, head in heads.items()
        for whole, other in heads.items()
        if head and part != whole and other.startswith(head)
    }

    found = list(_short_pairs(heads))

    assert len(found) == len(expected)
    assert set(found) == expected
