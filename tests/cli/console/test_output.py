from __future__ import annotations

import errno
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import typer

from usagestats.catalog.catalog_file import CatalogFile
from usagestats.choices import Granularity
from usagestats.cli.console.messages import Messages
from usagestats.cli.console.output import Destination, destination_of
from usagestats.cli.console.output_file import range_name, write_file
from usagestats.cli.options.groups import OutputOptions
from usagestats.errors import ExitCode, UsageError, UsageStatsError
from usagestats.periods.clock import Clock
from usagestats.periods.period import Period
from usagestats.render.formats import Format
from usagestats.report import Column, ColumnType, Report
from usagestats.tables.counts import Counts

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 5, 31, 22, 30, tzinfo=UTC)  # the first of June in Athens


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def made_report(start: str, end: str, zone: str = "UTC") -> Report:
    schema = {
        "period_start": pl.Datetime("us", "UTC"),
        "period_end": pl.Datetime("us", "UTC"),
        "partial": pl.Boolean(),
        "requests": pl.Int64(),
    }
    kinds = (ColumnType.TIME, ColumnType.TIME, ColumnType.FLAG, ColumnType.COUNT)
    return Report(
        name="traffic",
        title="Traffic",
        columns=tuple(Column(key, kind) for key, kind in zip(schema, kinds, strict=True)),
        rows=pl.DataFrame([(utc(start), utc(end), False, 7)], schema, orient="row"),
        zone=ZoneInfo(zone),
        span=Period(utc(start), utc(end)),
        granularity=Granularity.ALL,
        counts=Counts(),
        in_range=7,
    )


MAY = made_report("2026-05-01", "2026-06-01")
CSV = (
    "period_start,period_end,partial,requests\n"
    "2026-05-01T00:00:00+00:00,2026-06-01T00:00:00+00:00,false,7\n"
)


NO_FILE = CatalogFile.none()
CLOCK = Clock(NOW, ZoneInfo("Europe/Athens"))
LOUD = Messages(quiet=False, verbose=False)


def destination(file: str | None, chosen: Format | None = None, **options: Any) -> Destination:
    return destination_of(
        OutputOptions(output=file, output_format=chosen, **options), NO_FILE, CLOCK, LOUD
    )


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("may", Format.CSV),
        ("may.log", Format.JSON),
        ("may.CSV", Format.CSV),
        ("{range}", Format.CSV),
    ],
)
def test_a_name_that_stands_for_no_other_format_may_have_any(
    tmp_path: Path, name: str, chosen: Format
) -> None:
    actual = destination(str(tmp_path / name), chosen).format

    assert actual == chosen


@pytest.mark.parametrize(
    ("name", "chosen", "suffix"),
    [
        ("may.csv", Format.JSON, ".json"),
        ("{range}.txt", Format.CSV, ".csv"),
        ("may.json", Format.JSONL, ".jsonl"),
        ("may.PROM", Format.XLSX, ".xlsx"),
    ],
)
def test_a_suffix_that_stands_for_another_format_is_refused(
    tmp_path: Path, name: str, chosen: Format, suffix: str
) -> None:
    file = str(tmp_path / name)
    with pytest.raises(UsageError) as caught:
        destination(file, chosen)

    assert caught.value.where == f"--output: {file}"
    assert caught.value.what.endswith(f", and --format is {chosen}")
    assert caught.value.hint == f"leave out --format, or end the name in {suffix}"


