from __future__ import annotations

import pytest

from usagestats.errors import UsageError
from usagestats.render import formats
from usagestats.render.formats import Drawing, Format, format_of_file


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("may.csv", Format.CSV),
        ("may.tsv", Format.TSV),
        ("may.tab", Format.TSV),
        ("may.json", Format.JSON),
        ("may.jsonl", Format.JSONL),
        ("may.ndjson", Format.JSONL),
        ("may.md", Format.MARKDOWN),
        ("may.txt", Format.TABLE),
        ("folder.md/MAY.CSV", Format.CSV),
        ("may", None),
        ("may.csv.gz", None),
        (".csv", None),
        ("", None),
    ],
)
def test_the_suffix_of_a_file_names_its_format(name: str, expected: Format | None) -> None:
    actual = format_of_file(name)

    assert expected == actual


def test_without_the_library_the_hint_is_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as caught:
        formats.check_installed(Format.XLSX)
    formats.check_installed(Format.CSV)

    assert caught.value.hint == "install it: pip install 'usagestats-cli[excel]'"


def test_without_the_library_of_png_svg_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    formats.check_installed(Drawing.SVG)
    with pytest.raises(UsageError, match="PNG files need resvg-py") as caught:
        formats.check_installed(Drawing.PNG)

    assert caught.value.hint == (
        "install it: pip install 'usagestats-cli[report]', or end the name in .svg, which needs no"
        " library"
    )


def test_a_picture_is_found_by_its_suffix() -> None:
    assert [format_of_file(name) for name in ("a.svg", "a.PNG")] == [Drawing.SVG, Drawing.PNG]
    assert not any(output.is_text for output in Drawing)


def test_every_format_has_suffixes_of_its_own() -> None:
    suffixes = [suffix for output in Format for suffix in output.suffixes]

    assert all(output.suffixes for output in Format)
    assert len(set(suffixes)) == len(suffixes)
    assert [format_of_file(f"may{suffix}") for suffix in suffixes] == [
        output for output in Format for _ in output.suffixes
    ]


def test_a_format_is_found_by_its_name() -> None:
    assert [Format(str(output)) for output in Format] == list(Format)
    assert str(Format.TSV) == Format.TSV.value == "tsv"


def test_only_workbooks_and_parquet_are_no_text() -> None:
    assert [output for output in Format if not output.is_text] == [Format.XLSX, Format.PARQUET]
