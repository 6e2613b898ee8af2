"""Which words of libraries mean that there was too little memory, and what is said then."""

from __future__ import annotations

import pytest

from usagestats import memory_limit
from usagestats.errors import UsageStatsError
from usagestats.memory_limit import NEEDED, lacks_memory, no_memory, refuse_too_little


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ThreadPoolBuildError { Resource temporarily unavailable }", True),
        ("can't start new thread", True),
        ("a.so: failed to map segment from shared object", True),
        ("cannot open respawned.log", False),
    ],
)
def test_words_for_a_lack_of_memory(words: str, *, expected: bool) -> None:
    assert lacks_memory(words.encode()) is expected


@pytest.mark.parametrize("limit", [None, NEEDED])
def test_enough(monkeypatch: pytest.MonkeyPatch, limit: int | None) -> None:
    monkeypatch.setattr(memory_limit, "address_limit", lambda: limit)

    refuse_too_little()


def test_too_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_limit, "address_limit", lambda: NEEDED - 1)
    with pytest.raises(UsageStatsError) as refused:
        refuse_too_little()

    first, second = str(refused.value).splitlines()
    assert first == "usagestats: there is not enough memory: ulimit -v allows 511 MB of addresses"
    assert second.startswith("  help: allow more: ulimit -v ")


def test_no_limit_is_named_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_limit, "address_limit", lambda: None)

    assert str(no_memory()).splitlines()[0] == "usagestats: there is not enough memory"
