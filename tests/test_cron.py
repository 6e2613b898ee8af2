"""The crontab of docs/cron.md, tried line by line as cron would: no terminal, nothing to say."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.case import COMMAND, ENVIRONMENT
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow  # every job is a process

CRONTAB = re.search(
    r"```crontab\n(.*?)```", (PROJECT / "docs" / "cron.md").read_text(encoding="utf-8"), re.DOTALL
)
JOB = re.compile(r"(?:[^ ]+ ){5}(\$USAGESTATS .*)")
CROSSED = "a limit was crossed: "


def jobs() -> list[str]:
    assert CRONTAB is not None
    lines = CRONTAB[1].splitlines()
    return [job[1].replace(r"\%", "%") for line in lines if (job := JOB.fullmatch(line))]


def test_every_line_is_a_variable_a_comment_or_a_job() -> None:
    assert CRONTAB is not None
    others = [line for line in CRONTAB[1].splitlines() if not JOB.fullmatch(line)]

    assert jobs()
    assert [line for line in others if line and not re.match(r"#|[A-Z]+=/", line)] == []


@pytest.mark.parametrize("job", jobs(), ids=lambda job: " ".join(job.split()[1:2]))
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
