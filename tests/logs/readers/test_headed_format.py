from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chunks import read_fast, reader_of, skip_without_kernel
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.headed_format import HeadedFormat, Header, Shape
from usagestats.logs.readers.headed_reader import HeadedReader
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.kernel.text_finder import TextFinder
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.readers.text_reader import TextReader
from usagestats.logs.values.iso_time import parse_iso_time


def read_header(_: Header, line: str) -> Header | None:
    return Header(tuple(line[1:].split())) if line.startswith("#") else None


ROWS = HeadedFormat(
    name="rows",
    sample="2026-05-04T10:15:30Z 200",
    header_starts=("#",),
    read_header=read_header,
    separator=" ",
    names={"time": ("when", "time"), "status": ("status",)},
    texts=NamedTexts(time=parse_iso_time),
    header=Header(("when", "status")),
)


def test_a_row_without_a_header_has_the_columns_of_the_declaration() -> None:
    assert ROWS.read_line(ROWS.sample)["status"] == 200


def test_the_last_header_names_the_columns() -> None:
    below = with_headers(ROWS, "#time size\n#status time place")
    row = below.read_line("404 2026-05-04T10:15:30Z here")

    assert row["status"] == 404
    assert row["fields"] == {"place": "here"}
    assert below.for_header("404 2026-05-04T10:15:30Z") is None
    assert ROWS.read_line(ROWS.sample)["status"] == 200


SHAPED = replace(ROWS, shapes={"status": Shape("[0-9]{3}", is_told=True)})


def test_values_must_have_the_shape_of_their_column() -> None:
    assert SHAPED.read_line("2026-05-04T10:15:30Z -")["status"] is None
    for odd in ("x", "- more"):  # a dash tells nothing where a value too many is there
        with pytest.raises(NoRequestError, match="as that of status shows"):
            SHAPED.read_line(f"2026-05-04T10:15:30Z {odd}")


def test_a_value_may_be_mended() -> None:
    mended = replace(ROWS, mended={"status": lambda text: text.removeprefix("s")})
    assert mended.read_line("2026-05-04T10:15:30Z s404")["status"] == 404


def test_a_row_without_a_header_may_have_one_of_several_layouts() -> None:
    layouts = (("when", "status"), ("status", "time", "x"))

    def layout_of(values: Sequence[str]) -> tuple[str, ...]:
        return layouts[len(values) - 2]

    several = replace(ROWS, header=Header(), layouts=layouts, layout_of=layout_of)
    lines = [ROWS.sample, "404 2026-05-04T10:15:30Z a"]
    assert [several.read_line(line)["status"] for line in lines] == [200, 404]
    fast = read_fast(several, "\n".join(lines).encode(), {"status"})
    assert fast.requests["status"].to_list() == [200, 404]


VALUES = st.sampled_from(["-", "GET", "200", "a b", '"', "/a", "10:15:30", "10.0.0.9", "", "µ"])


@given(st.lists(VALUES, min_size=10, max_size=24), st.sampled_from(" \t"), st.integers(0, 9))
def test_a_row_matches_the_pattern_of_one_layout(
    values: list[str], separator: str, usual: int
) -> None:
    skip_without_kernel()
    sample = FORMATS["w3c"].sample.split()
    line = separator.join(sample[:usual] + values + sample[usual:])
    reader = reader_of(FORMATS["w3c"], {"status"})
    assert isinstance(reader, HeadedReader)
    finder = below_header(reader).task.finder
    assert isinstance(finder, TextFinder)
    matching = [pattern for pattern in finder.patterns if pattern.fullmatch(line)]

    assert finder.are_exclusive
    assert len(matching) <= 1


@pytest.mark.parametrize(("more", "are_exclusive"), [((), False), (("x",), True)])
def test_layouts_of_one_length_may_fit_one_line(more: tuple[str, ...], are_exclusive: bool) -> None:  # noqa: FBT001
    skip_without_kernel()
    layouts = (("when", "status"), ("time", "status", *more))
    several = replace(ROWS, header=Header(), layouts=layouts)
    reader = reader_of(several, {"status"})
    assert isinstance(reader, HeadedReader)
    finder = below_header(reader).task.finder

    assert isinstance(finder, TextFinder)
    assert finder.are_exclusive is are_exclusive


def below_header(reader: HeadedReader) -> TextReader:
    below = reader.log_format.below(reader.columns, reader.detail)
    assert isinstance(below, TextReader)
    return below


@pytest.mark.parametrize("separator", [" ", "\t"])
def test_layouts_may_change_from_row_to_row(separator: str) -> None:
    with_referer = FORMATS["w3c"].sample.split()
    layouts = [with_referer[:10] + with_referer[11:], with_referer, [*with_referer, "203.0.113.9"]]
    rows = [separator.join(layouts[number]) for number in (0, 1, 0, 2, 1, 1, 0, 2)]
    data = "".join(f"{row}\n" for row in rows).encode()

    fast = read_fast(FORMATS["w3c"], data, {"status", "duration_ms"})

    assert all(fast.accepted)
    assert fast.requests["status"].to_list() == [200] * len(rows)
    assert fast.requests["duration_ms"].to_list() == [34] * len(rows)
