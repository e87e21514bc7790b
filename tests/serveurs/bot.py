"""The real bot, as an operator runs it: `aiguilleur lancer` in a process of its own, on a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 60.0


class Bot:
    """One installation in `folder`: its settings, its secrets, its database, its process."""

    def __init__(
        self, folder: Path, server: str, account: str, password: str = "lab-password", **settings: object
    ) -> None:
        self.folder = folder
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        secrets = folder / "secrets"
        secrets.mkdir(parents=True, mode=0o700)
        _secret(secrets / "cle", "00112233445566778899aabbccddeeff")
        _secret(secrets / "matrix", password)
        tree = {
            "cle": {"fichier": "secrets/cle"},
            "plateformes": {
                "matrix": {
                    "serveur": server,
                    "compte": account,
                    "mot_de_passe": {"fichier": "secrets/matrix"},
                    "invitations": ["@*:lab.local"],
                }
            },
            "web": {"adresse": "127.0.0.1", "port": self.port},
            **settings,
        }
        (folder / "aiguilleur.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")

    @property
    def log(self) -> str:
        return (self.folder / "journal.log").read_text(encoding="utf-8", errors="replace")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> float:
        """Start, return once ready, with how many seconds it took."""
        command = [sys.executable, "-m", "aiguilleur_bot", "lancer", "--config", str(self.folder / "aiguilleur.yaml")]
        environment = {**os.environ, "XDG_CACHE_HOME": str(ROOT / ".cache" / "tests")}
        began = time.monotonic()
        with (self.folder / "journal.log").open("ab") as output:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=output, stderr=output, env=environment)
        while not self.ready():
            if self._process.poll() is not None or time.monotonic() - began > READY_WITHIN:
                raise RuntimeError(f"the bot is not ready:\n{self.log[-4000:]}")
            time.sleep(0.05)
        return time.monotonic() - began

    def ready(self) -> bool:
        """What /readyz says."""
        return self.get("/readyz") is not None

    def get(self, where: str) -> object | None:
        """The JSON of a page of the bot, None unless it is there and well."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://127.0.0.1:{self.port}{where}", timeout=5) as answer:
                content: object = json.load(answer)
                return content
        except (urllib.error.URLError, OSError, ValueError):
            return None

    def kill(self) -> None:
        """kill -9."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        return self._end(signal.SIGTERM)

    def wait(self, within: float = 60.0) -> int:
        """The exit code of a bot that stops by itself."""
        assert self._process is not None
        return self._process.wait(within)

    def _end(self, how: signal.Signals) -> int:
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(how)
        code = self._process.wait(30)
        self._process = None
        return code


def _secret(path: Path, value: str) -> None:
    path.write_text(value + "\n", encoding="ascii")
    path.chmod(0o600)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
