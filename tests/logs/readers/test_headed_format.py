from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.chunks import read_fast
from usagestats.logs.readers.headed_format import HeadedFormat, Header, Shape
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.named_texts import NamedTexts
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
