"""The crontab of docs/cron.md, tried line by line as cron would: no terminal, nothing to say."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.conftest import PROJECT
from tests.delivery.mail_servers import catalog_lines, mail_server
from tests.delivery.web_servers import web_server

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow  # every job is a process

CRONTAB, SENDING = re.findall(
    r"```crontab\n(.*?)```", (PROJECT / "docs" / "cron.md").read_text(encoding="utf-8"), re.DOTALL
)
JOB = re.compile(r"(?:[^ ]+ ){5}(\$USAGESTATS .*)")
CROSSED = "a limit was crossed: "


def jobs(crontab: str) -> list[str]:
    lines = crontab.splitlines()
    return [job[1].replace(r"\%", "%") for line in lines if (job := JOB.fullmatch(line))]


def test_every_line_is_a_variable_a_comment_or_a_job() -> None:
    others = [line for line in (CRONTAB + SENDING).splitlines() if not JOB.fullmatch(line)]

    assert jobs(CRONTAB)
    assert jobs(SENDING)
    assert [line for line in others if line and not re.match(r"#|[A-Z]+=/", line)] == []


@pytest.mark.parametrize("job", jobs(CRONTAB), ids=lambda job: " ".join(job.split()[1:2]))
def test_a_job_writes_its_file_and_says_nothing(job: str, tmp_path: Path) -> None:
    places = {
        "USAGESTATS": str(COMMAND),
        "LOGS": str(PROJECT / "sample_logs" / "gateway"),
        "CATALOG": str(PROJECT / "sample_logs" / "usagestats.toml"),
        "REPORTS": str(tmp_path),
    }
    done = subprocess.run(
        ["/bin/sh", "-c", job],
        cwd="/",
        env={**ENVIRONMENT, "TERM": "", "PATH": os.defpath, **places},
        capture_output=True,
        check=False,
    )
    written = [path for path in tmp_path.iterdir() if path.stat().st_size]

    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert done.stdout.decode().startswith(CROSSED) or not done.stdout
    assert len(written) == 1
    assert "{" not in written[0].name


SENT = {  # the time of the clock, and what two runs send and write
    "alerts --range": ("2026-05-05T00:10:00+00:00", 1, []),
    "report --email": ("2026-06-01T01:05:00+00:00", 2, ["report-2026-05.html"]),
    "report --for-each": (
        "2026-06-01T01:10:00+00:00",
        0,
        [
            f"{name}-2026-05.html"
            for name in ("City-Gardens", "Civic-Tech-Ltd", "Parents-United", "Sky-Labs")
        ],
    ),
}


@pytest.mark.parametrize("job", jobs(SENDING), ids=lambda job: job[12:18] + job[-40:-10])
def test_a_job_that_sends_says_nothing(job: str, tmp_path: Path, sample_logs: Path) -> None:
    (kind,) = (one for one in SENT if all(word in job.split() for word in one.split()))
    now, sent, expected = SENT[kind]
    (tmp_path / "reports").mkdir()
    with mail_server() as inbox, web_server() as hook:
        catalog = (sample_logs / "usagestats.toml").read_text(encoding="utf-8")
        text = catalog.replace("applications.csv", str(sample_logs / "applications.csv"))
        (tmp_path / "usagestats.toml").write_text(f"{text}\n{catalog_lines(inbox.port)}", "utf-8")
        places = {
            "USAGESTATS": str(COMMAND),
            "LOGS": str(sample_logs / "gateway"),
            "CATALOG": str(tmp_path / "usagestats.toml"),
            "REPORTS": str(tmp_path / "reports"),
            "WEBHOOK": f"http://localhost:{hook.port}/x",
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "SSL_CERT_FILE": os.environ["SSL_CERT_FILE"],
            "USAGESTATS_NOW": now,
        }
        done = [
            subprocess.run(
                ["/bin/sh", "-c", job],
                cwd="/",
                env={**ENVIRONMENT, "TERM": "", "PATH": os.defpath, **places},
                capture_output=True,
                check=False,
            )
            for _ in range(2)
        ]

    written = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert [(one.returncode, one.stdout, one.stderr) for one in done] == [(0, b"", b"")] * 2
    assert len(inbox.messages) + len(hook.received) == sent
    assert [name for name in expected if name not in written] == []
    assert bool(written) == bool(expected)


WATCHING = re.findall(
    r"```crontab\n(.*?)```",
    (PROJECT / "docs" / "check-usage.md").read_text(encoding="utf-8"),
    re.DOTALL,
)[0]
WATCHED = {  # the last condition of a job: a time at which all is well, one at which it is not, why
    "age>15min": (
        "2026-05-09T23:50:00+00:00",
        "2026-05-10T00:10:00+00:00",
        "age 31 min 49 s, more than 15 min: the newest request is of 2026-05-09 23:38",
    ),
    "p95>800ms": (
        "2026-05-06T04:05:00+00:00",
        "2026-05-12T04:05:00+00:00",
        "no log between 2026-05-12 03:00 and 2026-05-12 04:00",
    ),
    "requests<50% of previous": (
        "2026-05-07T06:00:00+00:00",
        "2026-05-10T06:00:00+00:00",
        "no log between 2026-05-08 00:00 and 2026-05-09 00:00: ",
    ),
}


@pytest.mark.parametrize("job", jobs(WATCHING), ids=lambda job: job.split("'")[-2])
def test_a_job_that_watches_says_nothing_unless_something_is_wrong(
    job: str, tmp_path: Path, sample_logs: Path
) -> None:
    environment = {
        **ENVIRONMENT,
        "TERM": "",
        "PATH": os.defpath,
        "USAGESTATS": str(COMMAND),
        "USAGESTATS_STORE": str(tmp_path / "store"),
        "USAGESTATS_CATALOG": str(sample_logs / "usagestats.toml"),
    }
    subprocess.run(
        [str(COMMAND), "ingest", "--final", "-q", str(sample_logs / "gateway")],
        env=environment,
        check=True,
    )
    well, wrong, why = WATCHED[job.split("'")[-2]]

    def run(now: str) -> tuple[int, str, str]:
        done = subprocess.run(
            ["/bin/sh", "-c", job],
            cwd="/",
            env=environment | {"USAGESTATS_NOW": now},
            capture_output=True,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    assert run(well) == (0, "", "")
    code, out, err = run(wrong)
    assert (code, out) == (3, "")
    assert err.startswith(f"usagestats: {why}")
