from __future__ import annotations

import json
from collections.abc import Callable, Container, Sequence
from typing import Final

import pytest

from usagestats.logs.detect import detection
from usagestats.logs.detect.detection import detect
from usagestats.logs.detect.format_fit import FormatFit, best_fit
from usagestats.logs.formats import FORMATS
from usagestats.logs.readers.log_format import LogFormat

IIS = "#Fields: date time cs-method cs-uri-stem sc-status\n"
NCSA = b'1.2.3.4 - - [06/May/2026:09:00:08 +0000] "GET / HTTP/1.1" 200 1\n'
GENERIC = b'{"time":"2026-05-06T09:00:08Z","status":200,"method":"GET","path":"/"}\n'
APICAST = b'[06/May/2026:09:00:08 +0000] h:80 1.2.3.4:5 "GET / HTTP/1.1" 200 1 (0.0) 0\n'


@pytest.mark.parametrize(
    ("sample", "log_format", "certain"),
    [
        (NCSA, "ncsa", True),
        (APICAST, "apicast", True),
        (APICAST + b"2026/05/06 09:00:10 [error] 31#31: *7 x\n" * 9, "apicast", True),
        (NCSA + b"rubbish\n", "ncsa", True),
        (NCSA + b"rubbish\n" * 9, "ncsa", True),
        (NCSA + b"rubbish\n" * 10, "ncsa", False),
        (GENERIC + b"{}\n", "json", True),
        (GENERIC + b"{}\n" * 2, "json", False),
        (b"\n# comment\n", "ncsa", True),
        (b"rubbish\n", "ncsa", False),
    ],
)
def test_a_format_must_fit_half_of_the_lines_and_an_unmistakable_one_a_tenth(
    sample: bytes, log_format: str, *, certain: bool
) -> None:
    found = detect([sample])

    assert (found.format_name, found.is_certain) == (log_format, certain)


@pytest.mark.parametrize(
    ("sample", "remark"),
    [
        (bytes(range(256)) * 9, "it looks like a binary file"),
        (b"2026/05/06 09:00:10 [error] 31#31: *7 x\n", "it holds error-log lines only"),
        (
            b'2026-05-06T09:00:10.0Z lb 192.0.2.1:5 10.0.0.1:80 1 1 1 - - 4 9 "- - - " "-" - -\n',
            "it holds TCP connections only, and no requests",
        ),
        (
            b"192.0.2.1:5 [06/May/2026:09:00:10.1] fnt bck/s1 34/56/507 212 -- 1/3/6/8/0 0/0\n",
            "it holds lines of HAProxy about TCP connections only: `option httplog` lets it log"
            " requests",
        ),
    ],
)
def test_other_content_is_called_by_its_name(sample: bytes, remark: str) -> None:
    found = detect([sample])

    assert not found.is_certain
    assert str(found) == remark


def test_lines_that_do_not_fit_are_shown_masked() -> None:
    assert detect([b"a token=s3cr3t\n"]).misfits == ("a token=***",)


def test_samples_count_alike() -> None:
    detection = detect([b"rubbish\n" * 500, NCSA * 500, NCSA * 500])

    assert (detection.format_name, detection.fitting, detection.sampled) == ("ncsa", 200, 300)


def test_a_header_is_found_among_many_lines() -> None:
    row = "2026-05-06 09:00:08 GET / 200\n"
    other = "#Fields: time date cs-uri-stem\n09:00:08 2026-05-06 /\n"

    detection = detect([("\n" + IIS + row * 5000 + other).encode()])

    assert detection.format_name == "w3c"
    assert detection.fitting == detection.sampled > 200


def in_docker(line: str) -> str:
    return json.dumps({"log": line + "\n", "stream": "stdout", "time": "2026-05-06T09:00:08.1Z"})


WRAPPERS: Final = (
    str,
    in_docker,
    "2026-05-06T09:00:08.123456789Z stdout F {}".format,
    "May  6 09:00:08 gw-1 nginx[31]: {}".format,
    lambda line: in_docker(f"2026-05-06T09:00:08.1Z stdout F {line}"),
)


@pytest.mark.parametrize("wrap", WRAPPERS)
def test_to_stop_at_a_chain_that_fits_all_lines_changes_nothing(
    wrap: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = [
        "\n".join(map(wrap, [known.sample, *others])).encode()
        for known in FORMATS.values()
        for others in ([], [known.sample] * 3, ["", known.sample], ["an application's line"] * 2)
    ]
    found = [detect([sample]) for sample in samples]
    monkeypatch.setattr(detection, "_fits_no_worse", lambda *_: False)

    assert [detect([sample]) for sample in samples] == found


def test_lines_are_not_tried_as_they_are_if_all_inner_lines_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried: list[str] = []

    def fit(lines: Sequence[str], only: LogFormat | None, ignored: Container[str]) -> FormatFit:
        tried.append(lines[0])
        return best_fit(lines, only, ignored)

    monkeypatch.setattr(detection, "best_fit", fit)
    line = NCSA.decode().rstrip()
    detect([in_docker(line).encode()])
    assert tried == [line]

    tried.clear()
    detect([f"{in_docker(line)}\n{in_docker('x')}\n".encode()])
    assert tried == [line, in_docker(line)]


def test_lines_are_tried_as_they_are_if_more_of_them_may_fit() -> None:
    record = {"stream": "stdout", "time": "2026-05-06T09:00:08Z"}
    request = {"status": 200, "method": "GET", "path": "/"}
    inner = [NCSA.decode(), "\n"] * 2
    lines = [json.dumps({"log": text, **record, **request}) for text in inner]

    found = detect(["\n".join(lines).encode()])

    assert (found.layers, found.fitting) == ("json", 4)
