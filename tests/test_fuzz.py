"""The fuzzing of `make fuzz` finds faults, and those that it found do not come back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.chunks import skip_without_kernel
from tests.compiled import KERNEL
from tests.conftest import PROJECT
from tests.fuzz import findings
from tests.fuzz.__main__ import CORPUS
from tests.fuzz.findings import Batch, Text, shortened
from tests.fuzz.sanitized import sanitized
from tests.fuzz.sources import MadeUp, made_up_sources
from tests.fuzz.texts import kinds
from tests.fuzz.worker import batches, mixtures, texts

FOUND = sorted(CORPUS.glob("*.json"))


@pytest.mark.parametrize("file", FOUND, ids=[file.stem for file in FOUND])
def test_what_was_found_is_mended(file: Path) -> None:
    assert findings.read(file).fault() is None


@pytest.mark.slow  # some hundred readings of chunks
def test_some_lines_by_chance_are_read_in_one_way() -> None:
    made_up = batches(seed=14)

    assert [fault for _ in range(60) if (fault := next(made_up).fault())] == []


def test_some_lines_by_chance_pass_the_sieve_for_their_formats() -> None:
    skip_without_kernel()
    made_up = mixtures(seed=14)

    assert [fault for _ in range(10) if (fault := next(made_up).fault())] == []


@pytest.mark.slow  # some hundred readings
def test_some_texts_by_chance_are_read_or_refused() -> None:
    made_up = texts(seed=14)

    assert [fault for _ in range(300) if (fault := next(made_up).fault())] == []


@pytest.mark.parametrize("name", kinds())
def test_every_text_to_begin_with_is_sound(name: str) -> None:
    assert [fault for text in kinds()[name].seeds[:20] if (fault := Text(name, text).fault())] == []


def test_a_text_that_raises_is_made_short(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse_range(text: str, clock: object) -> None:  # noqa: ARG001
        if "-" in text and "9" in text:
            raise KeyError(text)

    monkeypatch.setattr("tests.fuzz.texts.parse_range", parse_range)

    assert shortened(Text("range", "2026-05-09..")) == Text("range", "-9")


def test_every_seed_is_a_line_of_its_source() -> None:
    for one in made_up_sources().values():
        if one.wrapper is None:
            one.log_format.read_line(one.seeds[0])
        else:
            assert one.wrapper.matches(one.wrapped(one.seeds[0]).split("\n")[0]), one.name


def test_a_finding_is_made_short_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def difference(source: MadeUp, lines: list[str], question: int) -> str | None:  # noqa: ARG001
        return "differs" if any("x" in line and "y" in line for line in lines) else None

    monkeypatch.setattr(findings, "difference", difference)
    short = shortened(Batch("ncsa", ["abc", "a x b \u00e9 y c", "xx"], 3))

    assert short == Batch("ncsa", ["xy"], 3)
    assert findings.read(findings.keep(short, tmp_path)) == short


READS_ONE_LINE = """
import sys, pathlib
from tests.fuzz.findings import Batch
from usagestats.logs.readers.kernel import library
library.FILE = pathlib.Path(sys.argv[1])
print(Batch("ncsa", ["x"], 2).fault())
"""


@pytest.mark.slow  # compiles the kernel, and starts a process
def test_the_sanitizers_see_a_byte_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in KERNEL.glob("*.[ch]"):
        text = file.read_text("utf-8").replace("{data, data + size}", "{data, data + size + 2}")
        (tmp_path / file.name).write_text(text, "utf-8")
    monkeypatch.setattr("tests.fuzz.sanitized.KERNEL", tmp_path)
    faulty = sanitized(tmp_path)
    if faulty is None:
        pytest.skip("no compiler here has the address sanitizer")

    done = subprocess.run(
        [sys.executable, "-c", READS_ONE_LINE, str(faulty.library)],
        env=faulty.environment,
        cwd=PROJECT,
        capture_output=True,
        check=False,
    )

    assert done.returncode != 0
    assert b"AddressSanitizer: heap-buffer-overflow" in done.stderr
