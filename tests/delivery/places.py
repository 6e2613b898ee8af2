"""A folder with logs and a catalog, in which the program is run beside servers of this machine."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path

from tests.case import ENVIRONMENT, Invocation, Outcome
from tests.delivery.mail_servers import Inbox, catalog_lines
from tests.same_process import run_in_process


@dataclass
class Place:
    """A folder with logs and a catalog, and the environment of the program in it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, command: str, **environment: str) -> Outcome:
        trusted = {"SSL_CERT_FILE": os.environ.get("SSL_CERT_FILE", "")}
        surroundings = ENVIRONMENT | trusted | self.environment | environment
        return run_in_process(Invocation(shlex.split(command), self.folder, surroundings))

    def declare(self, inbox: Inbox, lines: str = "") -> None:
        """Declare the mail server in the catalog."""
        path = self.folder / "usagestats.toml"
        text = path.read_text(encoding="utf-8").partition("[smtp]")[0]
        path.write_text(f"{text}{catalog_lines(inbox.port)}{lines}", encoding="utf-8")
