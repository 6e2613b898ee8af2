"""The meaning of the options on mail, and the password of the mail server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from usagestats.catalog.mail_address import mail_address
from usagestats.catalog.mail_server import Security
from usagestats.catalog.mistakes import Mistake
from usagestats.delivery.loopback import is_loopback
from usagestats.delivery.outbox import Outbox
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.headerregistry import Address
    from pathlib import Path

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.catalog.mail_server import MailServer

PASSWORD_VARIABLE: Final = "USAGESTATS_SMTP_PASSWORD"  # noqa: S105  (its name)
_PASSWORD_KEY: Final = "smtp.password_file"  # noqa: S105  (as above)


def recipients_of(texts: Sequence[str]) -> tuple[Address, ...]:
    """Return the addresses of --email, each once.

    Raises:
        UsageError: One of them is no address.
    """
    found: dict[str, Address] = {}
    for text in texts:
        try:
            address = mail_address(text)
        except Mistake as mistake:
            raise UsageError(mistake.what, where="--email", hint=mistake.hint) from mistake
        found.setdefault(address.addr_spec, address)
    return tuple(found.values())


def mail_server_of(file: CatalogFile) -> MailServer:
    """Return the mail server that is declared.

    Raises:
        UsageError: There is none.
    """
    if file.mail_server is None:
        hint = (
            'declare one in usagestats.toml: [smtp], and below it host = "mail.example.org" and'
            ' from = "stats@example.org"'
        )
        raise UsageError("no mail server is declared", where="--email", hint=hint)
    return file.mail_server


def outbox_of(server: MailServer, *, is_insecure: bool) -> Outbox:
    """Return what sends messages by a server.

    Args:
        server: The mail server.
        is_insecure: Whether --smtp-insecure is given.

    Raises:
        UsageError: The connection would not be protected, or there is no password for the user.
    """
    is_open = server.security is Security.NONE and not is_loopback(server.host)
    if is_open and not is_insecure:
        what = f"others could read the messages on the way to {server}"
        hint = 'write security = "starttls" or "smtps"; or send them all the same: --smtp-insecure'
        raise UsageError(what, where=f"{server.place}: smtp.security", hint=hint)
    return Outbox(server, _password_of(server))


def _password_of(server: MailServer) -> str | None:
    """Return the password of the user, from the environment, else from the file.

    Raises:
        UsageError: There is none, or it cannot be sent.
    """
    if server.user is None:
        return None
    if text := os.environ.get(PASSWORD_VARIABLE):
        return _sendable(text, PASSWORD_VARIABLE)
    if server.password_file is None:
        hint = f'set {PASSWORD_VARIABLE}, or name a file: password_file = "/etc/…" in [smtp]'
        what = f"there is no password for {server.user}"
        raise UsageError(what, where=f"{server.place}: smtp.user", hint=hint)
    return _sendable(_content(server.password_file, server), str(server.password_file))


def _content(path: Path, server: MailServer) -> str:
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or a name that no file can have
        # the error of a text that is not UTF-8 has a part of the text
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        what = f"cannot read {path}: {reason}"
        raise UsageError(what, where=f"{server.place}: {_PASSWORD_KEY}") from None


def _sendable(password: str, where: str) -> str:
    """Check that a password can be sent; no error shows it."""
    if not password:
        raise UsageError("the password is empty", where=where)
    if not password.isascii() or not password.isprintable():
        what = "the password has characters that cannot be sent"
        raise UsageError(
            what, where=where, hint="take one of letters, digits and signs in one line"
        )
    return password
