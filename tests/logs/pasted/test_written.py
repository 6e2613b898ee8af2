"""A pasted text remembers where its characters were pasted."""

from __future__ import annotations

import pytest

from tests.logs.pasted.given import NGINX, given
from usagestats.errors import UsageError


def test_the_line_and_the_part_around_the_mistake_are_shown() -> None:
    long = f"log_format x '{NGINX} {NGINX}'\n\t'{NGINX} $time_local {NGINX} $ ';"

    with pytest.raises(UsageError) as error:
        given(long)

    excerpt = error.value.excerpt
    assert excerpt is not None
    assert excerpt.text.startswith("…")
    assert excerpt.text[excerpt.start : excerpt.end] == "$"
    assert len(excerpt.text) < 100
