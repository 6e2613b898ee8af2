"""`report --email`, as whole programs beside a mail server of this machine."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.case import Outcome
from tests.delivery.mail_servers import PASSWORD, USER, Inbox, mail_server
from tests.delivery.places import Place

RANGE = "--range 2026-05-05..2026-05-09"
ANN = "--email ann@b.example"
PAGE = f"report logs {RANGE} {ANN} -o report.html"


def bodies(message: EmailMessage) -> tuple[str, str]:
    """Return the plain body and the HTML body."""
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert html
    return plain.get_content(), html.get_content()


def test_a_report_is_written_and_mailed(place: Place, inbox: Inbox) -> None:
    outcome = place.run(f"{PAGE} --email 'Bob <bob@b.example>'")

    assert outcome == Outcome("", "", 0)
    ((recipients, message),) = inbox.messages
    assert recipients == ["ann@b.example", "bob@b.example"]
    assert message["To"] == "ann@b.example, Bob <bob@b.example>"
    assert message["Subject"] == "API usage, 5 – 9 May 2026: 692 requests"
    assert message["Date"].datetime.isoformat() == "2026-05-10T12:00:00+00:00"
    assert [part.get_content_type() for part in message.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related"),
        *("text/html", "image/png", "image/png", "text/html"),
    ]
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "report.html"
    assert attachment.get_payload(decode=True) == (place.folder / "report.html").read_bytes()


def test_the_body_is_what_mail_programs_can_show(place: Place, inbox: Inbox) -> None:
    place.run(PAGE)
    ((_, message),) = inbox.messages
    plain, html = bodies(message)

    assert len(html.encode()) < 100_000
    assert set(re.findall(r"<(\w+)", html)) <= {
        *("html", "head", "meta", "title", "body", "table", "tr", "td", "th", "h1", "p", "div"),
        "img",
    }
    named = re.findall(r'src="cid:([^"]+)"', html)
    there = {part["Content-ID"] for part in message.walk() if part["Content-ID"]}
    assert {f"<{cid}>" for cid in named} == there
    assert len(named) == 2
    assert "Weather Widget" in plain
    assert "Weather Widget" in html


def test_the_same_run_makes_the_same_bytes(place: Place, inbox: Inbox) -> None:
    place.run(PAGE)
    place.run(PAGE)

    assert inbox.raw[0] == inbox.raw[1]


def test_a_comparison_is_in_the_subject(place: Place, inbox: Inbox) -> None:
    place.run(f"report logs --range 2026-05-06 {ANN} -o r.html --title Usage --account 'Sky Labs'")

    subject = inbox.messages[0][1]["Subject"]
    assert re.fullmatch(
        r"Usage, account Sky Labs, 6 May 2026: \d+ requests, [+-]\d+\.\d %", subject
    ), subject


def test_a_workbook_is_mailed_as_well(place: Place, inbox: Inbox) -> None:
    place.run(f"report logs {RANGE} {ANN} -o month.xlsx")

    (attachment,) = inbox.messages[0][1].iter_attachments()
    assert attachment.get_filename() == "month.xlsx"
    assert attachment.get_content_type().endswith("spreadsheetml.sheet")
    assert attachment.get_payload(decode=True) == (place.folder / "month.xlsx").read_bytes()


def test_without_a_name_the_file_has_that_of_the_range(place: Place, inbox: Inbox) -> None:
    place.run(f"report logs --range 2026-05 {ANN}")

    (attachment,) = inbox.messages[0][1].iter_attachments()
    assert attachment.get_filename() == "report-2026-05.html"
    assert (place.folder / "report-2026-05.html").stat().st_size > 0


def test_a_refused_recipient_is_named_and_the_others_have_it(place: Place, inbox: Inbox) -> None:
    inbox.refused = {"bob@b.example"}
    outcome = place.run(f"{PAGE} --email bob@b.example")

    assert outcome == Outcome(
        "",
        f"usagestats: mail server localhost:{inbox.port}: refuses the recipient bob@b.example: 550"
        " 5.1.1 bob@b.example: no such mailbox\n",
        1,
    )
    assert [recipients for recipients, _ in inbox.messages] == [["ann@b.example"]]
    assert (place.folder / "report.html").stat().st_size > 0


@pytest.mark.parametrize("security", ["starttls", "smtps"])
def test_a_wrong_certificate_is_refused_and_the_file_stays(place: Place, security: str) -> None:
    with mail_server(security=security, host="mail.example.org") as inbox:
        place.declare(inbox, f'user = "{USER}"\n')
        text = (place.folder / "usagestats.toml").read_text(encoding="utf-8")
        text = text.replace('security = "starttls"', f'security = "{security}"')
        (place.folder / "usagestats.toml").write_text(text, encoding="utf-8")
        outcome = place.run(PAGE, USAGESTATS_SMTP_PASSWORD=PASSWORD)

    assert outcome.exit == 1
    assert "its certificate is not accepted: Hostname mismatch" in outcome.stderr
    assert "report.html: was written, but mailed to nobody" in outcome.stderr
    assert PASSWORD not in outcome.stderr
    assert (inbox.messages, inbox.logins) == ([], [])
    assert (place.folder / "report.html").stat().st_size > 0


def test_a_wrong_password_is_no_part_of_any_output(place: Place) -> None:
    with mail_server(needs_login=True) as inbox:
        place.declare(inbox, f'user = "{USER}"\n')
        outcome = place.run(f"{PAGE} -v", USAGESTATS_SMTP_PASSWORD="guessed-wrong")  # noqa: S106

    assert outcome.exit == 1
    assert "refuses the login of ann: 535 5.7.8 bad password ***" in outcome.stderr
    assert "guessed-wrong" not in outcome.stderr + outcome.stdout
    assert "guessed-wrong" not in (place.folder / "report.html").read_text(encoding="utf-8")


def test_a_server_that_is_gone_leaves_the_file(place: Place) -> None:
    with mail_server() as inbox:
        place.declare(inbox)
    outcome = place.run(PAGE)

    assert outcome == Outcome(
        "",
        f"usagestats: mail server localhost:{inbox.port}: cannot be reached: Connection refused\n"
        "usagestats: report.html: was written, but mailed to nobody\n",
        1,
    )
    assert (place.folder / "report.html").stat().st_size > 0


def test_a_dry_run_writes_the_message_beside_the_file(place: Place, inbox: Inbox) -> None:
    place.declare(inbox, 'user = "ann"\n')
    outcome = place.run(f"{PAGE} --dry-run")
    place.declare(inbox)
    place.run(PAGE)

    assert outcome == Outcome("", "", 0)
    assert len(inbox.messages) == 1
    assert (place.folder / "report.eml").read_bytes() == inbox.raw[0]


def test_a_hostile_name_stays_text(place: Place, inbox: Inbox) -> None:
    name = "</td><script>alert(1)</script>{{7*7}}\u202e"
    path = place.folder / "applications.csv"
    path.write_text(path.read_text("utf-8").replace("Weather Widget", name), "utf-8")
    place.run(f"{PAGE} --title 'A\nBcc: evil@b.example'")

    ((recipients, message),) = inbox.messages
    plain, html = bodies(message)
    assert recipients == ["ann@b.example"]
    assert message["Bcc"] is None
    assert message["Subject"].startswith("A\\nBcc: evil@b.example, 5")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}\\u202e" in html
    assert "\u202e" not in plain + html


def test_no_key_and_no_address_is_in_the_message(place: Place, inbox: Inbox) -> None:
    place.run(PAGE)
    logs = "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in (place.folder / "logs").glob("*.log")
    )
    keys = set(re.findall(r"user_key=([\w-]+)", logs))
    addresses = set(re.findall(r"\b\d+\.\d+\.\d+\.\d+\b", logs))
    text = "".join(
        str(part.get_content())
        for part in message_from_bytes(inbox.raw[0], policy=default).walk()
        if part.get_content_maintype() == "text"
    )

    assert keys
    assert addresses
    assert {one for one in keys | addresses if one in text} == set()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--email bob", "--email: not an address: 'bob'"),
        ("--dry-run", "--dry-run: nobody gets mail"),
        ("--smtp-insecure", "--smtp-insecure: nobody gets mail"),
        (f"{ANN} -o -", "--email: goes with a file, not with standard output"),
        (f"{ANN} -o report.csv", "--output: report.csv: a report is a page or a workbook"),
    ],
)
def test_options_are_checked_before_logs_are_read(
    place: Place, inbox: Inbox, options: str, expected: str
) -> None:
    outcome = place.run(f"report logs {options}")

    assert (outcome.stdout, outcome.exit) == ("", 2)
    assert outcome.stderr.startswith(f"usagestats: {expected}")
    assert inbox.messages == []
    assert sorted(path.name for path in Path(place.folder).glob("report*")) == []
