from __future__ import annotations

import pytest

from usagestats.errors import UsageError
from usagestats.render import formats
from usagestats.render.formats import Format, format_of_file


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


def test_without_the_library_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda _: None)
    with pytest.raises(UsageError) as caught:
        formats.check_installed(Format.XLSX)
    formats.check_installed(Format.CSV)

    assert caught.value.hint == "install it: pip install 'usagestats-cli[excel]'"
