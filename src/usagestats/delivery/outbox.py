"""Sends messages by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self

from usagestats.catalog.mail_server import Security
from usagestats.delivery.failures import DeliveryError, clipped, reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.headerregistry import Address
    from email.message import EmailMessage

    from usagestats.catalog.mail_server import MailServer

CONNECT_SECONDS: Final = 20
"""The longest wait for a connection, and for each answer until the login is done."""

_ANSWER_SECONDS: Final = 300  # a server may look through an attachment before it answers


@dataclass(frozen=True, slots=True)
class Refused:
    """A recipient whom the mail server refused.

    Args:
        address: The address.
        reason: The answer of the server.
    """

    address: str
    reason: str


@dataclass(slots=True)
class Outbox:
    """Sends messages over one connection, which is made for the first of them.

    Args:
        server: The mail server.
        password: The password of its user.
    """

    server: MailServer
    password: str | None = field(repr=False)
    _connection: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            with suppress(OSError):  # all messages have been answered
                self._connection.quit()
            self._drop()

    def send(self, message: EmailMessage, recipients: Sequence[Address]) -> list[Refused]:
        """Send a message.

        Returns:
            The recipients whom the server refused; it has taken the message for all others.

        Raises:
            DeliveryError: The message went to nobody.
        """
        addresses = [address.addr_spec for address in recipients]
        try:
            connection = self._connected()
            refused = connection.send_message(message, self.server.sender.addr_spec, addresses)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise self._failure(self._step(error), _answer(error)) from None
        except smtplib.SMTPException as error:  # the connection broke off, or the server lacks TLS
            self._drop()
            raise self._failure("failed", str(error)) from None
        except OSError as error:
            self._drop()
            raise self._failure("cannot be reached", reason_of(error)) from None
        return [
            Refused(address, self._without_password(f"{code} {_text(answer)}"))
            for address, (code, answer) in refused.items()
        ]

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._connect()
            if self.server.user is not None and self.password is not None:
                self._connection.login(self.server.user, self.password)
            if self._connection.sock is not None:
                self._connection.sock.settimeout(_ANSWER_SECONDS)
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        context = ssl.create_default_context()
        if server.security is Security.SMTPS:
            return smtplib.SMTP_SSL(
                server.host, server.port, timeout=CONNECT_SECONDS, context=context
            )
        connection = smtplib.SMTP(server.host, server.port, timeout=CONNECT_SECONDS)
        if server.security is Security.STARTTLS:
            try:
                connection.starttls(context=context)
            except BaseException:
                connection.close()
                raise
        return connection

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _step(self, error: smtplib.SMTPResponseException) -> str:
        """Return what the server refused."""
        match error:
            case smtplib.SMTPAuthenticationError():
                return f"refuses the login of {self.server.user}"
            case smtplib.SMTPSenderRefused():
                return f"refuses the sender {self.server.sender.addr_spec}"
            case smtplib.SMTPDataError():
                return "refuses the message"
            case _:
                return "refuses the connection"

    def _failure(self, what: str, reason: str) -> DeliveryError:
        text = self._without_password(f"{what}: {clipped(reason)}")
        return DeliveryError(text, where=f"mail server {self.server}")

    def _without_password(self, text: str) -> str:
        """Return a text of the server, which might repeat the password, without it."""
        if not self.password:
            return text
        login = f"\0{self.server.user}\0{self.password}"
        sent = [b64encode(one.encode()).decode() for one in (login, self.password)]
        for secret in (*sent, self.password):
            text = text.replace(secret, "***")
        return text


def _answer(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _text(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return clipped(text)
