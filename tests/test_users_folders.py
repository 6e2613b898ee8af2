from __future__ import annotations

import pwd
import sys
from pathlib import Path

import platformdirs
import pytest

from usagestats.users_folders import cache_folder, data_folder, settings_folder

VARIABLES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")


@pytest.mark.parametrize("named", [None, "", "relative", "ABOVE/named", "ABOVE/two words/ "])
def test_the_folder_of_settings_is_that_of_platformdirs(
    named: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    if named is not None:
        monkeypatch.setenv("XDG_CONFIG_HOME", named.replace("ABOVE", str(tmp_path)))

    assert settings_folder() == platformdirs.user_config_path("usagestats")


@pytest.mark.skipif(sys.platform == "win32", reason="users have homes there")
def test_a_user_without_a_home_has_only_the_folders_that_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_nobody(number: int) -> pwd.struct_passwd:
        raise KeyError(number)

    for variable in ("HOME", *VARIABLES):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", of_nobody)
    without = [settings_folder(), data_folder(), cache_folder()]
    for variable in VARIABLES:
        monkeypatch.setenv(variable, str(tmp_path))
    named = [settings_folder(), data_folder(), cache_folder()]

    assert without == [None, None, None]
    assert named == [tmp_path / "usagestats"] * 3
