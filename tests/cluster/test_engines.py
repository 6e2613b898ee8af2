"""The engine that an address names, and sources that no other process can read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from usagestats.cluster.address import ClusterAddress
from usagestats.cluster.engines import opened_engine, refuse_streams
from usagestats.errors import UsageError
from usagestats.logs.files.sources import Source, find_sources


def test_without_the_library_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "usagestats.cluster.dask_engine", raising=False)
    address = ClusterAddress.of("local:2")

    with pytest.raises(UsageError) as error, opened_engine(address):
        pass
    assert "usagestats-cli[cluster]" in str(error.value.hint)


def test_a_stream_is_refused_and_a_file_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("", encoding="utf-8")
    refuse_streams(find_sources([str(tmp_path / "a.log")]))

    with pytest.raises(UsageError, match="cannot count standard input"):
        refuse_streams([Source("standard input", None)])
