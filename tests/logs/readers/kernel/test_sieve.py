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
from usagestats.logs.readers.kernel.sieve import sieve, sorting
from usagestats.logs.readers.kernel.sieve_tables import Signs
from usagestats.logs.readers.log_format import NoRequestError, OtherRecordError
from usagestats.logs.readers.signs import signs_of

ALL = list(FORMATS.values())
OF_REQUESTS = [signs_of(one, has_others=False) for one in ALL]
OF_ALL = [signs_of(one, has_others=True) for one in ALL]
SAMPLES = [one.sample for one in ALL]


def sieved(lines: list[str], signs: list[Signs] = OF_ALL) -> list[int]:
    skip_without_kernel()
    bits = sieve(pl.Series(lines, dtype=pl.String), signs)
    assert bits is not None
    return bits.to_list()


def might_have(bits: int) -> set[str]:
    return {one.name for place, one in enumerate(ALL) if bits >> place & 1}


def refuses(name: str, line: str, *, has_others: bool = True) -> bool:
    try:
        FORMATS[name].check_line(line.strip("\0\ufeff"))
    except OtherRecordError:
        return not has_others
    except NoRequestError:
        return True
    return not has_others and not FORMATS[name].bears_signature(line.strip("\0\ufeff"))


def test_a_sample_passes_for_its_format() -> None:
    for one, bits in zip(ALL, sieved(SAMPLES), strict=True):
        assert one.name in might_have(bits)


def test_lines_of_other_programs_have_few_formats() -> None:
    line = "2026-05-04 10:15:30,493 INFO [main] started in 3.2 s"
    left = might_have(sieved([line])[0])

    assert left == {"w3c", "aws-cloudfront", "tyk-pump-csv", "heroku-router"}
    assert "json" not in might_have(sieved(["{"])[0])
    assert might_have(sieved(['{"\\u0061"'])[0]) >= {"kong-json", "json"}
    assert "kong-json" in might_have(sieved(['{"latencies"\t:"started_at"'])[0])


@given(
    st.sampled_from(SAMPLES).flatmap(changed), st.sampled_from(["", " ", "\t", "\0", "\ufeff", "é"])
)
def test_what_does_not_pass_is_refused_with_care(line: str, odd: str) -> None:
    line = (odd + line + odd).replace("\n", " ") or " "
    passed = might_have(sieved([line])[0])

    requests = might_have(sieved([line], OF_REQUESTS)[0])

    for one in ALL:
        assert one.name in passed or refuses(one.name, line)
        assert one.name in requests or refuses(one.name, line, has_others=False)


@given(st.lists(st.lists(st.sampled_from([*SAMPLES, "", "rubbish"]).flatmap(changed), min_size=1)))
def test_lines_are_sorted_by_the_first_format_that_they_might_have(
    pieces: list[list[str]],
) -> None:
    skip_without_kernel()
    pieces = [[line.replace("\n", " ") for line in lines] for lines in pieces]
    first = 0
    with sorting(OF_REQUESTS) as sorter:
        for lines in pieces:
            expected: dict[int, list[tuple[int, str]]] = {}
            for number, (bits, line) in enumerate(
                zip(sieved(lines, OF_REQUESTS), lines, strict=True), first
            ):
                expected.setdefault(place_of(bits), []).append((number, line))
            found = {
                place: list(zip(numbers_in(numbers), texts_in(text), strict=True))
                for place, text, numbers in sorter.sorted(data_of(lines), first)
            }
            first += len(lines)

            assert found == expected


def place_of(bits: int) -> int:
    """Return the place of a line with these formats."""
    if not bits:
        return len(ALL) + 1
    first = (bits & -bits).bit_length() - 1
    return first if OF_REQUESTS[first].is_quick else len(ALL)


def data_of(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def texts_in(data: bytes) -> list[str]:
    return data.decode().split("\n")[:-1]


def numbers_in(data: bytes) -> list[int]:
    return list(memoryview(data).cast("q"))


def test_blanks_count_as_one() -> None:
    skip_without_kernel()
    envoy = FORMATS["envoy"].sample.replace(" ", "  ")

    assert "envoy" in might_have(sieved([envoy])[0]) or refuses("envoy", envoy)


def test_there_is_no_sieve_without_a_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "off")

    assert sieve(pl.Series(["a"]), OF_ALL) is None
    with pytest.raises(RuntimeError, match="kernel"), sorting(OF_ALL):
        pass
