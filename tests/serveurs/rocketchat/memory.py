"""What the server remembers: people, rooms, memberships, messages; and who may see what."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from typing import Protocol

from serveurs.rocketchat.modes import Mode
from serveurs.rocketchat.values import Clock, Date, Doc, Refusal, new_id

BYPASS = frozenset({"admin", "bot", "app"})
# Names of the vendor's emoji list that people and bots use here; a test may add others.
_EMOJIS = """+1 -1 thumbsup thumbsdown eyes one two three four five six seven eight nine keycap_ten zero heart tada
 wave pray raising_hand
 person_raising_hand compass white_check_mark ballot_box_with_check x question grey_question exclamation
 hourglass hourglass_flowing_sand smile grin ok_hand clap memo telephone telephone_receiver bell no_bell lock mag
 bulb star arrow_right arrow_left repeat speech_balloon handshake muscle rocket sparkles thinking confused cry sob
 raised_hand raised_hand_tone3
 slight_smile busts_in_silhouette hand_splayed point_right robot warning no_entry ok cool new"""


class Streams(Protocol):
    """Who is told what happens, while connected."""

    def message(self, message: Doc) -> None: ...

    def deleted(self, room: str, message: str) -> None: ...

    def user(self, user: str, event: str, *args: object) -> None: ...

    def close_sessions(self, user: str, token: str | None = None) -> None: ...


class Memory:
    """The database, its indexes, and the rules of access. `later`: what the server does a moment afterwards."""

    streams: Streams

    def __init__(self, mode: Mode, clock: Clock, **settings: object) -> None:
        self.mode = mode
        self.clock = clock
        self.settings: dict[str, object] = {
            "Message_MaxAllowedSize": 5000,
            "E2E_Enable": True,
            "E2E_Allow_Unencrypted_Messages": False,
            "E2E_Enabled_Default_PrivateRooms": False,
            "Message_AllowEditing": True,
            "Message_AllowDeleting": True,
            "Message_ShowDeletedStatus": False,
            "UI_Use_Real_Name": False,
            "Threads_enabled": True,
            **settings,
        }
        self.later: Callable[[Callable[[], None]], None] = lambda _: None
        self.users: dict[str, Doc] = {}
        self.rooms: dict[str, Doc] = {}
        self.members: dict[tuple[str, str], Doc] = {}
        self.messages: dict[str, Doc] = {}
        self.of_room: dict[str, list[Doc]] = {}
        self.gone_messages: list[Doc] = []
        self.gone_members: list[Doc] = []
        self.gone_rooms: list[Doc] = []
        self.emojis = {f":{name}:" for name in _EMOJIS.split()}

    # -------------------------------------------------------- people

    def add_user(self, username: str, name: str, roles: Iterable[str], password: str) -> Doc:
        now = self.clock.now()
        user: Doc = {
            "_id": new_id(),
            "createdAt": now,
            "username": username,
            "name": name,
            "emails": [{"address": f"{username}@exemple.org", "verified": True}],
            "type": "bot" if "bot" in roles else "user",
            "status": "online",
            "statusConnection": "online",
            "active": True,
            "roles": list(roles),
            "utcOffset": 1,
            "_updatedAt": now,
            "__password": password,
            "__tokens": {},
        }
        self.users[user["_id"]] = user
        return user

    def new_token(self, user: Doc, name: str = "", **more: object) -> str:
        """A login token; with a `name`, a personal access token, which does not expire."""
        token = secrets.token_urlsafe(32)
        user["__tokens"][token] = {"name": name, "createdAt": self.clock.now(), "lastTokenPart": token[-6:], **more}
        return token

    def forget_tokens(self, user: Doc) -> None:
        user["__tokens"].clear()
        self.streams.close_sessions(user["_id"])

    def user_of_token(self, token: str) -> Doc | None:
        return next((user for user in self.users.values() if token in user["__tokens"] and user["active"]), None)

    def user_of_password(self, who: str, password: str | None = None, digest: str | None = None) -> Doc | None:
        user = self.user_named(who) or next((u for u in self.users.values() if u["emails"][0]["address"] == who), None)
        if user is None or not user["active"]:
            return None
        right = user["__password"]
        same = password == right or digest == hashlib.sha256(right.encode()).hexdigest()
        return user if same else None

    def user_named(self, username: str) -> Doc | None:
        return next((user for user in self.users.values() if user["username"] == username), None)

    def bypasses(self, user: Doc) -> bool:
        """The permission `api-bypass-rate-limit`, as it is given by default."""
        return bool(BYPASS & set(user["roles"]))

    # -------------------------------------------------------- access

    def member(self, rid: str, uid: str) -> Doc | None:
        return self.members.get((rid, uid))

    def members_of(self, rid: str) -> list[Doc]:
        return [one for (room, _), one in self.members.items() if room == rid]

    def rooms_of(self, uid: str) -> list[Doc]:
        return [self.rooms[rid] for (rid, who) in self.members if who == uid]

    def can_see(self, room: Doc, uid: str) -> bool:
        return room["t"] == "c" or (room["_id"], uid) in self.members

    def seen_room(self, rid: str | None, uid: str) -> Doc:
        """The room, when `uid` may look into it; refused otherwise, without saying why."""
        room = self.rooms.get(rid or "")
        if room is None or not self.can_see(room, uid):
            raise Refusal("error-not-allowed", "Not allowed")
        return room

    def owns(self, rid: str, uid: str) -> bool:
        return "owner" in (self.members.get((rid, uid)) or {}).get("roles", ())

    # -------------------------------------------------------- keeping

    def touch(self, doc: Doc, **changes: object) -> Doc:
        """Write, and stamp `_updatedAt` as every write does."""
        doc.update(changes)
        doc["_updatedAt"] = self.clock.now()
        return doc

    def room_changed(self, room: Doc, how: str = "updated") -> None:
        for one in self.members_of(room["_id"]):
            self.streams.user(one["u"]["_id"], "rooms-changed", how, room)

    def member_changed(self, one: Doc, how: str = "updated") -> None:
        self.streams.user(one["u"]["_id"], "subscriptions-changed", how, one)

    def keep_message(self, message: Doc) -> None:
        self.messages[message["_id"]] = message
        self.of_room.setdefault(message["rid"], []).append(message)

    def drop_message(self, message: Doc) -> None:
        del self.messages[message["_id"]]
        self.of_room[message["rid"]].remove(message)
        deleted = {"_id": message["_id"], "rid": message["rid"], "ts": message["ts"]}
        self.gone_messages.append({**deleted, "_deletedAt": self.clock.now()})

    def signature(self, user: Doc) -> Doc:
        """How a user is named inside other documents."""
        return {"_id": user["_id"], "username": user["username"], "name": user["name"]}

    def stamp(self, rid: str, user: Doc, text: str) -> Doc:
        """The bones every message has."""
        now: Date = self.clock.now()
        message = {"_id": new_id(), "rid": rid, "msg": text, "ts": now, "u": self.signature(user), "_updatedAt": now}
        return {**message, "urls": [], "mentions": [], "channels": []}
