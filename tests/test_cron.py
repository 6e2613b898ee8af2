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


@pytest.mark.parametrize("job", jobs(SENDING), ids=lambda job: " ".join(job.split()[-6:-4]))
def test_a_job_that_sends_says_nothing_and_sends_once(
    job: str, tmp_path: Path, sample_logs: Path
) -> None:
    with mail_server() as inbox, web_server() as hook:
        catalog = (sample_logs / "usagestats.toml").read_text(encoding="utf-8")
        text = catalog.replace("applications.csv", str(sample_logs / "applications.csv"))
        (tmp_path / "usagestats.toml").write_text(f"{text}\n{catalog_lines(inbox.port)}", "utf-8")
        places = {
            "USAGESTATS": str(COMMAND),
            "LOGS": str(sample_logs / "gateway"),
            "CATALOG": str(tmp_path / "usagestats.toml"),
            "WEBHOOK": f"http://localhost:{hook.port}/x",
            "XDG_DATA_HOME": str(tmp_path / "data"),
            "SSL_CERT_FILE": os.environ["SSL_CERT_FILE"],
            "USAGESTATS_NOW": "2026-05-05T00:10:00+00:00",
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

    assert [(one.returncode, one.stdout, one.stderr) for one in done] == [(0, b"", b"")] * 2
    assert len(inbox.messages) + len(hook.received) == 1
