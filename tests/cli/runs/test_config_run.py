from __future__ import annotations

from pathlib import Path

import pytest

from usagestats.choices import Counting
from usagestats.cli.console.messages import Messages
from usagestats.cli.options.groups import OutputOptions, SettingOptions
from usagestats.cli.runs.config_run import settings_in_force
from usagestats.errors import UsageError

QUIET = Messages(quiet=True, verbose=False)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "users"))
    monkeypatch.setattr("platformdirs.user_config_path", lambda name: tmp_path / "users" / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def found(options: SettingOptions) -> dict[str, tuple[str | None, str, str | None]]:
    rows, _, _ = settings_in_force(options, OutputOptions(), QUIET)
    return {row.setting: (row.value, row.source, row.place) for row in rows}


def test_every_setting_names_its_source(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    users = write(
        folder / "users" / "usagestats" / "config.toml",
        '# mine\ntimezone = "UTC"\ncolor = "never"\nstore = "mine"\n',
    )
    write(folder / "usagestats.toml", 'coverage = "continuous"\nstore = "usage"\n')
    monkeypatch.setenv("USAGESTATS_MAX_REJECTS", "1%")

    actual = found(SettingOptions(counting=Counting.AUTHORIZED))

    assert actual == {
        "catalog": ("usagestats.toml", "default", None),
        "user_file": (str(users), "default", None),
        "timezone": ("UTC", "user file", f"{users}:2"),
        "log_timezone": ("UTC", "default", "as timezone"),
        "week_start": ("monday", "default", None),
        "counting": ("authorized", "option", "--counting"),
        "coverage": ("continuous", "catalog", "usagestats.toml:1"),
        "limit_timezone": ("UTC", "default", None),
        "currency": (None, "default", None),
        "applications": (None, "default", None),
        "store": ("usage", "catalog", "usagestats.toml:2"),
        "log_format": ("detected", "default", None),
        "max_rejects": ("1%", "environment", "USAGESTATS_MAX_REJECTS"),
        "smtp": (None, "default", None),
        "smtp_password": (None, "default", None),
        "storage": (None, "default", None),
        "format": ("table on a terminal, else csv", "default", None),
        "color": ("never", "user file", f"{users}:3"),
    }


def test_the_storage_is_that_of_the_catalog_else_of_the_users_file(folder: Path) -> None:
    users = write(
        folder / "users" / "usagestats" / "config.toml", '[storage]\nregion = "eu-central-1"\n'
    )
    assert found(SettingOptions())["storage"] == ("eu-central-1", "user file", f"{users}:1")

    write(folder / "usagestats.toml", '# here\n[storage]\nendpoint = "https://s3.example.org"\n')
    assert found(SettingOptions())["storage"] == (
        *("https://s3.example.org", "catalog"),
        "usagestats.toml:2",
    )


def test_the_zone_of_the_system_is_that_of_the_environment() -> None:
    assert found(SettingOptions())["timezone"] == ("Asia/Kolkata", "environment", "TZ")


def test_what_chose_the_catalog_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder / "a.toml", "")
    monkeypatch.setenv("USAGESTATS_CATALOG", "a.toml")

    assert found(SettingOptions())["catalog"] == ("a.toml", "environment", "USAGESTATS_CATALOG")
    assert found(SettingOptions(catalog="a.toml"))["catalog"] == ("a.toml", "option", "--catalog")
    assert found(SettingOptions(no_catalog=True))["catalog"] == (None, "option", "--no-catalog")


@pytest.mark.parametrize(
    ("options", "where"),
    [
        (SettingOptions(timezone="Mars"), "--timezone"),
        (SettingOptions(log_timezone="Mars"), "--log-timezone"),
        (SettingOptions(log_format="no-such-format"), "--log-format"),
        (SettingOptions(max_rejects="many"), "--max-rejects"),
    ],
)
def test_a_wrong_setting_is_refused_as_in_a_report(options: SettingOptions, where: str) -> None:
    with pytest.raises(UsageError) as caught:
        found(options)

    assert caught.value.where == where


def test_the_mail_server_is_shown_and_never_its_password(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = 'host = "m.example"\nfrom = "a@b.example"\nuser = "ann"\npassword_file = "secret"\n'
    users = write(folder / "users" / "usagestats" / "config.toml", f"[smtp]\n{lines}")
    server = ("m.example:587 (starttls)", "user file", f"{users}:1")

    in_file = found(SettingOptions())
    monkeypatch.setenv("USAGESTATS_SMTP_PASSWORD", "correct-horse")
    in_environment = found(SettingOptions())
    write(folder / "usagestats.toml", f"[smtp]\nsecurity = 'smtps'\n{lines}")
    of_catalog = found(SettingOptions())

    assert in_file["smtp"] == server
    assert in_file["smtp_password"] == (f"in {users.parent / 'secret'}", *server[1:])
    assert in_environment["smtp_password"] == ("***", "environment", "USAGESTATS_SMTP_PASSWORD")
    assert of_catalog["smtp"] == ("m.example:465 (smtps)", "catalog", "usagestats.toml:1")
