"""Mails a report to people, after its file is written."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from usagestats.cli.console.messages import say
from usagestats.cli.console.output_file import write_file
from usagestats.cli.options.mail_settings import mail_server_of, outbox_of, recipients_of
from usagestats.delivery.failures import DeliveryError
from usagestats.delivery.message import message_of
from usagestats.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime
    from email.headerregistry import Address
    from email.message import EmailMessage
    from pathlib import Path

    from usagestats.catalog.catalog_file import CatalogFile
    from usagestats.catalog.mail_server import MailServer
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.options.groups import MailOptions
    from usagestats.delivery.outbox import Outbox
    from usagestats.letter import Letter


@dataclass(frozen=True, slots=True)
class Posting:
    """The people who get a report.

    Args:
        server: The mail server.
        outbox: Sends the mail; `None` for a dry run.
        people: Their addresses.
        now: The present time.
        messages: Writes what was done.
    """

    server: MailServer
    outbox: Outbox | None
    people: tuple[Address, ...]
    now: datetime
    messages: Messages

    @classmethod
    def of(
        cls, options: MailOptions, file: CatalogFile, now: datetime, messages: Messages
    ) -> Self | None:
        """Understand the options; `None` where nobody gets mail.

        Raises:
            UsageError: An option is wrong, or the mail server cannot be used.
        """
        people = recipients_of(options.email or ())
        if not people:
            _refuse_without_people(options)
            return None
        server = mail_server_of(file)
        outbox = None if options.dry_run else outbox_of(server, is_insecure=options.smtp_insecure)
        return cls(server, outbox, people, now, messages)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.outbox is not None:
            self.outbox.close()

    def send(self, letter: Letter, path: Path) -> bool:
        """Send a letter, or write it beside the file of the report.

        Args:
            letter: The letter, with the file attached.
            path: The file of the report.

        Returns:
            Whether everybody got it. A failure is written; the file stays where it is.

        Raises:
            UsageStatsError: It cannot be written.
        """
        message = message_of(letter, self.server.sender, self.people, self.now, self._key(letter))
        if self.outbox is None:
            write_file(path.with_suffix(".eml"), [message.as_bytes()])
            return True
        return self._sent(message, self.outbox, path)

    def _sent(self, message: EmailMessage, outbox: Outbox, path: Path) -> bool:
        try:
            refused = outbox.send(message, self.people)
        except DeliveryError as error:
            say(str(error))
            self.messages.error(f"{path}: was written, but mailed to nobody")
            return False
        for one in refused:
            self.messages.error(
                f"mail server {self.server}: refuses the recipient {one.address}: {one.reason}"
            )
        self.messages.done(f"{path}: mailed to {len(self.people) - len(refused):,}")
        return not refused

    def _key(self, letter: Letter) -> str:
        """Return a text that no other message has, and the same message made again has."""
        files = (sha256(one.content).hexdigest() for one in letter.attachments)
        people = (one.addr_spec for one in self.people)
        return "\n".join([letter.subject, str(self.now), *files, *people])


def _refuse_without_people(options: MailOptions) -> None:
    given = {"--dry-run": options.dry_run, "--smtp-insecure": options.smtp_insecure}
    for option, is_given in given.items():
        if is_given:
            raise UsageError("nobody gets mail", where=option, hint="add --email ADDRESS")
