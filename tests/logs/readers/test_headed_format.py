from __future__ import annotations

from usagestats.logs.readers.headed_format import HeadedFormat, Header
from usagestats.logs.readers.headers import with_headers
from usagestats.logs.readers.named_texts import NamedTexts
from usagestats.logs.values.iso_time import parse_iso_time


def read_header(_: Header, line: str) -> Header | None:
    return Header(tuple(line[1:].split())) if line.startswith("#") else None


def split(line: str, header: Header) -> dict[str, str]:
    return dict(zip(header.columns, line.split(), strict=False))


ROWS = HeadedFormat(
    name="rows",
    sample="2026-05-04T10:15:30Z 200",
    header_starts=("#",),
    read_header=read_header,
    split=split,
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
