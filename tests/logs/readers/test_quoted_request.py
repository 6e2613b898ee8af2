"""Formats of quoted requests: their careful path, and the reader they choose."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.chunks import reader_of
from usagestats.logs.formats.ingress_nginx import INGRESS_NGINX
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.readers.kernel.library import SWITCH, kernel
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.reader import CarefulReader
from usagestats.logs.readers.text_reader import TextReader
from usagestats.tables.declared import TEXT, Detail


def test_the_careful_path_refuses_what_is_no_request() -> None:
    with pytest.raises(NoRequestError):
        NCSA.read_line("x")


needs_kernel = pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")


HOUR = Detail(timedelta(hours=1))


@needs_kernel
@pytest.mark.parametrize(
    ("columns", "is_grouped"),
    [({"status"}, True), ({"duration_ms", "user_agent", TEXT}, True), ({"status", "path"}, False)],
)
def test_the_kernel_reads_groups_where_few_requests_differ(
    columns: set[str], *, is_grouped: bool
) -> None:
    reader = reader_of(NCSA, columns, HOUR)

    assert isinstance(reader, TextReader)
    assert reader.takes_pieces is is_grouped
    assert not reader_of(NCSA, columns).takes_pieces


def test_without_the_kernel_every_line_is_read_with_care(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "off")

    assert isinstance(reader_of(NCSA, {"status"}, HOUR), CarefulReader)


@needs_kernel
def test_queries_are_grouped_only_by_parameters_that_the_kernel_finds() -> None:
    chosen = [
        reader_of(NCSA, {"query"}, Detail(HOUR.slot, parameters)).takes_pieces
        for parameters in (frozenset({"key"}), frozenset({"k\u00e9y"}), None)
    ]

    assert chosen == [True, False, False]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x", "no time in brackets"),
        ("[04/May/2026:10:15:30 +0000] x", "no quoted request"),
        ('a [04/May/2026:10:15:30 +0000] "GET /" x', "no status and size after the request"),
        ('a [32/May/2026:10:15:30 +0000] "GET /" 200 1', "the time does not exist"),
    ],
)
def test_the_reason_of_a_refusal_is_the_part_that_is_missing(line: str, reason: str) -> None:
    with pytest.raises(NoRequestError, match=f"^{reason}$"):
        NCSA.check_line(line)


def test_a_signature_is_the_end_of_the_line() -> None:
    assert INGRESS_NGINX.bears_signature(INGRESS_NGINX.sample)
    assert not INGRESS_NGINX.bears_signature(NCSA.sample)
    assert NCSA.bears_signature(INGRESS_NGINX.sample)
