from __future__ import annotations

import os
from pathlib import Path

import pytest

from usagestats.catalog.imports.source_file import read_documents
from usagestats.errors import UsageError

MERGED = "a0: &a0 {x: 1}\n" + "".join(
    f"a{n + 1}: &a{n + 1}\n  <<: [*a{n}, *a{n}]\n" for n in range(40)
)
LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(40))


def read(folder: Path, text: str | bytes, name: str = "x.yaml") -> list[object]:
    path = folder / name
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    return [document.value for document in read_documents(path)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", []),
        ("--- \n--- 1\n--- 2\n", [1, 2]),
        ("{a: no, b: 2026-05-04, c: 0123, d: 12:30}", [{"a": "no", "b": "2026-05-04", "c": "0123", "d": "12:30"}]),
        ("{a: true, b: ~, c: 1.5, d: -7, e: 1e3}", [{"a": True, "b": None, "c": 1.5, "d": -7, "e": 1000.0}]),
        ('\ufeff{"a": "\\u00e9"}', [{"a": "é"}]),
        ("a: é".encode("utf-16"), [{"a": "é"}]),
        ("x: &x {a: 1}\ny: {<<: *x, b: 2}", [{"x": {"a": 1}, "y": {"a": 1, "b": 2}}]),
    ],
)  # fmt: skip
def test_yaml_and_json(tmp_path: Path, text: str | bytes, values: list[object]) -> None:
    assert read(tmp_path, text) == values


@pytest.mark.parametrize(
    ("name", "text", "what", "line"),
    [
        ("x.yaml", "a: [1\nb: 2", "is not YAML: did not find expected ',' or ']'", 2),
        ("x.yaml", "a: !include b", "'!include'", 1),
        ("x.yaml", "a: 1\nb: 1\na: 2", "'a' occurs twice", 3),
        ("x.yaml", "? [a]\n: 1", "unhashable", 1),
        ("x.yaml", "a: !!python/object:os.system x", "is not YAML", 1),
        ("x.json", '{"a": 1,\n"b" 2}', "is not JSON", 2),
        ("x.json", '{"a": 1, "a": 2}', "'a' occurs twice", None),
        ("x.yaml", 'a: "\x01"', "control characters", None),
        ("x.yaml", b"\xff", "is not text: byte 1", None),
        ("x.yaml", "[" * 100_000, "nested more than", None),
        ("x.json", "[" * 100_000, "nested more than", None),
        ("x.yaml", "a: &a [*a]", "aliases stand for more than", None),
        ("x.yaml", MERGED, "aliases stand for more than", None),
        ("x.yaml", LAUGHS, "aliases stand for more than", None),
        ("x.yaml", "1" * 5000, "is not YAML", None),
        ("x.json", "1" * 5000, "cannot be read", None),
        ("x.yaml", 'a: !!int ""', "is not YAML", None),
        ("x.yaml", "a: !!bool perhaps", "is not YAML", None),
    ],
)
def test_what_cannot_be_read(
    tmp_path: Path, name: str, text: str | bytes, what: str, line: int | None
) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text, name)

    assert what in caught.value.what
    assert caught.value.where == f"{tmp_path / name}{f':{line}' if line else ''}"


def test_the_place_of_a_syntax_error_is_shown_unless_it_has_a_credential(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path, "a: b\nc: d: e\n")
    assert str(caught.value).endswith("  c: d: e\n      ^")

    with pytest.raises(UsageError) as caught:
        read(tmp_path, "a: b\napi_key: hunter2: e\n")
    assert "hunter2" not in str(caught.value)


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        read_documents(tmp_path / "missing.yaml")
    with pytest.raises(UsageError, match="Is a directory"):
        read_documents(tmp_path)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.touch()
    os.truncate(path, 2**30)

    with pytest.raises(UsageError, match="larger than 64 MiB"):
        read_documents(path)


@pytest.mark.parametrize(
    "text", ["a: " + "[" * 500 + "]" * 500, "".join(" " * depth + "a:\n" for depth in range(200))]
)
def test_what_is_nested_too_deeply_is_refused_before_it_is_read(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match="is nested more than 100 deep"):
        read(tmp_path, text)
