from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.documents import errors_of
from usagestats.catalog.catalog_file import read_catalog
from usagestats.catalog.mail_server import MailServer, Security


def server(folder: Path, lines: str) -> MailServer:
    path = folder / "usagestats.toml"
    path.write_text(f'timezone = "UTC"\n\n[smtp]\nfrom = "a@b.example"\n{lines}\n', "utf-8")
    found = read_catalog(path).mail_server
    assert found
    return found


def test_a_host_and_a_sender_suffice(tmp_path: Path) -> None:
    actual = server(tmp_path, 'host = "Mail.example.org"')

    assert (actual.host, actual.port, actual.security) == (
        *("mail.example.org", 587),
        Security.STARTTLS,
    )
    assert actual.sender.addr_spec == "a@b.example"
    assert (actual.user, actual.password_file) == (None, None)
    assert actual.place == f"{tmp_path / 'usagestats.toml'}:3"
    assert str(actual) == "mail.example.org:587"


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("smtps", 465), ("none", 25)])
def test_each_kind_of_protection_has_a_usual_port(tmp_path: Path, security: str, port: int) -> None:
    lines = f'host = "localhost"\nsecurity = "{security}"'

    assert server(tmp_path, lines).port == port
    assert server(tmp_path, f"{lines}\nport = 2525").port == 2525


@pytest.mark.parametrize(
    ("host", "shown"),
    [("::1", "[::1]:587"), ("[::1]", "[::1]:587"), ("127.0.0.1", "127.0.0.1:587")],
)
def test_a_host_may_be_an_address(tmp_path: Path, host: str, shown: str) -> None:
    assert str(server(tmp_path, f'host = "{host}"')) == shown


def test_the_file_of_the_password_is_relative_to_the_catalog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    lines = 'host = "m"\nuser = "ann"\npassword_file = '

    assert server(tmp_path, f'{lines}"secret"').password_file == tmp_path / "secret"
    assert server(tmp_path, f'{lines}"/run/secret"').password_file == Path("/run/secret")
    assert server(tmp_path, f'{lines}"~/secret"').password_file == Path("/home/ann/secret")


@pytest.mark.parametrize(
    ("lines", "key", "what"),
    [
        ('host = "mail.example.org:587"', "host", "not a host name: 'mail.example.org:587'"),
        ('host = "smtp://m"', "host", "not a host name: 'smtp://m'"),
        ('host = ""', "host", "not a host name: ''"),
        ('host = "m"\nport = 0', "port", "must be at least 1, not 0"),
        ('host = "m"\nport = 65536', "port", "must be at most 65,535, not 65536"),
        ('host = "m"\nsecurity = "tls"', "security", "cannot be 'tls'"),
        ('host = "m"\npassword = "x"', "password", "no such key"),
    ],
)
def test_mistakes(lines: str, key: str, what: str) -> None:
    actual = errors_of(f'[smtp]\nfrom = "a@b.example"\n{lines}')

    assert actual[0] == f"usagestats: usagestats.toml: smtp.{key}: {what}"


def test_a_sender_is_one_address() -> None:
    actual = errors_of('[smtp]\nhost = "m"\nfrom = "a@b, c@d"')

    assert actual == [
        "usagestats: usagestats.toml: smtp.from: not an address: 'a@b, c@d'",
        "  help: write one like ann@example.org",
    ]


def test_a_server_needs_a_host_and_a_sender() -> None:
    assert errors_of("[smtp]\n") == [
        "usagestats: usagestats.toml: smtp.host: is missing",
        "usagestats: usagestats.toml: smtp.from: is missing",
    ]
