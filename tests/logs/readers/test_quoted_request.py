"""Formats of quoted requests: their careful path, and the reader they choose."""

from __future__ import annotations

import pytest

from usagestats.logs.formats.ncsa import NCSA
from usagestats.logs.readers.log_format import NoRequestError


def test_the_careful_path_refuses_what_is_no_request() -> None:
    with pytest.raises(NoRequestError):
        NCSA.read_line("x")