@pytest.mark.parametrize("file", [None, "-"])
def test_standard_output_that_is_no_terminal_gets_csv(
    file: str | None, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    chosen = destination(file)
    chosen.write(MAY)

    assert (chosen.file, chosen.format) == (None, Format.CSV)
    assert capsysbinary.readouterr().out == CSV.encode()


def test_a_suffix_that_names_no_format_is_refused(tmp_path: Path) -> None:
    file = str(tmp_path / "may.xyz")
    with pytest.raises(UsageError) as caught:
        destination(file)
    error = caught.value

    hint = "end it in .txt, .csv, .tsv, .tab, .json, .jsonl, .ndjson, .md, .prom, .xlsx, .parquet, or choose with --format"
    expected = ("no format has this suffix", f"--output: {file}", hint)

    assert expected == (error.what, error.where, error.hint)


def test_a_missing_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    file = tmp_path / "missing" / "may.csv"
    with pytest.raises(UsageError) as caught:
        destination(str(file))
    error = caught.value

    expected = (f"no such folder: {file.parent}", f"mkdir -p {file.parent}")

    assert expected == (error.what, (error.hint or "").removeprefix("make it first: "))


def test_a_folder_is_refused_as_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "reports.csv"
    folder.mkdir()
    with pytest.raises(UsageError) as caught:
        destination(str(folder))

    assert (caught.value.what, caught.value.hint) == ("is a folder", "name a file in it")


@pytest.mark.parametrize(
    ("color", "hint"),
    [
        ("", "choose from auto, always, never"),
        ("yes", "choose from auto, always, never"),
        ("Always", "did you mean 'always'?"),
    ],
)
def test_an_unknown_choice_of_colors_is_refused(color: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        destination(None, color=color)
    error = caught.value

    expected = (f"no such choice: {color}", "--color", hint)

    assert expected == (error.what, error.where, error.hint)


def test_colors_follow_the_option(tmp_path: Path) -> None:
    file = tmp_path / "may.txt"
    destination(str(file), color="always").write(MAY)

    assert "\x1b[" in file.read_text()


def test_a_cut_that_was_asked_for_is_told_and_the_usual_one_only_to_who_watches(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "may.csv")
    told = "usagestats: rows not shown: 1; -n N shows more\n"

    destination(file, limit=0).write(MAY)
    assert capsys.readouterr().err == told

    destination(file).write(replace(MAY, usual_rows=0))
    assert capsys.readouterr().err == ""

    loud = Messages(quiet=False, verbose=True)
    destination_of(OutputOptions(output=file), NO_FILE, CLOCK, loud).write(
        replace(MAY, usual_rows=0)
    )
    assert capsys.readouterr().err == told

    quiet = Messages(quiet=True, verbose=False)
    destination_of(OutputOptions(output=file, limit=0), NO_FILE, CLOCK, quiet).write(MAY)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("limit", "sort", "usual", "expected"),
    [(None, None, None, None), (None, None, 100, 100), (3, None, 100, 3), (3, ["a"], 100, None)],
)
def test_a_report_is_read_as_far_as_it_is_shown_unless_it_must_be_sorted(
    limit: int | None, sort: list[str] | None, usual: int | None, expected: int | None
) -> None:
    actual = destination(None, limit=limit, sort=sort).rows_read(usual)

    assert actual == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("may.csv", "may.csv"),
        ("{range}.csv", "2026-05.csv"),
        ("usage-{date}.csv", "usage-2026-06-01.csv"),
        ("{date}_{range}_{date}.csv", "2026-06-01_2026-05_2026-06-01.csv"),
    ],
)
def test_range_and_date_are_filled_into_the_name(
    tmp_path: Path, template: str, expected: str
) -> None:
    destination(str(tmp_path / template)).write(MAY)
    actual = {path.name: path.read_text() for path in tmp_path.iterdir()}

    assert {expected: CSV} == actual


def test_a_placeholder_that_nothing_fills_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"unknown placeholder \{other\}"):
        destination(str(tmp_path / "{other}.csv"))


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "may.csv"
    destination(str(file), bom=True).write(MAY)

    assert file.read_bytes() == b"\xef\xbb\xbf" + CSV.encode()


@pytest.mark.parametrize(
    ("zone", "start", "end", "expected"),
    [
        ("UTC", "2026-01-01", "2027-01-01", "2026"),
        ("UTC", "2026-05-01", "2026-06-01", "2026-05"),
        ("UTC", "2026-05-04", "2026-05-05", "2026-05-04"),
        ("UTC", "2026-05-04", "2026-05-11", "2026-05-04..2026-05-10"),
        ("UTC", "2026-01-01", "2028-01-01", "2026-01-01..2027-12-31"),
        ("UTC", "2026-05-04T10:00", "2026-05-04T12:15", "2026-05-04T1000..2026-05-04T1215"),
        ("UTC", "2026-05-04T00:00", "2026-05-04T12:15", "2026-05-04T0000..2026-05-04T1215"),
        ("Europe/Athens", "2025-12-31T22:00", "2026-12-31T22:00", "2026"),
        ("Europe/Athens", "2026-02-28T22:00", "2026-03-31T21:00", "2026-03"),
        ("Europe/Athens", "2026-10-24T21:00", "2026-10-25T22:00", "2026-10-25"),
        ("Europe/Athens", "2026-10-24T21:00", "2026-10-26T22:00", "2026-10-25..2026-10-26"),
        ("Asia/Kathmandu", "2026-04-30T18:15", "2026-05-31T18:15", "2026-05"),
        ("America/Havana", "2026-03-08T05:00", "2026-03-09T04:00", "2026-03-08"),
        ("America/Havana", "2026-03-08T05:00", "2026-03-10T04:00", "2026-03-08..2026-03-09"),
        ("America/Havana", "2026-03-06T05:00", "2026-03-08T05:00", "2026-03-06..2026-03-07"),
    ],
)
def test_a_range_is_named_as_shortly_as_it_can_be(
    zone: str, start: str, end: str, expected: str
) -> None:
    actual = range_name(made_report(start, end, zone))

    assert expected == actual


