"""A position knows the bytes before it, and a fingerprint recognises a source by them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from usagestats.logs.files.positions import BEGINNING, HEAD_BYTES, Cursor, Fingerprint, Position

WHOLE = b"".join(f"line {number} of a log\n".encode() for number in range(2000))


def reached(content: bytes) -> Fingerprint:
    return BEGINNING.after(content).fingerprint()


@given(st.lists(st.integers(1, 6000), max_size=8), st.integers(0, 45_000))
def test_however_a_source_is_followed_it_is_known_by_the_same(sizes: list[int], end: int) -> None:
    content = WHOLE[: max(end, sum(sizes))]
    position = BEGINNING
    for size in sizes:
        position = position.after(content[position.offset :][:size])
    middle = position.fingerprint()
    head = content[:HEAD_BYTES][: position.offset]
    resumed = Position(position.offset, position.tail, head, middle.marks)

    assert middle == reached(content[: middle.offset])
    assert resumed.after(content[position.offset :]).fingerprint() == reached(content)


@given(st.lists(st.binary(max_size=1500), max_size=5))
def test_a_position_knows_the_bytes_before_it(parts: list[bytes]) -> None:
    position = BEGINNING
    for part in parts:
        position = position.after(part)

    whole = b"".join(parts)
    assert (position.offset, position.tail, position.head) == (
        len(whole),
        whole[-1024:],
        whole[:4096],
    )


def test_a_fingerprint_compares_the_beginning_as_far_as_both_go() -> None:
    known = reached(WHOLE[:100])

    assert known.head_bytes == 100
    assert known.may_begin_with(WHOLE[:100] + b"more")
    assert known.may_begin_with(WHOLE[:50])
    assert not known.may_begin_with(b"x" + WHOLE[1:100])


def test_a_cursor_moves_over_the_bytes() -> None:
    cursor = Cursor(BEGINNING.after(WHOLE[:10]))
    cursor.follow(WHOLE[10:30])
    cursor.follow(b"")

    assert cursor.position == BEGINNING.after(WHOLE[:30])


def test_a_cursor_that_nobody_resumes_knows_its_offset_only() -> None:
    cursor = Cursor(is_resumable=False)
    cursor.follow(b"a" * 5000)
    cursor.follow(b"b")

    assert cursor.position == Position(5001)
