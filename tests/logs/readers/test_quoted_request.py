"""Formats of quoted requests: their careful path, and the reader they choose."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.chunks import reader_of
from usagestats.logs.formats.ingress_nginx import INGRESS_NGINX
from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.readers.fast_patterns import PatternReader
from usagestats.logs.readers.kernel.library import kernel
from usagestats.logs.readers.log_format import NoRequestError
from usagestats.logs.readers.quoted_scan import GroupScan, LineScan
from usagestats.logs.readers.reader import CarefulReader
from usagestats.tables.declared import Detail


def test_the_careful_path_refuses_what_is_no_request() -> None:
    with pytest.raises(NoRequestError):
        NCSA.read_line("x")


needs_kernel = pytest.mark.skipif(kernel() is None, reason="the kernel could not be compiled here")


@needs_kernel
def test_the_quickest_reader_that_gives_the_columns_is_chosen() -> None:
    hour = Detail(timedelta(hours=1))

    assert isinstance(reader_of(NCSA, {"status"}, hour), GroupScan)
    assert isinstance(reader_of(NCSA, {"status", "path"}, hour), LineScan)
    assert isinstance(reader_of(NCSA, {"status"}), LineScan)
    assert isinstance(reader_of(NCSA, {"user_agent"}), PatternReader)
    assert isinstance(reader_of(replace(NCSA, more=None), {"user_agent"}), CarefulReader)


@needs_kernel
def test_queries_are_grouped_only_by_parameters_that_the_kernel_finds() -> None:
    chosen = [
        type(reader_of(NCSA, {"query"}, Detail(timedelta(hours=1), parameters)))
        for parameters in (frozenset({"key"}), frozenset({"k\u00e9y"}), None)
    ]

    assert chosen == [GroupScan, LineScan, LineScan]


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
