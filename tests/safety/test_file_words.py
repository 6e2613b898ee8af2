from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usagestats.safety.file_words import file_words


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Sky Labs", "Sky-Labs"),
        ("Zoë & Söhne GmbH", "Zoë-Söhne-GmbH"),
        ("株式会社", "株式会社"),
        ("acme.example", "acme.example"),
        ("key:860b5952cf3d", "key-860b5952cf3d"),
        ("../../etc/passwd", "etc-passwd"),
        ("/etc/passwd", "etc-passwd"),
        ("..\\..\\x", "x"),
        (".hidden", "hidden"),
        ("a/b", "a-b"),
        ("a\x00b\nc\u202ed", "a-b-c-d"),
        ("{range}", "range"),
        ("$(id)`x`;'\"*?|<>", "id-x"),
        ("--output", "output"),
        ("", "unnamed"),
        ("   ", "unnamed"),
        ("..", "unnamed"),
        ("💥", "unnamed"),
        ("\ud800", "unnamed"),
        ("x" * 10_000, "x" * 100),
        ("é" * 10_000, "é" * 50),
    ],
)
def test_a_label_becomes_a_word(label: str, expected: str) -> None:
    assert file_words({"7": label}) == {"7": expected}


def test_words_that_would_be_one_file_are_told_apart_and_stay_so() -> None:
    labels = {"1": "Sky Labs", "2": "sky-labs", "3": "SKY/LABS", "4": "Acme", "5": "Acme"}

    words = file_words(labels)

    assert len({word.casefold() for word in words.values()}) == 5
    assert re.fullmatch("Sky-Labs-[0-9a-f]{6}", words["1"])
    assert words == file_words(dict(reversed(labels.items())))
    assert words["4"] != words["5"]


def test_a_word_with_digits_takes_nobody_elses_place() -> None:
    first = file_words({"1": "A", "2": "a"})["1"]

    words = file_words({"1": "A", "2": "a", "3": first})

    assert words["3"] == first
    assert len({word.casefold() for word in words.values()}) == 3


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=300), max_size=8))
def test_any_labels_become_different_names_in_one_folder(labels: dict[str, str]) -> None:
    words = file_words(labels)

    assert words.keys() == labels.keys()
    same = {unicodedata.normalize("NFKD", word.casefold()) for word in words.values()}
    assert len(same) == len(labels)
    for word in words.values():
        assert PurePosixPath(word).name == PureWindowsPath(word).name == word
        assert word.isprintable()
        assert word[0] not in "-._ "
        assert len(word.encode()) <= 200
