"""Letter → message, as mail servers take it.

    mixed ┬ alternative ┬ text/plain
          │             └ related ┬ text/html
          │                       └ image/png …
          └ attachment …

The same letter to the same people gives the same bytes.
"""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from usagestats.safety.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from email.headerregistry import Address

    from usagestats.letter import Letter

_LONGEST: Final = 200


def message_of(
    letter: Letter, sender: Address, recipients: Sequence[Address], now: datetime, key: str
) -> EmailMessage:
    """Address a letter.

    Args:
        letter: The content.
        sender: The address that it comes from.
        recipients: The addresses that it goes to; all of them are seen by each.
        now: The present time.
        key: A text that tells this message from every other. The same text gives the same id, by
            which programs know a message that came twice.
    """
    digest = sha256(key.encode()).hexdigest()
    message = EmailMessage(SMTP)
    message["From"] = sender
    message["To"] = recipients
    message["Subject"] = _in_one_line(letter.subject)
    message["Date"] = now
    message["Message-ID"] = f"<{digest}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # no holiday notice answers it
    _write_body(message, letter)
    for attachment in letter.attachments:
        kind, _, subtype = attachment.type.partition("/")
        message.add_attachment(
            attachment.content,
            maintype=kind,
            subtype=subtype,
            filename=_in_one_line(attachment.name),
            params={"charset": "utf-8"} if kind == "text" else None,
        )
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            # "=_" is in no quoted-printable and no base64 text
            part.set_boundary(f"=_{digest[:40]}_{number}")
    return message


def _write_body(message: EmailMessage, letter: Letter) -> None:
    message.set_content(_sound(letter.text), cte="quoted-printable")
    message.add_alternative(_sound(letter.html), subtype="html", cte="quoted-printable")
    html = list(message.iter_parts())[-1]
    for number, picture in enumerate(letter.pictures, 1):
        html.add_related(
            picture.png,
            "image",
            "png",
            cid=f"<{picture.cid}>",
            disposition="inline",
            filename=f"chart-{number}.png",
        )


def _in_one_line(text: str) -> str:
    """Return a text for a header: a line break in it would begin another header."""
    shown = visible(_sound(text))
    return f"{shown[: _LONGEST - 1]}…" if len(shown) > _LONGEST else shown


def _sound(text: str) -> str:
    """Return a text without halves of characters, which the command line may have."""
    return text.encode("utf-8", "replace").decode()
