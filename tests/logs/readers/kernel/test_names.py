"""Names in the terms of the kernel."""

from __future__ import annotations

from usagestats.logs.readers.kernel.names import Names, names_for_kernel


def test_a_name_knows_the_lengths_of_the_names_below_it() -> None:
    found = names_for_kernel([Names("", 1, 2), Names("ab"), Names("\u00e9" * 80)])

    assert found[0].lengths == 1 << 2 | 1 << 63
    assert (found[0].first, found[0].count) == (1, 2)
    assert [one.length for one in found] == [0, 2, 160]
