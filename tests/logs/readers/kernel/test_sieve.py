"""The sieve lets every line through that a format reads, for each format."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chunks import skip_without_kernel
from tests.loglines import changed
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.kernel.library import SWITCH
from usagestats.logs.readers.kernel.sieve import sieve
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError

ALL = list(FORMATS.values())
PATTERNS = [one.line_patterns for one in ALL]
SAMPLES = [one.sample for one in ALL]


def sieved(lines: list[str]) -> list[int]:
    skip_without_kernel()
    bits = sieve(pl.Series(lines, dtype=pl.String), PATTERNS)
    assert bits is not None
    return bits.to_list()


def might_have(bits: int) -> set[str]:
    return {one.name for place, one in enumerate(ALL) if bits >> place & 1}


def refuses(name: str, line: str) -> bool:
    try:
        FORMATS[name].check_line(line.strip("\0\ufeff"))
    except OtherRecordError:
        return False
    except NoRequestError:
        return True
    return False


def test_a_sample_passes_for_its_format() -> None:
    for one, bits in zip(ALL, sieved(SAMPLES), strict=True):
        assert one.name in might_have(bits)


def test_lines_of_other_programs_have_few_formats() -> None:
    line = "2026-05-04 10:15:30,493 INFO [main] started in 3.2 s"
    left = might_have(sieved([line])[0])

    assert all(FORMATS[name].line_patterns == () for name in left)
    assert might_have(sieved(["{"])[0]) >= {"kong-json", "json"}


@given(
    st.sampled_from(SAMPLES).flatmap(changed), st.sampled_from(["", " ", "\t", "\0", "\ufeff", "é"])
)
def test_what_does_not_pass_is_refused_with_care(line: str, odd: str) -> None:
    line = (odd + line + odd).replace("\n", " ") or " "
    passed = might_have(sieved([line])[0])

    for one in ALL:
        assert one.name in passed or refuses(one.name, line)


def test_blanks_count_as_one() -> None:
    skip_without_kernel()
    envoy = FORMATS["envoy"].sample.replace(" ", "  ")

    assert "envoy" in might_have(sieved([envoy])[0]) or refuses("envoy", envoy)


def test_there_is_no_sieve_without_a_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "off")

    assert sieve(pl.Series(["a"]), PATTERNS) is None
