"""The columns of every report are a contract: this list is what scripts rely on."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.case import COMMAND, ENVIRONMENT

HEADERS = {
    "alerts": "time,application,account,backend,metric,per,level,current,limit",
    "integration-errors": "code,message,requests,first,last,sample",
    "limits": (
        "application,account,plan,backend,metric,per,partial,current,limit,utilisation,projected"
    ),
    "overview": "section,name,value,previous,change",
    "signups": "application,name,account,plan,state,created_at,first_seen",
}


@pytest.mark.parametrize("command", HEADERS)
@pytest.mark.parametrize("logs", ["apicast.log", "gateway"])
def test_columns_do_not_change(command: str, logs: str, sample_logs: Path) -> None:
    done = subprocess.run(
        [COMMAND, *command.split(), logs],
        cwd=sample_logs,
        env=ENVIRONMENT | {"HOME": "/nonexistent"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode().splitlines()[0] == HEADERS[command]
