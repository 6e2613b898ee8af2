from __future__ import annotations

import errno
import os
import sys
from dataclasses import replace
from io import BufferedReader, BytesIO, TextIOWrapper
from pathlib import Path

import pytest
import typer

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.catalog.written_settings import WrittenSetting
from usagestats.cli.runs.found_input import FoundInput, logs_or_store, logs_to_read
from usagestats.errors import ExitCode, InputError
from usagestats.logs.files.sources import STDIN, find_sources

KEPT = "kept"  # the store that the environment names
NO_FILE = CatalogFile.none()
WITH_STORE = replace(NO_FILE, settings={"store": WrittenSetting(KEPT, Path("a.toml"), 1)})


class Unreadable(BufferedReader):
    """A stream that must not be looked at, or cannot be."""

    def __init__(self) -> None:
        super().__init__(BytesIO())

    def peek(self, _size: int = 0) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def pipe_in(monkeypatch: pytest.MonkeyPatch, stream: BufferedReader) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(stream))


def pipe_bytes(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    pipe_in(monkeypatch, BufferedReader(BytesIO(content)))


class Terminal(TextIOWrapper):
    """A terminal, at which somebody waits."""

    def __init__(self) -> None:
        super().__init__(Unreadable())

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _no_store_of_this_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("USAGESTATS_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_logs_named_are_read_and_standard_input_is_not_touched(
    context: typer.Context, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe_in(monkeypatch, Unreadable())
    sources = find_sources([str(log)])

    assert logs_to_read(context, [str(log)], NO_FILE) == sources
    assert logs_or_store(context, [str(log)], "store", WITH_STORE) == FoundInput(sources)


def test_a_store_named_is_read_and_standard_input_is_not_touched(
    context: typer.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe_in(monkeypatch, Unreadable())

    assert logs_or_store(context, None, "store", WITH_STORE) == FoundInput(store="store")


def test_a_pipe_with_content_comes_before_the_store(
    context: typer.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe_bytes(monkeypatch, b"x")
    monkeypatch.setenv("USAGESTATS_STORE", KEPT)
    sources = find_sources([STDIN])

    assert logs_or_store(context, None, None, NO_FILE) == FoundInput(sources)
    assert logs_to_read(context, None, NO_FILE) == sources


def test_the_store_comes_after_an_empty_pipe(
    context: typer.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe_bytes(monkeypatch, b"")
    monkeypatch.setenv("USAGESTATS_STORE", KEPT)

    assert logs_or_store(context, None, None, NO_FILE) == FoundInput(store=KEPT)
    assert logs_to_read(context, None, NO_FILE) == []


def test_the_store_of_the_catalog_is_read_on_a_terminal(
    context: typer.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())

    assert logs_or_store(context, None, None, WITH_STORE) == FoundInput(store=KEPT)


def test_an_empty_pipe_without_a_store_is_an_input_without_sources(
    context: typer.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe_bytes(monkeypatch, b"")

    assert logs_or_store(context, None, None, NO_FILE) == FoundInput()


@pytest.mark.parametrize("is_closed", [True, False])
def test_the_help_is_shown_where_there_is_nothing_to_read(
    context: typer.Context,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_closed: bool,  # noqa: FBT001
) -> None:
    if is_closed:
        monkeypatch.setattr(sys, "stdin", None)
    else:
        monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(typer.Exit) as of_usage:
        logs_or_store(context, None, None, NO_FILE)
    with pytest.raises(typer.Exit) as of_logs:
        logs_to_read(context, None, NO_FILE)
    written = capsys.readouterr()

    assert [of_usage.value.exit_code, of_logs.value.exit_code] == [ExitCode.USAGE] * 2
    assert written.out == ""
    assert written.err.count("Usage: made [OPTIONS]") == 2


def test_standard_input_that_cannot_be_read_is_an_error(
    context: typer.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe_in(monkeypatch, Unreadable())
    with pytest.raises(InputError) as caught:
        logs_or_store(context, None, None, WITH_STORE)

    assert str(caught.value) == "usagestats: standard input: cannot be read: Input/output error"
