"""The smallest bot Rocket.Chat allows: what a round trip costs when nothing is thought about. For `make bench` only.

    python tests/banc/echo_bot_rocketchat.py SERVER USER_ID TOKEN

It prints READY once it listens, and answers each text of a room it is in with the same text, in a thread. It keeps
nothing: messages sent while it is down are lost, and a lost answer is not sent again.
"""

from __future__ import annotations

import asyncio
import json
import sys

import aiohttp


async def main(server: str, user: str, token: str) -> None:
    headers = {"X-Auth-Token": token, "X-User-Id": user}
    frames: list[dict[str, object]] = [
        {"msg": "connect", "version": "1", "support": ["1"]},
        {"msg": "method", "method": "login", "id": "1", "params": [{"resume": token}]},
        {"msg": "sub", "id": "s", "name": "stream-room-messages", "params": ["__my_messages__", False]},
    ]
    address = f"{server.replace('http', 'ws', 1)}/websocket"
    async with aiohttp.ClientSession(headers=headers) as session, session.ws_connect(address) as socket:
        for frame in frames:
            await socket.send_json(frame)
        async for received in socket:
            heard = json.loads(received.data)
            if heard.get("msg") == "ping":
                await socket.send_json({"msg": "pong"})
            elif heard.get("msg") == "ready":
                print("READY", flush=True)
            elif heard.get("collection") == "stream-room-messages":
                message, about = heard["fields"]["args"]
                known = "t" in message or "editedAt" in message or "tcount" in message
                if about["roomParticipant"] and message["u"]["_id"] != user and not known:
                    answer = {"rid": message["rid"], "tmid": message["_id"], "msg": message["msg"]}
                    await session.post(f"{server}/api/v1/chat.sendMessage", json={"message": answer})


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
