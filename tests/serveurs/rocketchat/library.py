"""A person in Python: rocketchat-API as its readme says to use it. It blocks: `await asyncio.to_thread(asks, …)`."""

from __future__ import annotations

import time
from typing import Any

from rocketchat_API.rocketchat import RocketChat as Library
from serveurs.rocketchat.server import Account

_ENOUGH = 20.0


def asks(url: str, who: Account, room: str, words: str, bot: str) -> dict[str, Any]:
    """`who` says `words` in the channel `room`, and reads it until `bot` (a username) answers in the thread."""
    library = Library(who.username, who.password, server_url=url)
    try:
        sent = library.chat_send_message({"rid": room, "msg": words})["message"]["_id"]
        deadline = time.monotonic() + _ENOUGH
        while time.monotonic() < deadline:
            for message in library.channels_history(room, count=50):
                if message["u"]["username"] == bot and message.get("tmid") == sent:
                    return dict(message)
            time.sleep(0.1)
        raise AssertionError(f"{bot} never answered « {words} »")
    finally:
        library.logout()
