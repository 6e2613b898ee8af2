from __future__ import annotations

from pathlib import Path

import pytest

from usagestats.catalog.catalog_file import CatalogFile, read_catalog
from usagestats.catalog.mail_server import MailServer
from usagestats.cli.options.mail_settings import mail_server_of, outbox_of, recipients_of
from usagestats.errors import UsageError

SECRET = "correct-horse"  # noqa: S105  (of this test)
VARIABLE = "USAGESTATS_SMTP_PASSWORD"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def server(folder: Path, lines: str = "") -> MailServer:
    path = folder / "usagestats.toml"
    text = f'[smtp]\nhost = "mail.example.org"\nfrom = "a@b.example"\n{lines}\n'
    path.write_text(text, encoding="utf-8")
    return mail_server_of(read_catalog(path))


def refusal(where: MailServer, *, is_insecure: bool = False) -> UsageError:
    with pytest.raises(UsageError) as caught:
        outbox_of(where, is_insecure=is_insecure)
    assert SECRET not in str(caught.value)
    return caught.value


def test_each_address_counts_once() -> None:
    found = recipients_of(["ann@b.example", "Ann <ann@b.example>", "bob@b.example"])

    assert [one.addr_spec for one in found] == ["ann@b.example", "bob@b.example"]


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(UsageError) as caught:
        recipients_of(["ann@b.example", "bob"])

    assert str(caught.value) == (
        "usagestats: --email: not an address: 'bob'\n  help: write one like ann@example.org"
    )


def test_a_server_must_be_declared() -> None:
    with pytest.raises(UsageError, match="no mail server is declared"):
        mail_server_of(CatalogFile.none())


def test_nobody_needs_a_password_who_does_not_log_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, SECRET)

    assert outbox_of(server(tmp_path), is_insecure=False).password is None


def test_the_environment_comes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\r\n", encoding="utf-8")
    where = server(tmp_path, 'user = "ann"\npassword_file = "secret"')

    from_file = outbox_of(where, is_insecure=False).password
    monkeypatch.setenv(VARIABLE, "of the environment")

    assert from_file == SECRET
    assert outbox_of(where, is_insecure=False).password == "of the environment"  # noqa: S105


def test_a_user_needs_a_password(tmp_path: Path) -> None:
    error = refusal(server(tmp_path, 'user = "ann"'))

    assert error.what == "there is no password for ann"
    assert error.where == f"{tmp_path / 'usagestats.toml'}:1: smtp.user"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot read {file}: No such file or directory"),
        (f"{SECRET}\xff".encode("latin-1"), "cannot read {file}: it is no text in UTF-8"),
        (b"\n", "the password is empty"),
        (f"{SECRET}\nmore".encode(), "the password has characters that cannot be sent"),
        (f"{SECRET}é".encode(), "the password has characters that cannot be sent"),
    ],
)
def test_a_file_without_a_password_is_named(
    tmp_path: Path, content: bytes | None, what: str
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)

    error = refusal(server(tmp_path, 'user = "ann"\npassword_file = "secret"'))

    assert error.what == what.format(file=file)


def test_a_password_of_the_environment_must_be_sendable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, f"{SECRET}é")

    assert refusal(server(tmp_path, 'user = "ann"')).where == VARIABLE


def test_a_connection_without_protection_stays_on_this_machine(tmp_path: Path) -> None:
    outside = server(tmp_path, 'security = "none"')

    assert refusal(outside).what == (
        "others could read the messages on the way to mail.example.org:25"
    )
    assert outbox_of(outside, is_insecure=True).server is outside


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_server_on_this_machine_needs_no_protection(tmp_path: Path, host: str) -> None:
    path = tmp_path / "usagestats.toml"
    path.write_text(f'[smtp]\nhost = "{host}"\nsecurity = "none"\nfrom = "a@b.example"\n', "utf-8")

    assert outbox_of(mail_server_of(read_catalog(path)), is_insecure=False).server.host == host
