"""A scheduler and workers of Dask on loopback, each a process that tests may end by its id."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SECONDS = 60


@dataclass
class DaskCluster:
    """The processes of a cluster.

    Args:
        folder: Has the files of the scheduler and the workers.
        environment: The environment of the processes.
        options: Options of the scheduler and of each worker, such as certificates.
        nanny: The options by which each worker has a nanny, which starts it again, or none.
    """

    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    options: tuple[str, ...] = ()
    nanny: tuple[str, ...] = ("--no-nanny",)
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    started: int = 0

    def start_scheduler(self) -> None:
        self.scheduler = self._started(
            "scheduler", "--no-dashboard", "--no-show", "--host", self._host, "--port", "0"
        )
        deadline = time.monotonic() + _SECONDS
        while not self.address:
            for line in self.log("scheduler").splitlines():
                if "Scheduler at:" in line:
                    self.address = line.split("Scheduler at:")[1].strip()
            assert time.monotonic() < deadline, self.log("scheduler")
            time.sleep(0.05)

    def start_worker(self) -> subprocess.Popen[bytes]:
        name = f"worker-{self.started}"
        self.started += 1
        worker = self._started(
            "worker", "--no-dashboard", "--nthreads", "1", *self.nanny, "--name", name,
            "--local-directory", str(self.folder), self.address, log=name,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def stop(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process:
                process.kill()  # the worker of a nanny ends with it
                process.wait()

    @property
    def _host(self) -> str:
        return "tls://127.0.0.1" if self.options else "tcp://127.0.0.1"

    def _started(self, kind: str, *arguments: str, log: str = "") -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli.dask_" + kind, *self.options, *arguments]
        with (self.folder / f"{log or kind}.log").open("wb") as file:
            return subprocess.Popen(
                command, stdout=file, stderr=file, env=self.environment, cwd=self.folder
            )


@contextmanager
def dask_cluster(
    folder: Path,
    workers: int,
    environment: Mapping[str, str] | None = None,
    *options: str,
    nanny: tuple[str, ...] = ("--no-nanny",),
) -> Iterator[DaskCluster]:
    """Start a cluster, and end its processes in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    cluster = DaskCluster(folder, {**os.environ, **(environment or {})}, options, nanny)
    with ExitStack() as stack:
        stack.callback(cluster.stop)
        cluster.start_scheduler()
        for _ in range(workers):
            cluster.start_worker()
        yield cluster
