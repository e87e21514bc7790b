"""A real PostgreSQL on loopback, in a folder of its own, stopped by its own process."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

_SAFE_TO_LOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def server_programs() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest one, where Debian puts them; None when not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


class Postgresql:
    """One cluster. PostgreSQL refuses to run as root: then it runs as its own account, `postgres`."""

    def __init__(self) -> None:
        programs = server_programs()
        assert programs is not None
        self._programs = programs
        self._account = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="aiguilleur-pg-"))
        if self._account:
            os.chown(self.folder, pwd.getpwnam(self._account).pw_uid, -1)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"postgresql://essai@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Create the cluster, start it, return once it answers."""
        data = self.folder / "data"
        self._run("initdb", "-D", data, "-U", "essai", "--auth=trust", "--encoding=UTF8", "--no-sync").wait(60)
        settings = [part for setting in _SAFE_TO_LOSE for part in ("-c", setting)]
        self._process = self._run(
            "postgres", "-D", data, "-p", str(self.port), "-h", "127.0.0.1", "-k", self.folder, *settings
        )
        deadline = time.monotonic() + 30
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL does not start:\n" + (self.folder / "journal").read_text())
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop at once, and leave nothing behind."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _answers(self) -> bool:
        """Not only listens: while it starts up it refuses whoever comes."""
        return self._run("pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)).wait(10) == 0

    def _run(self, program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        with (self.folder / "journal").open("ab") as output:
            return subprocess.Popen(
                [self._programs / program, *arguments],
                cwd="/",
                stdout=output,
                stderr=output,
                user=self._account,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            )
