"""Rooms of the emulator: made, joined, left, closed to whom; as the vendor's methods do it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from serveurs.rocketchat.memory import Memory
from serveurs.rocketchat.values import Doc, Refusal, new_id

_NAME = re.compile(r"[0-9a-zA-Z\-_.]+")


class Rooms(Memory):
    """Who is where."""

    def create_room(self, kind: str, name: str, owner: Doc, usernames: Iterable[str] = (), **options: object) -> Doc:
        """A channel ("c") or a private group ("p"). People the server does not know are passed over in silence."""
        if not _NAME.fullmatch(name):
            raise Refusal("error-invalid-room-name", f"{name} is not a valid room name", channel_name=name)
        if any(room.get("name") == name for room in self.rooms.values()):
            raise Refusal("error-duplicate-channel-name", f"A channel with name '{name}' exists", channel_name=name)
        if kind == "p" and self.settings["E2E_Enabled_Default_PrivateRooms"]:
            options.setdefault("encrypted", True)
        named = {"name": name, "fname": name, "u": {"_id": owner["_id"], "username": owner["username"]}}
        room = self._room(kind, **{**named, "ro": False, "sysMes": True, "default": False, **options})
        self._subscribe(room, owner, roles=["owner"])
        for username in usernames:
            if (user := self.user_named(username)) and self.member(room["_id"], user["_id"]) is None:
                self._subscribe(room, user)
                self.system(room, "au", username, owner)
        return room

    def direct_room(self, *users: Doc) -> Doc:
        """The direct room of exactly these people, found or made."""
        people = {user["_id"]: user for user in users}
        for room in self.rooms.values():
            if room["t"] == "d" and set(room["uids"]) == set(people):
                return room
        given = {"_id": "".join(sorted(people))} if self.mode.directs_by_id and len(people) == 2 else {}
        names = [user["username"] for user in people.values()]
        room = self._room("d", uids=list(people), usernames=names, u=self.signature(users[0]), **given)
        for user in people.values():
            others = [other for other in people.values() if other is not user] or [user]
            names_shown = {key: ", ".join(str(other[key]) for other in others) for key in ("username", "name")}
            self._subscribe(room, user, name=names_shown["username"], fname=names_shown["name"])
        return room

    def join(self, room: Doc, user: Doc) -> None:
        if self.member(room["_id"], user["_id"]) is None:
            if room["t"] != "c":
                raise Refusal("error-not-allowed", "Not allowed")
            self._subscribe(room, user)
            self.system(room, "uj", user["username"], user)

    def add(self, room: Doc, user: Doc, by: Doc) -> None:
        """Put somebody into a room; nobody asks them. The adder must own the room (`add-user-to-joined-room`)."""
        if not self.owns(room["_id"], by["_id"]) and "admin" not in by["roles"]:
            raise Refusal("error-not-allowed", "Not allowed")
        if ":" in user["username"] and not room.get("federated"):
            why = "Cannot add federated users to non-federated rooms"
            raise Refusal("error-federated-users-in-non-federated-rooms", why)
        if self.member(room["_id"], user["_id"]) is None:
            self._subscribe(room, user)
            self.system(room, "au", user["username"], by)

    def leave(self, room: Doc, user: Doc) -> None:
        if room["t"] == "d":
            raise Refusal("error-not-allowed", "Not allowed")
        one = self.member(room["_id"], user["_id"])
        if one is None:
            raise Refusal("error-user-not-in-room", "You are not in this room")
        self._refuse_last_owner(room, one)
        self._unsubscribe(room, one)
        self.system(room, "ul", user["username"], user)

    def kick(self, room: Doc, user: Doc, by: Doc) -> None:
        if not self.owns(room["_id"], by["_id"]) and "admin" not in by["roles"]:
            raise Refusal("error-not-allowed", "Not allowed")
        one = self.member(room["_id"], user["_id"])
        if one is None:
            raise Refusal("error-user-not-in-room", "User is not in this room")
        self._refuse_last_owner(room, one)
        self._unsubscribe(room, one)
        self.system(room, "ru", user["username"], by)

    def _refuse_last_owner(self, room: Doc, one: Doc) -> None:
        if [other for other in self.members_of(room["_id"]) if "owner" in other.get("roles", ())] == [one]:
            why = "You are the last owner. Please set new owner before leaving the room."
            raise Refusal("error-you-are-last-owner", why)

    def make_owner(self, room: Doc, user: Doc) -> None:
        one = self.member(room["_id"], user["_id"])
        if one is None:
            raise Refusal("error-user-not-in-room", "User is not in this room")
        self.touch(one, roles=sorted({*one.get("roles", ()), "owner"}))
        self.member_changed(one)

    def remove_room(self, room: Doc) -> None:
        for one in self.members_of(room["_id"]):
            self._unsubscribe(room, one)
        for message in list(self.of_room.get(room["_id"], ())):
            self.drop_message(message)
        del self.rooms[room["_id"]]
        self.gone_rooms.append({"_id": room["_id"], "_deletedAt": self.clock.now()})

    def read(self, rid: str, uid: str) -> None:
        one = self.member(rid, uid)
        if one is None:
            raise Refusal("error-invalid-subscription", "Invalid subscription")
        self.touch(one, unread=0, userMentions=0, groupMentions=0, alert=False, open=True, ls=self.clock.now())
        one.pop("tunread", None)
        self.member_changed(one)

    def system(self, room: Doc, kind: str, text: str, user: Doc) -> Doc:
        """A message of the server itself: `t` says which."""
        message = {**self.stamp(room["_id"], user, text), "t": kind, "groupable": False}
        self.keep_message(message)
        self.touch(room, msgs=room["msgs"] + 1)
        self.streams.message(message)
        self.room_changed(room)
        return message

    def _room(self, kind: str, **more: object) -> Doc:
        now = self.clock.now()
        room: Doc = {"_id": new_id(), "t": kind, "msgs": 0, "usersCount": 0, "ts": now, "_updatedAt": now, **more}
        self.rooms[room["_id"]] = room
        return room

    def _subscribe(self, room: Doc, user: Doc, **more: object) -> Doc:
        now = self.clock.now()
        one: Doc = {
            "_id": new_id(),
            "rid": room["_id"],
            "t": room["t"],
            "name": room.get("name", ""),
            "fname": room.get("fname", ""),
            "u": self.signature(user),
            "ts": now,
            "ls": now,
            "open": True,
            "alert": False,
            "unread": 0,
            "userMentions": 0,
            "groupMentions": 0,
            "_updatedAt": now,
            **more,
        }
        if room.get("encrypted"):
            one["encrypted"] = True
        self.members[room["_id"], user["_id"]] = one
        self.touch(room, usersCount=room["usersCount"] + 1)
        self.member_changed(one, "inserted")
        self.streams.user(user["_id"], "rooms-changed", "inserted", room)
        return one

    def _unsubscribe(self, room: Doc, one: Doc) -> None:
        del self.members[room["_id"], one["u"]["_id"]]
        self.gone_members.append({"_id": one["_id"], "u": one["u"], "_deletedAt": self.clock.now()})
        self.touch(room, usersCount=room["usersCount"] - 1)
        old = {"_id": one["_id"], "rid": one["rid"], "u": one["u"]}  # all that 6.x kept of it
        self.member_changed(one if self.mode.major >= 8 else old, "removed")
