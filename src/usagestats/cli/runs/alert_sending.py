"""Alerts are sent to people and programs, each alert once."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import typer

from usagestats.cli.console.messages import say
from usagestats.cli.console.standard_output import write_to_stdout
from usagestats.cli.options.mail_settings import mail_server_of, outbox_of, recipients_of
from usagestats.delivery.failures import DeliveryError
from usagestats.delivery.message import message_of
from usagestats.delivery.sent_alerts import Crossing, SentAlerts
from usagestats.delivery.webhook import Webhook
from usagestats.errors import ExitCode, UsageError
from usagestats.render.letters.alert_letter import alerts_document, alerts_letter
from usagestats.reports.alerts import SILENCE, with_alerts
from usagestats.store.location import path_of
from usagestats.users_folders import data_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from email.headerregistry import Address

    from usagestats.catalog.mail_server import MailServer
    from usagestats.cli.console.messages import Messages
    from usagestats.cli.console.output import Destination
    from usagestats.cli.options.groups import AlertSendingOptions
    from usagestats.cli.runs.report_run import ReportRun
    from usagestats.cli.runs.usage_input import LinesOutcome, UsageInput
    from usagestats.delivery.outbox import Outbox
    from usagestats.report import Report

    Deliver = Callable[[Report, str], None]
    """Delivers alerts; the text is the same if the same alerts are delivered again."""

_MOST_IN_ONE: Final = 500
"""The most alerts that one message has: a program that waits for them takes no endless text."""


@dataclass(frozen=True, slots=True)
class AlertSending:
    """The people and programs that alerts are sent to, and the alerts that they know.

    Args:
        webhooks: The programs.
        people: The addresses of the people.
        server: The mail server; `None` where nobody gets mail.
        outbox: Sends mail; `None` where nobody gets any, or nothing is sent.
        sent: The alerts that are known already.
        now: The present time.
        messages: Writes what was done.
        is_dry: Whether nothing is sent, and what would be sent is written to standard output.
    """

    webhooks: tuple[Webhook, ...]
    people: tuple[Address, ...]
    server: MailServer | None
    outbox: Outbox | None
    sent: SentAlerts
    now: datetime
    messages: Messages
    is_dry: bool

    @classmethod
    def of(cls, options: AlertSendingOptions, run: ReportRun[UsageInput]) -> AlertSending | None:
        """Understand the options; `None` where nothing is sent.

        Raises:
            UsageError: An option is wrong, or the mail server cannot be used.
        """
        mail = options.mail
        webhooks = tuple(map(Webhook.at, dict.fromkeys(options.webhook or ())))
        people = recipients_of(mail.email or ())
        if not webhooks and not people:
            _refuse_without_recipients(options)
            return None
        server = mail_server_of(run.file) if people else None
        is_sent = server is not None and not mail.dry_run
        return cls(
            webhooks,
            people,
            server,
            outbox_of(server, is_insecure=mail.smtp_insecure) if server and is_sent else None,
            _sent_alerts(run),
            run.clock.now,
            run.reading.messages,
            mail.dry_run,
        )

    def finish(self, run: ReportRun[UsageInput], read: LinesOutcome, report: Report) -> None:
        """Write the report where it is wanted, send it to everybody, and leave with the exit code.

        Raises:
            typer.Exit: An alert could not be delivered, or as for `ReportRun.finish`.
        """
        if self._is_report_wanted(run.destination):
            run.destination.write(report, run.input.files)
        is_done = self.send(report)
        run.reading.finish(read, report)
        if not is_done:
            raise typer.Exit(ExitCode.UNEXPECTED)

    def _is_report_wanted(self, destination: Destination) -> bool:
        """Return whether the rows are written, too; cron must have nothing to mail."""
        if destination.file is not None:
            return True
        is_asked_for = not destination.is_found or sys.stdout.isatty()
        return is_asked_for and not self.is_dry

    def send(self, report: Report) -> bool:
        """Send the alerts to everybody to whom they are new.

        Returns:
            Whether all of it was delivered. The next run delivers the rest.

        Raises:
            UsageStatsError: It cannot be noted which alerts are known.
        """
        with self.outbox or nullcontext():
            done = [self._send(*one, report) for one in self._recipients()]
        return all(done)

    def _recipients(self) -> Iterator[tuple[str, str, Deliver]]:
        """Give for each recipient its name for people, its whole name, and the way to it."""
        for webhook in self.webhooks:
            whole = f"{webhook.url} {webhook.login or ''}"
            yield webhook.name, whole, partial(self._post, webhook)
        for address in self.people:
            yield address.addr_spec, address.addr_spec, partial(self._mail, address)

    def _send(self, name: str, recipient: str, deliver: Deliver, report: Report) -> bool:
        """Send to one recipient; a failure is written, and the others get theirs all the same."""
        count = 0
        for part in _parts(report):
            try:
                count += self._sent_of(part, recipient, deliver)
            except DeliveryError as error:
                say(str(error))
                return False
        if not self.is_dry:
            self.messages.done(f"new alerts sent to {name}: {count:,}")
        return True

    def _sent_of(self, report: Report, recipient: str, deliver: Deliver) -> int:
        """Deliver the alerts that are new to a recipient, and return their number."""
        crossings = _crossings(report)
        if self.is_dry:
            news = self.sent.new_to(recipient, crossings)
            return _deliver_new(report, news, recipient, deliver)
        with self.sent.sending(recipient, crossings) as news:
            return _deliver_new(report, news, recipient, deliver)

    def _post(self, webhook: Webhook, report: Report, key: str) -> None:
        document = alerts_document(report)
        if self.is_dry:
            write_to_stdout(document)
        else:
            webhook.post(document, sha256(key.encode()).hexdigest())

    def _mail(self, address: Address, report: Report, key: str) -> None:
        if self.server is None:
            return
        letter = alerts_letter(report)
        message = message_of(letter, self.server.sender, [address], self.now, key)
        if self.outbox is None:
            write_to_stdout(message.as_bytes())
            return
        for refused in self.outbox.send(message, [address]):
            what = f"refuses the recipient {refused.address}: {refused.reason}"
            raise DeliveryError(what, where=f"mail server {self.server}")


def _deliver_new(report: Report, news: list[bool], recipient: str, deliver: Deliver) -> int:
    fresh = with_alerts(report, report.rows.filter(pl.Series(news, dtype=pl.Boolean)))
    if fresh.rows.is_empty():
        return 0
    known = (f"{one.application_id} {one.level} {one.time}" for one in _crossings(fresh))
    deliver(fresh, "\n".join([recipient, *known]))
    return fresh.rows.height


def _parts(report: Report) -> Iterator[Report]:
    """Give the alerts in parts that one message can hold."""
    for rows in report.rows.iter_slices(_MOST_IN_ONE):
        if not rows.is_empty():
            yield with_alerts(report, rows)


def _crossings(report: Report) -> list[Crossing]:
    keys = report.rows.select("application_id", "level", "time")
    return [Crossing(*row) for row in keys.iter_rows()]


def _sent_alerts(run: ReportRun[UsageInput]) -> SentAlerts:
    """Return the alerts that are known: those of the store, so that all who read it share them.

    Without a local store they are in the user's data folder.

    Raises:
        UsageError: There is neither.
    """
    from usagestats.cli.runs.store_input import StoreInput

    if isinstance(run.input, StoreInput) and "://" not in run.input.location:
        # the library takes files with an underscore for its own, and leaves them alone
        file = Path(path_of(run.input.location)) / "_sent_alerts.sqlite"
        return SentAlerts(file, "", SILENCE)
    folder = data_folder()
    if folder is None:
        what = "there is no home folder in which to note the alerts that are sent"
        raise UsageError(what, hint="set HOME, or read a local store: --store FOLDER")
    file = folder / "sent-alerts.sqlite"
    return SentAlerts(file, str(run.file.path and run.file.path.resolve()), SILENCE)


def _refuse_without_recipients(options: AlertSendingOptions) -> None:
    given = {"--dry-run": options.mail.dry_run, "--smtp-insecure": options.mail.smtp_insecure}
    for option, is_given in given.items():
        if is_given:
            hint = "add --email ADDRESS or --webhook URL"
            raise UsageError("nothing is sent", where=option, hint=hint)
