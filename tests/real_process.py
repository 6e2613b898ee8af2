"""Run the program as a user does: as a process of its own."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from tests.case import COMMAND, Outcome
from tests.terminal import open_terminal, shown_on

if TYPE_CHECKING:
    from tests.case import Invocation


def run_as_process(invocation: Invocation) -> Outcome:
    if invocation.terminal:
        return _run_on_terminal(invocation)
    done = subprocess.run(
        [COMMAND, *invocation.arguments],
        cwd=invocation.folder,
        env=invocation.environment,
        input=invocation.stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if invocation.is_merged else subprocess.PIPE,
        check=False,
    )
    return Outcome(done.stdout.decode(), (done.stderr or b"").decode(), done.returncode)


def _run_on_terminal(invocation: Invocation) -> Outcome:
    screen, program = open_terminal(invocation.terminal)
    with subprocess.Popen(
        [COMMAND, *invocation.arguments],
        cwd=invocation.folder,
        env=invocation.environment,
        stdin=program,
        stdout=program,
        stderr=program if invocation.is_merged else subprocess.PIPE,
    ) as process:
        os.close(program)
        shown = shown_on(screen)
        errors = process.stderr.read() if process.stderr else b""
    os.close(screen)
    return Outcome(shown, errors.decode(), process.returncode)