def test_a_report_that_covers_nothing_has_a_name_too() -> None:
    actual = range_name(replace(MAY, span=None))

    assert actual == "empty"


def test_a_file_is_replaced_as_a_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "may.csv"
    file.write_bytes(b"a much longer text than the new one")
    write_file(file, [b"n", b"ew"])
    actual = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert actual == {"may.csv": b"new"}


def test_a_link_stays_and_its_target_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_bytes(b"old")
    link.symlink_to(target)
    write_file(link, [b"n", b"ew"])

    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_link_that_leads_nowhere_stays_and_its_target_is_made(tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    link.symlink_to(target)
    write_file(link, [b"new"])

    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_circle_of_links_is_an_error(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to(link)
    with pytest.raises(UsageStatsError, match="cannot be written"):
        write_file(link, [b"new"])


def test_a_folder_without_rights_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "elsewhere" / "a.csv")
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "elsewhere")
    with pytest.raises(UsageError) as caught:
        destination(str(tmp_path / "link.csv"))

    assert caught.value.what == f"the folder cannot be written to: {tmp_path / 'elsewhere'}"
    assert destination(os.devnull, Format.CSV).file == os.devnull


def failing() -> Iterator[bytes]:
    yield b"n"
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_an_old_file_survives_a_failure_to_write(tmp_path: Path) -> None:
    file = tmp_path / "may.csv"
    file.write_bytes(b"old")
    with pytest.raises(UsageStatsError) as caught:
        write_file(file, failing())
    actual = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert actual == {"may.csv": b"old"}
    assert caught.value.what == "cannot be written: No space left on device"
    assert caught.value.where == f"--output: {file}"


def test_an_old_file_survives_a_failure_to_replace_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "may.csv"
    file.write_bytes(b"old")

    def fail(_from: Path, _to: Path) -> None:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail)
        with pytest.raises(UsageStatsError) as caught:
            write_file(file, [b"new"])
    actual = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert actual == {"may.csv": b"old"}
    assert caught.value.what == "cannot be written: Permission denied"


def test_the_longest_name_of_a_file_can_be_written(tmp_path: Path) -> None:
    file = tmp_path / ("x" * 251 + ".csv")
    write_file(file, [b"n", b"ew"])

    assert file.read_bytes() == b"new"


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_file(Path(os.devnull), [b"n", b"ew"])

    assert Path(os.devnull).is_char_device()


def test_a_full_device_is_an_error() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(UsageStatsError, match="No space left on device"):
        write_file(full, [b"n", b"ew"])

    assert full.is_char_device()


def test_a_named_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = Thread(target=lambda: received.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_file(pipe, [b"n", b"ew"])
    reader.join(timeout=10)

    assert received == [b"new"]
    assert pipe.is_fifo()


def test_a_pipe_that_nobody_reads_any_more_ends_quietly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    def pieces() -> Iterator[bytes]:
        os.close(reader)
        yield b"new"

    with pytest.raises(typer.Exit) as caught:
        write_file(pipe, pieces())

    assert caught.value.exit_code == ExitCode.OK


WRITE = (
    "import sys; from pathlib import Path;"
    " from usagestats.cli.console.output_file import write_file;"
    " write_file(Path(sys.argv[1]), [b'new'])"
)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_may_be_named_as_a_file(name: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WRITE, name], capture_output=True, check=False, timeout=30
    )

    assert (run.stdout, run.stderr) == (b"new", b"")


@pytest.mark.parametrize(
    "line",
    [
        '"$1" -c "$2" /dev/stdout >> a.csv',
        '"$1" -c "$2" /dev/fd/1 >> a.csv',
        '"$1" -c "$2" /dev/stderr 2>> a.csv',
        '"$1" -c "$2" /dev/fd/7 7>> a.csv',
    ],
)
def test_a_descriptor_goes_on_where_its_file_ends(tmp_path: Path, line: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"old, ")
    command = ["/bin/sh", "-c", line, "sh", sys.executable, WRITE]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=30)

    assert file.read_bytes() == b"old, new"
