"""What an operator must know of the server and of our account there. Only looks: joins nothing, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aiguilleur_bot.platforms.base import AuthLost, Forbidden, Gone, Invalid, PlatformError, Retry
from aiguilleur_bot.platforms.rocketchat.ddp import Pulse, Stream
from aiguilleur_bot.platforms.rocketchat.ears import Ears, Mode
from aiguilleur_bot.platforms.rocketchat.events import Me
from aiguilleur_bot.platforms.rocketchat.rest import Rest
from aiguilleur_bot.platforms.rocketchat.rooms import Rooms
from aiguilleur_bot.platforms.rocketchat.send import LONGEST
from aiguilleur_bot.platforms.untrusted import objects, said, string, strings

UNLIMITED = frozenset({"admin", "app", "bot"})
"""Roles that rate limits spare (`api-bypass-rate-limit`), as servers come."""

_SIZE = "Message_MaxAllowedSize"


@dataclass(frozen=True, slots=True)
class Server:
    """The server and our account there, now. `version` has no last number ("8.9"); "" when it does not say.

    `longest` is the longest message, in UTF-16 units. `roles` are ours.
    """

    version: str
    id: str
    username: str
    name: str = ""
    roles: tuple[str, ...] = ()
    longest: int = LONGEST

    @property
    def unlimited(self) -> bool:
        """Whether our role spares us the rate limits."""
        return bool(UNLIMITED & set(self.roles))

    @property
    def deletes(self) -> bool:
        """Whether we may delete our own messages: the role `bot` alone may not (`delete-own-message`)."""
        return bool({"admin", "user"} & set(self.roles))


async def look(rest: Rest) -> Server:
    """Who we are, and where. Raises AuthLost when the token is void, Retry when nobody answers."""
    me = await rest.get("me")
    return Server(
        version=await version(rest),
        id=string(me, "_id"),
        username=string(me, "username"),
        name=said(me, "name").strip(),
        roles=strings(me, "roles"),
        longest=await _longest(rest),
    )


async def version(rest: Rest) -> str:
    """What runs there, "" when it does not say. Needs no account. Raises Retry when nobody answers."""
    try:
        answer = await rest.get("info", api_path="/api/")
    except (AuthLost, Forbidden, Gone, Invalid):
        return ""
    return string(answer, "version") or string(answer, "info", "version")


async def streams(rest: Rest, rooms: Rooms, pulse: Pulse | None = None) -> Mode:
    """How we would hear there: tried on a connection of its own. Raises Retry when it does not open."""
    stream = Stream(rest.server, pulse or Pulse())
    ears = Ears(stream)
    try:
        await stream.open(rest.token)
        await ears.listen(rest.account_id, [room.id for room in rooms])
    except (AuthLost, Invalid):
        return Mode.LECTURE
    finally:
        await stream.close()
    return ears.mode


async def rooms_of(rest: Rest, me: Server, configured: Iterable[str] = ()) -> Rooms:
    """The rooms we are in, with what is wrong with each (`encrypted`, `read_only`). Raises PlatformError."""
    rooms = Rooms(rest, configured)
    rooms.me = Me(me.id, me.username, me.name)
    await rooms.look()
    return rooms


async def is_public(rest: Rest, name: str) -> bool:
    """Whether a public room has that name ("#entraide"): we may enter it by ourselves. Raises Retry, AuthLost."""
    try:
        found = await rest.get("channels.info", roomName=name.removeprefix("#"))
    except (Forbidden, Gone, Invalid):
        return False
    return bool(string(found, "channel", "_id"))


async def exists(rest: Rest, account: str) -> bool:
    """Whether the server knows the account ("@camille"). True when it does not tell: only a clear no counts."""
    try:
        found = await rest.get("users.info", username=account.removeprefix("@"))
    except Forbidden:
        return True
    except (Gone, Invalid):
        return False
    return bool(string(found, "user", "_id"))


async def _longest(rest: Rest) -> int:
    for asked in ({"_id": _SIZE}, {"query": f'{{"_id":"{_SIZE}"}}'}):  # the second one for servers before 7
        try:
            answer = await rest.get("settings.public", **asked)
        except (AuthLost, Retry):
            raise
        except PlatformError:
            continue
        for setting in objects(answer, "settings"):
            value = setting.get("value")
            if string(setting, "_id") == _SIZE and isinstance(value, int) and not isinstance(value, bool) and value > 0:
                return value
    return LONGEST
