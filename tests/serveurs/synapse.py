"""A real Synapse on loopback, in its own environment and folder, for tests and benchmarks.

Installed once under `.cache/` of the checkout (about 3 s with uv, a minute with pip), started in about 3 s on a free
port. It answers only on 127.0.0.1, federates with nobody, and is stopped by its own process.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from serveurs.environnements import python_with

SERVER_NAME = "lab.local"
_SHARED_SECRET = "lab-shared-secret"

_CONFIG = """
server_name: {name}
public_baseurl: {url}/
pid_file: {folder}/homeserver.pid
listeners:
  - port: {port}
    bind_addresses: ["127.0.0.1"]
    type: http
    tls: false
    resources: [{{names: [client], compress: false}}]
database: {{name: sqlite3, args: {{database: "{folder}/homeserver.db"}}}}
log_config: {folder}/log.yaml
media_store_path: {folder}/media
signing_key_path: {folder}/signing.key
registration_shared_secret: {secret}
macaroon_secret_key: lab-macaroon
form_secret: lab-form
bcrypt_rounds: 4
report_stats: false
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
send_federation: false
enable_registration: false
url_preview_enabled: false
presence: {{enabled: false}}
caches: {{sync_response_cache_duration: {sync_cache}}}
{limits}
"""
_NO_LIMITS = """
rc_message: &libre {per_second: 100000, burst_count: 100000}
rc_registration: *libre
rc_room_creation: *libre
rc_admin_redaction: *libre
rc_joins_per_room: *libre
rc_key_requests: *libre
rc_login: {address: *libre, account: *libre, failed_attempts: *libre}
rc_joins: {local: *libre, remote: *libre}
rc_invites: {per_room: *libre, per_user: *libre, per_issuer: *libre}
"""
_LOG = """
version: 1
formatters: {simple: {format: "%(asctime)s %(levelname)s %(name)s %(message)s"}}
handlers: {file: {class: logging.FileHandler, formatter: simple, filename: FOLDER/homeserver.log}}
root: {level: WARNING, handlers: [file]}
disable_existing_loggers: false
"""


def python_of_synapse() -> Path:
    """The interpreter of an environment that holds Synapse, installed now when it is not there yet."""
    return python_with("synapse")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Synapse:
    """One server in `folder`. `limits` keeps Synapse's own rate limits; otherwise there are none."""

    def __init__(self, folder: Path, *, limits: bool = False, sync_cache: str = "0s") -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        config = _CONFIG.format(
            name=SERVER_NAME,
            url=self.url,
            folder=folder,
            port=self.port,
            secret=_SHARED_SECRET,
            sync_cache=sync_cache,
            limits="" if limits else _NO_LIMITS,
        )
        (folder / "homeserver.yaml").write_text(config)
        (folder / "log.yaml").write_text(_LOG.replace("FOLDER", str(folder)))
        key = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        (folder / "signing.key").write_text(f"ed25519 a_test {key}\n")

    def start(self) -> None:
        """Start, and return once the server answers."""
        command = [python_of_synapse(), "-m", "synapse.app.homeserver", "-c", self.folder / "homeserver.yaml"]
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=output, stderr=output)
        deadline = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Synapse does not start:\n" + (self.folder / "output.log").read_text()[-4000:])
            time.sleep(0.05)

    def kill(self) -> None:
        """kill -9: nothing is flushed, nothing is said."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """The process stands still with its connections open, as a machine that lost its network."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def register(self, name: str, password: str = "lab-password", *, admin: bool = False) -> str:
        """Create an account and return its id."""
        where = f"{self.url}/_synapse/admin/v1/register"
        nonce = _json(where)["nonce"]
        words = [nonce, name, password, "admin" if admin else "notadmin"]
        mac = hmac.new(_SHARED_SECRET.encode(), "\0".join(words).encode(), hashlib.sha1).hexdigest()
        request = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        return str(_json(where, request)["user_id"])

    def _answers(self) -> bool:
        try:
            return "versions" in _json(f"{self.url}/_matrix/client/versions")
        except (urllib.error.URLError, OSError):
            return False

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, how)
            self._process.wait(30)
        self._process = None


def _json(where: str, body: dict[str, object] | None = None) -> dict[str, object]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(where, data, {"Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
        content: dict[str, object] = json.load(answer)
        return content
