"""Nobody who writes a log can slow its reading down: its texts do not collide."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from ctypes import CDLL, c_int32, c_int64, c_uint32, c_uint64
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest

from tests.case import ENVIRONMENT
from tests.compiled import compiled

_ALL: Final = 2**64 - 1
_FEW: Final = 1.0
"""In a table that is at most half full, a thing is half a place away from its own on average."""

_CHANCE = random.Random(20)
KEYS: Final = [(0, 0), *((_CHANCE.getrandbits(64), _CHANCE.getrandbits(64)) for _ in range(5))]


@pytest.fixture(name="tables", scope="module")
def tables_of_the_kernel(tmp_path_factory: pytest.TempPathFactory) -> CDLL:
    library = compiled(Path(__file__).with_name("hash_tables.c"), tmp_path_factory.mktemp("c"))
    library.sip_hash_of_bytes.restype = c_uint64
    library.hash_of_bytes.restype = c_uint32
    library.distances_of_texts.restype = library.distances_of_kinds.restype = c_int64
    return library


def key_of(words: tuple[int, int]) -> Any:
    return (c_uint64 * 2)(*words)


def test_long_texts_have_siphash_1_3_as_python_has_it(tables: CDLL) -> None:
    if sys.hash_info.algorithm != "siphash13":
        pytest.skip(f"this Python has {sys.hash_info.algorithm}")
    code = "import json; print(json.dumps([hash(bytes(range(n))) for n in range(1, 256)]))"
    environment = {**ENVIRONMENT, "PYTHONHASHSEED": "0"}  # the key is 0 then
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )

    hashes = [
        tables.sip_hash_of_bytes(bytes(range(size)), c_int64(size), key_of((0, 0)))
        for size in range(1, 256)
    ]

    assert hashes == [number & _ALL for number in json.loads(done.stdout)]


@pytest.mark.parametrize("size", [*range(1, 18), 250, 255])
def test_every_byte_and_the_length_count(tables: CDLL, size: int) -> None:
    text = bytes(range(65, 65 + 26)) * 10
    changed = [bytes([*text[:at], 33, *text[at + 1 : size]]) for at in range(size)]
    texts = [text[:size], text[: size - 1], text[: size - 1] + b"\0", text[:size] + b"\0", *changed]
    key = key_of((3, 4))

    hashes = {tables.hash_of_bytes(one, c_int64(len(one)), key) for one in texts}

    assert len(hashes) == len(set(texts))


def test_pairs_of_texts_meet_as_seldom_as_by_chance(tables: CDLL) -> None:
    """Of pairs whose 32 bits were drawn, one in 2^16 would have the same lower half."""
    texts = [f"user_key={number:032x}".encode() for number in range(64)]
    pairs = meetings = 0
    for number in range(400):
        key = key_of((number, 7))
        halves = [tables.hash_of_bytes(text, c_int64(len(text)), key) & 0xFFFF for text in texts]
        pairs += len(texts) * (len(texts) - 1) // 2
        meetings += len(texts) - len(set(halves))

    assert meetings < 3 * pairs / 2**16


def _old_mixed(number: int, word: int) -> int:
    number = (number ^ word) * 0x9E3779B97F4A7C15 & _ALL
    return number ^ number >> 29


def _old_hash(text: bytes, seed: int) -> int:
    """Return the hash that the kernel had before, of a text of whole blocks and eight bytes."""
    words = [int.from_bytes(text[at : at + 8], "little") for at in range(0, len(text), 8)]
    found = _old_mixed(seed, len(text))
    for at in range(0, len(words) - 1, 2):
        found = _old_mixed(found, words[at] ^ _old_mixed(seed, words[at + 1]))
    return _old_mixed(found, words[-1])


def flood() -> list[bytes]:
    """Return ASCII texts that had one and the same hash, under half of all seeds.

    Bit 62 of the second word, after the multiplication, flips itself and, by the shift, bit 33; half
    the time bits 63 and 34, too. Both are flipped in the first word, to the contrary.
    """
    one = b"aaaaaaaaaaaaaaaa"
    other = bytearray(one)
    for bit in (62, 33):
        other[bit // 8] ^= 1 << bit % 8
    other[8 + 62 // 8] ^= 1 << 62 % 8
    return [b"".join(blocks) + b"12345678" for blocks in product((one, bytes(other)), repeat=13)]


def test_the_old_hash_could_be_flooded() -> None:
    texts = flood()[:64]
    flooded = [seed for seed in range(64) if len({_old_hash(text, seed) for text in texts}) == 1]

    assert len(set(texts)) == len(texts)
    assert all(text.isascii() and text.decode().isprintable() for text in texts)
    assert len(flooded) > len(range(64)) // 4


@pytest.mark.parametrize("words", KEYS)
def test_texts_that_collided_are_found_at_once(tables: CDLL, words: tuple[int, int]) -> None:
    texts = flood()
    lines = b"".join(text + b"\n" for text in texts)

    distances = tables.distances_of_texts(lines, c_int64(len(lines)), key_of(words))

    assert 0 <= distances < _FEW * len(texts)


@pytest.mark.parametrize("column", range(7))
@pytest.mark.parametrize("step", [1, 3, 64, 65536])
def test_rows_are_found_at_once(tables: CDLL, step: int, column: int) -> None:
    count = 2**31 // max(step, 2**17)
    found = [
        tables.distances_of_kinds(c_int64(count), c_int64(step), c_int32(column), key_of(words))
        for words in KEYS
    ]

    assert all(0 <= distances < _FEW * count for distances in found)
