"""The smallest bot matrix-nio allows: what a round trip costs when nothing is thought about. For `make bench` only.

    python tests/banc/echo_bot.py SERVER ACCOUNT PASSWORD

It prints READY once it listens, joins every room it is invited to, and answers each text with a notice in a thread.
It keeps nothing: messages sent while it is down are lost, and a crash may answer twice or never.
"""

from __future__ import annotations

import asyncio
import sys

from nio import AsyncClient, AsyncClientConfig, InviteMemberEvent, MatrixRoom, RoomMessageText


async def main(server: str, account: str, password: str) -> None:
    client = AsyncClient(server, account, config=AsyncClientConfig(max_timeout_retry_wait_time=2))
    login = await client.login(password)
    if not client.access_token:
        sys.exit(f"login refused: {login}")

    async def answer(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender == account:
            return
        relation = {"rel_type": "m.thread", "event_id": event.event_id, "is_falling_back": True}
        content = {"msgtype": "m.notice", "body": event.body, "m.relates_to": relation}
        await client.room_send(room.room_id, "m.room.message", content, tx_id=f"echo-{event.event_id}")

    async def join(room: MatrixRoom, event: InviteMemberEvent) -> None:
        if event.state_key == account and event.membership == "invite":
            await client.join(room.room_id)

    # A first look without any history, before listening: old messages are not answered.
    await client.sync(timeout=0, full_state=True, sync_filter={"room": {"timeline": {"limit": 0}}})
    for room in list(client.invited_rooms):
        await client.join(room)
    client.add_event_callback(answer, RoomMessageText)
    client.add_event_callback(join, InviteMemberEvent)
    print("READY", flush=True)
    try:
        await client.sync_forever(30_000, sync_filter={"room": {"timeline": {"limit": 100, "not_senders": [account]}}})
    finally:
        await client.close()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
