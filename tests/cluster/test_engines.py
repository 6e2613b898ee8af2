"""The engine that an address names, and sources that no other process can read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from usagestats.cluster.address import ClusterAddress
from usagestats.cluster.engines import opened_engine, refuse_streams
from usagestats.errors import UsageError
from usagestats.logs.files.sources import Source, find_sources


@pytest.mark.parametrize(
    ("address", "library", "module", "extra"),
    [
        ("tcp://127.0.0.1:9", "distributed", "dask_engine", "cluster"),
        ("spark", "py4j", "spark", "spark"),
    ],
)
def test_without_the_library_the_message_names_the_extra(
    monkeypatch: pytest.MonkeyPatch, address: str, library: str, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"usagestats.cluster.{module}", raising=False)

    with pytest.raises(UsageError) as error, opened_engine(ClusterAddress.of(address)):
        pass
    assert f"usagestats-cli[{extra}]" in str(error.value.hint)


def test_a_stream_is_refused_and_a_file_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("", encoding="utf-8")
    refuse_streams(find_sources([str(tmp_path / "a.log")]))

    with pytest.raises(UsageError, match="cannot count standard input"):
        refuse_streams([Source("standard input", None)])
