"""`alerts --email` and `--webhook`, as whole programs beside servers of this machine."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest

from tests.case import COMMAND, ENVIRONMENT, Outcome
from tests.delivery.mail_servers import PASSWORD, USER, Inbox, mail_server
from tests.delivery.places import Place
from tests.delivery.web_servers import Hook

if TYPE_CHECKING:
    from pathlib import Path

MAY_6 = "alerts logs --range 2026-05-06"
ANN = "--email ann@b.example"
ROWS = 9  # the alerts of this day, by the small limits below


def to(hook: Hook) -> str:
    return f"--webhook http://localhost:{hook.port}/T0KEN"


def documents(hook: Hook) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in hook.received]


def attached(message: EmailMessage) -> list[str]:
    (attachment,) = message.iter_attachments()
    content = attachment.get_content()
    return str(content).splitlines()


def test_a_person_gets_each_alert_once(place: Place, inbox: Inbox) -> None:
    first = place.run(f"{MAY_6} {ANN}")
    again = place.run(f"{MAY_6} {ANN}")

    assert first == again == Outcome("", "", 0)
    ((recipients, message),) = inbox.messages
    assert recipients == ["ann@b.example"]
    assert (
        message["Subject"] == "9 alerts, 2 of 100 % or more: Weather Widget, Open Budget and 3 more"
    )
    assert inbox.connections == 1


def test_the_letter_has_the_rows_in_each_of_its_parts(place: Place, inbox: Inbox) -> None:
    place.run(f"{MAY_6} {ANN}")
    expected = place.run(f"{MAY_6} --format csv").stdout.splitlines()

    ((_, message),) = inbox.messages
    text, html = (part.get_content() for part in message.walk() if part.get_content_type() in {"text/plain", "text/html"})  # fmt: skip
    assert attached(message) == expected
    assert len(expected) == ROWS + 1
    for row in expected[1:]:
        name = row.split(",")[2]
        assert (name in text, f">{name}</td>" in html) == (True, True)


def test_what_is_new_later_is_sent_later(place: Place, inbox: Inbox) -> None:
    place.run(f"{MAY_6}T12:00 {ANN}".replace("2026-05-06T", "2026-05-06..2026-05-06T"))
    place.run(f"{MAY_6} {ANN}")

    (_, early), (_, late) = inbox.messages
    assert early["Subject"] == "Weather Widget reached 50 % of 45 hits per day"
    assert len(attached(late)) == ROWS
    assert early["Message-ID"] != late["Message-ID"]


def test_alerts_from_a_level_on_are_sent_and_the_others_stay_new(
    place: Place, inbox: Inbox
) -> None:
    place.run(f"{MAY_6} {ANN} --from-level 100")
    place.run(f"{MAY_6} {ANN} --from-level 100%")
    place.run(f"{MAY_6} {ANN}")

    (_, violations), (_, others) = inbox.messages
    levels = [
        [int(row.split(",")[8]) for row in attached(message)[1:]]
        for message in (violations, others)
    ]
    assert min(levels[0]) >= 100 > max(levels[1])
    assert len(levels[0]) + len(levels[1]) == ROWS


def test_a_program_gets_json_with_the_new_rows(place: Place, hook: Hook) -> None:
    place.run(f"{MAY_6} --app 'Open Budget' {to(hook)}")
    done = place.run(f"{MAY_6} {to(hook)}")
    as_json = json.loads(place.run(f"{MAY_6} --format json").stdout)

    first, second = documents(hook)
    assert done == Outcome("", "", 0)
    assert list(second) == ["text", "meta", "rows"]
    assert second["meta"] == as_json["meta"] | {
        "notes": ["alerts: 8, violations (100 % or more): 2"]
    }
    assert first["text"] == "Open Budget reached 50 % of 45 hits per day"
    assert sorted([*first["rows"], *second["rows"]], key=str) == sorted(as_json["rows"], key=str)


def test_a_delivery_that_failed_is_tried_again_and_the_others_are_not(
    place: Place, inbox: Inbox, hook: Hook
) -> None:
    everybody = f"{MAY_6} {to(hook)} {ANN} --email bob@b.example"
    hook.status, inbox.refused = 503, {"bob@b.example"}
    failed = place.run(everybody)
    hook.status, inbox.refused = 204, set()
    done = [place.run(everybody) for _ in range(2)]

    assert failed == Outcome(
        "",
        f"usagestats: webhook http://localhost:{hook.port}: refuses it: 503 Service Unavailable\n"
        f"usagestats: mail server localhost:{inbox.port}: refuses the recipient bob@b.example: 550"
        " 5.1.1 bob@b.example: no such mailbox\n",
        1,
    )
    assert done == [Outcome("", "", 0)] * 2
    assert [recipients for recipients, _ in inbox.messages] == [
        ["ann@b.example"],
        ["bob@b.example"],
    ]
    keys = [one.headers["Idempotency-Key"] for one in hook.received]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_server_that_is_gone_is_named_and_nothing_is_lost(place: Place) -> None:
    with mail_server() as gone:
        place.declare(gone)
    failed = place.run(f"{MAY_6} {ANN} -o alerts.csv")
    with mail_server() as inbox:
        place.declare(inbox)
        done = place.run(f"{MAY_6} {ANN}")

    assert failed.exit == 1
    assert failed.stderr == (
        f"usagestats: mail server localhost:{gone.port}: cannot be reached: Connection refused\n"
    )
    assert len((place.folder / "alerts.csv").read_text(encoding="utf-8").splitlines()) == ROWS + 1
    assert (done.exit, len(inbox.messages)) == (0, 1)


def test_a_wrong_password_is_no_part_of_any_output(place: Place) -> None:
    with mail_server(needs_login=True) as inbox:
        place.declare(inbox, f'user = "{USER}"\n')
        wrong = place.run(f"{MAY_6} {ANN} -v", USAGESTATS_SMTP_PASSWORD="guessed")  # noqa: S106
        right = place.run(f"{MAY_6} {ANN} -v", USAGESTATS_SMTP_PASSWORD=PASSWORD)

    assert wrong.exit == 1
    assert "refuses the login of ann: 535 5.7.8 bad password ***" in wrong.stderr
    assert "guessed" not in wrong.stdout + wrong.stderr
    assert right.exit == 0
    assert "new alerts sent to ann@b.example: 9" in right.stderr
    assert PASSWORD not in right.stdout + right.stderr
    assert len(inbox.messages) == 1


def test_the_address_of_a_webhook_is_shown_up_to_its_host(place: Place, hook: Hook) -> None:
    sent = place.run(f"{MAY_6} {to(hook)} -v")
    hook.status = 404
    failed = place.run(f"alerts logs {to(hook)} -v")

    assert f"new alerts sent to http://localhost:{hook.port}: 9" in sent.stderr
    assert failed.exit == 1
    assert "T0KEN" not in sent.stderr + sent.stdout + failed.stderr + failed.stdout


def test_a_dry_run_writes_what_would_be_sent_and_forgets_it(
    place: Place, inbox: Inbox, hook: Hook
) -> None:
    document = place.run(f"{MAY_6} {to(hook)} --dry-run")
    message = place.run(f"{MAY_6} {ANN} --dry-run")
    again = place.run(f"{MAY_6} {ANN} --dry-run")

    assert (inbox.messages, hook.received) == ([], [])
    assert not (place.folder / "data").exists()
    assert len(json.loads(document.stdout)["rows"]) == ROWS
    assert message == again
    found = message_from_string(message.stdout, policy=default)
    assert found["To"] == "ann@b.example"
    assert "alerts of 100" not in message.stderr


def test_a_dry_run_needs_no_password_and_shows_only_what_is_new(place: Place, inbox: Inbox) -> None:
    place.run(f"{MAY_6} {ANN}")
    place.declare(inbox, 'user = "ann"\n')

    assert place.run(f"{MAY_6} {ANN} --dry-run") == Outcome("", "", 0)


def test_rows_are_written_where_they_are_asked_for(place: Place, hook: Hook) -> None:
    csv = place.run(f"{MAY_6} {to(hook)} --format csv")

    assert len(csv.stdout.splitlines()) == ROWS + 1
    assert len(documents(hook)[0]["rows"]) == ROWS


def test_options_on_rows_are_not_about_what_is_sent(place: Place, hook: Hook) -> None:
    csv = place.run(f"{MAY_6} {to(hook)} --format csv -n 1 --columns level")

    assert csv.stdout == "level\n50\n"
    assert len(documents(hook)[0]["rows"]) == ROWS


def test_a_crossed_limit_and_damage_keep_their_exit_codes(place: Place, hook: Hook) -> None:
    assert place.run(f"{MAY_6} {to(hook)} --fail-on 100").exit == 3
    hook.status = 500
    assert place.run(f"alerts logs --range 2026-05-05 {to(hook)} --fail-on 50").exit == 1
    assert place.run(f"alerts logs no-such.log {to(hook)}").exit == 4


def test_many_alerts_come_in_parts(
    place: Place, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("usagestats.cli.runs.alert_sending._MOST_IN_ONE", 4)
    place.run(f"{MAY_6} {to(hook)}")

    assert [len(one["rows"]) for one in documents(hook)] == [4, 4, 1]


def test_the_store_keeps_what_was_sent_for_all_who_read_it(
    place: Place, hook: Hook, tmp_path: Path
) -> None:
    assert place.run("ingest logs --store shared") == Outcome("", "", 0)
    sending = f"alerts --store shared --range 2026-05-06 {to(hook)}"
    by_ann, by_bob = (
        place.run(sending, XDG_DATA_HOME=str(tmp_path / name)) for name in ("ann", "bob")
    )

    assert by_ann == by_bob == Outcome("", "", 0)
    assert len(hook.received) == 1


def test_upkeep_of_the_store_keeps_what_was_sent(place: Place, hook: Hook) -> None:
    place.run("ingest logs --store shared")
    sending = f"alerts --store shared --range 2026-05-06 {to(hook)}"
    place.run(sending)
    outcomes = [
        place.run("store compact --store shared"),
        place.run("store forget --store shared --application 'Noise Map'"),
        place.run("ingest logs --store shared"),
        place.run("store info --store shared"),
        place.run(sending),
    ]

    assert [one.exit for one in outcomes] == [0] * 5
    assert [one.stderr for one in outcomes] == [""] * 5
    assert (place.folder / "shared" / "_sent_alerts.sqlite").stat().st_size > 0
    assert len(hook.received) == 1


@pytest.mark.slow
def test_two_runs_at_once_send_each_alert_once(place: Place, hook: Hook, inbox: Inbox) -> None:
    command = [str(COMMAND), *shlex.split(f"{MAY_6} {to(hook)} {ANN}")]
    surroundings = ENVIRONMENT | place.environment | {"SSL_CERT_FILE": os.environ["SSL_CERT_FILE"]}
    runs = [
        subprocess.Popen(command, cwd=place.folder, env=surroundings, stdin=subprocess.DEVNULL)
        for _ in range(3)
    ]

    assert [run.wait() for run in runs] == [0, 0, 0]
    assert (len(hook.received), len(inbox.messages)) == (1, 1)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--email bob", "--email: not an address: 'bob'"),
        ("--email ann@b.example", "--email: no mail server is declared"),
        ("--webhook http://hooks.example.org/T0KEN", "--webhook: is not protected"),
        ("--dry-run", "--dry-run: nothing is sent"),
        ("--smtp-insecure", "--smtp-insecure: nothing is sent"),
    ],
)
def test_options_are_checked_before_logs_are_read(
    place: Place, options: str, expected: str
) -> None:
    outcome = place.run(f"{MAY_6} {options}")

    assert (outcome.stdout, outcome.exit) == ("", 2)
    assert outcome.stderr.startswith(f"usagestats: {expected}")
    assert "T0KEN" not in outcome.stderr


def test_a_state_that_cannot_be_kept_is_an_error_and_nothing_is_sent(
    place: Place, hook: Hook
) -> None:
    outcome = place.run(f"{MAY_6} {to(hook)}", XDG_DATA_HOME="/dev/null/nowhere")

    assert outcome.exit == 1
    assert "the alerts that were sent already cannot be noted: Not a directory" in outcome.stderr
    assert hook.received == []


def test_without_an_alert_nobody_hears_anything(place: Place, hook: Hook) -> None:
    outcome = place.run(f"alerts logs --range 2026-05-04T00:00..2026-05-04T01:00 {to(hook)}")

    assert outcome == Outcome("", "", 0)
    assert hook.received == []
    assert not (place.folder / "data").exists()
