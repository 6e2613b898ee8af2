from __future__ import annotations

import platform
from importlib.metadata import version

import pytest

from usagestats import __version__
from usagestats.cli.versions import versions
from usagestats.logs.readers.kernel.library import SWITCH


def test_the_versions_are_those_of_this_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "off")

    assert list(versions()) == [
        f"usagestats {__version__}",
        f"Python {platform.python_version()}",
        f"polars {version('polars')}",
        "kernel: not compiled, or switched off: logs are read more slowly",
    ]


def test_the_kernel_is_compiled_where_it_can_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("usagestats.cli.versions.kernel", object)

    assert list(versions())[-1] == "kernel: compiled"
