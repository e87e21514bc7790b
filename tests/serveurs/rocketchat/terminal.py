"""A person at a terminal: rocket-term, a client we did not write, in tmux; what they see is read off the screen."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from serveurs.environnements import python_with
from serveurs.rocketchat.server import Account, RocketChat

_ENOUGH = 20.0
_SETTINGS = """[connection]
server = {server}
rest_protocol = http://
realtime_protocol = ws://
username = {username}
auth_type = cleartext
password = {password}
[global]
default_room = {room}
"""


class Terminal:
    """One window of 110 columns and 40 lines."""

    def __init__(self, socket: str) -> None:
        self._socket = socket

    async def say(self, words: str) -> None:
        """Type `words`, then Enter."""
        await self._tmux("send-keys", "-t", "personne", "-l", words)
        await self._tmux("send-keys", "-t", "personne", "Enter")

    async def screen(self) -> str:
        return await self._tmux("capture-pane", "-t", "personne", "-p")

    async def read(self, *wanted: str) -> str:
        """The screen, once it shows all that is `wanted`."""
        seen = ""
        try:
            async with asyncio.timeout(_ENOUGH):
                while not all(one in seen for one in wanted):
                    await asyncio.sleep(0.1)
                    seen = await self.screen()
        except TimeoutError:
            raise AssertionError(f"{wanted} never came on the screen:\n{seen}") from None
        return seen

    async def _tmux(self, *arguments: str) -> str:
        process = await asyncio.create_subprocess_exec(
            "tmux", "-L", self._socket, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"tmux {arguments[0]}: {err.decode()}")
        return out.decode()


@asynccontextmanager
async def terminal(server: RocketChat, account: Account, room: str, folder: Path) -> AsyncIterator[Terminal]:
    """`account` at their terminal, in `room` ("#name" for a channel, "@name" for a person)."""
    if shutil.which("tmux") is None:
        raise RuntimeError("tmux is not installed: apt-get install tmux")
    program = python_with("rocket-term").with_name("rocketterm")
    settings = folder / "rocket-term.ini"
    about = {"server": urlsplit(server.url).netloc, "username": account.username, "password": account.password}
    settings.write_text(_SETTINGS.format(room=room, **about), encoding="utf-8")
    settings.chmod(0o600)
    window = Terminal(f"aiguilleur-{uuid.uuid4().hex[:8]}")
    command = f"LC_ALL=C.UTF-8 TERM=screen-256color {program} --config {settings} --logfile {folder}/rocket-term.log"
    size = ("-x", "110", "-y", "40")
    await window._tmux("-f", "/dev/null", "new-session", "-d", "-s", "personne", *size, command)
    try:
        yield window
    finally:
        await window._tmux("kill-server")
