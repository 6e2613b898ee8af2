"""The mail server that reports and alerts are sent by, as a file declares it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from email.headerregistry import Address
    from pathlib import Path


class Security(StrEnum):
    """The protection of the connection; certificates are verified in both kinds of TLS."""

    STARTTLS = "starttls"  # TLS begins on a plain connection, and nothing is sent before it
    SMTPS = "smtps"  # TLS from the first byte on
    NONE = "none"


PORTS: Final = {Security.STARTTLS: 587, Security.SMTPS: 465, Security.NONE: 25}
"""The usual port of each kind."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server that takes messages for others; its password stands in no catalog.

    Args:
        host: Its name or its address.
        port: Its port.
        security: How the connection is protected.
        sender: The address that messages come from.
        user: The name to log in with; `None`: nobody logs in.
        password_file: The file that has the password; `None`: only the environment has one.
        place: The file and the line that declare the server.
    """

    host: str
    port: int
    security: Security
    sender: Address
    user: str | None
    password_file: Path | None
    place: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"
