"""DDP: logging in, subscribing, and the methods that clients older than 9.0 call."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from serveurs.rocketchat.limits import Limits
from serveurs.rocketchat.messages import World
from serveurs.rocketchat.session import Session, error
from serveurs.rocketchat.values import Date, Doc, Refusal, for_ddp

if TYPE_CHECKING:
    from serveurs.rocketchat.streams import Hub

_LOGGED_OUT = "You've been logged out by the server. Please log in again."
_ANY_STREAM = {"stream-notify-logged", "stream-notify-all", "stream-roles", "stream-user-presence", "stream-importers"}
_METEOR = {"meteor.loginServiceConfiguration", "meteor_autoupdate_clientVersions", "userData", "activeUsers"}
_SWALLOWED = object()


class Methods:
    """Answers `method` and `sub` frames."""

    def __init__(self, world: World, limits: Limits) -> None:
        self.world = world
        self.limits = limits
        self.hub: Hub

    def answer(self, session: Session, frame: Doc) -> None:
        if frame["msg"] == "sub":
            self._subscribe(session, frame)
        else:
            self._call(session, frame)

    # -------------------------------------------------------- subscriptions

    def _subscribe(self, session: Session, frame: Doc) -> None:
        identifier, name, params = str(frame.get("id")), str(frame.get("name")), frame.get("params") or []
        if identifier in session.subscriptions:
            if self.world.mode.streamer:
                session.send({"msg": "ready", "subs": [identifier]})
            return
        try:
            self.limits.frame(session.number, session.user, name)
            event = params[0] if params else ""
            self._allow(session, name, event)
        except Refusal as refusal:
            session.send({"msg": "nosub", "id": identifier, "error": error(refusal)})
            return
        if name == "stream-room-messages":
            self.hub.faults.of_gap(session.user)
        collection = params[1] if len(params) > 1 else False
        if collection is True or (isinstance(collection, dict) and collection.get("useCollection")):
            session.send({"msg": "added", "collection": name, "id": "id", "fields": {"eventName": event}})
        late = self.hub.faults.ready_after if self.hub.faults.befalls(session.user) else 0
        asyncio.get_running_loop().call_later(late, self._ready, session, identifier, (name, str(event)))

    def _ready(self, session: Session, identifier: str, subscription: tuple[str, str]) -> None:
        session.subscriptions[identifier] = subscription
        self.hub.counts.subscriptions_ever += 1
        session.send({"msg": "ready", "subs": [identifier]})

    def _allow(self, session: Session, name: str, event: object) -> None:
        """Refuse what the vendor's streams refuse to read."""
        world, user = self.world, session.user
        if name in _METEOR and not world.mode.streamer:
            return
        known = {"stream-room-messages", "stream-notify-room", "stream-notify-user", *_ANY_STREAM}
        if name not in known or not world.mode.streams:
            raise Refusal("404", f"Subscription '{name}' not found")
        if not isinstance(event, str) or not event:
            raise Refusal("invalid-event-name", "invalid-event-name")
        allowed = user is not None
        if name == "stream-room-messages" and (event != "__my_messages__" or not world.mode.my_messages):
            allowed = user is not None and event in world.rooms and world.can_see(world.rooms[event], user["_id"])
        elif name == "stream-notify-room":
            room = world.rooms.get(event.split("/")[0])
            allowed = user is not None and room is not None and world.can_see(room, user["_id"])
        elif name == "stream-notify-user":
            allowed = user is not None and event.split("/")[0] == user["_id"]
        if not allowed:
            raise Refusal("not-allowed", "not-allowed")

    # -------------------------------------------------------- methods

    def _call(self, session: Session, frame: Doc) -> None:
        identifier, name, params = frame.get("id"), str(frame.get("method")), frame.get("params") or []
        answer: Doc = {"msg": "result", "id": identifier}
        try:
            self.limits.frame(session.number, session.user, name)
            result = self._proxied(name, self._method(session, name)(session, params))
            answer |= {} if result is None or result is _SWALLOWED else {"result": for_ddp(result)}
        except Refusal as refusal:
            answer["error"] = error(refusal)
        except IndexError:  # fewer parameters than the method wants
            answer["error"] = error(Refusal("400", "Match failed"))
        updated = {"msg": "updated", "methods": [identifier]}
        for one in (answer, updated) if self.world.mode.streamer else (updated, answer):
            session.send(one)

    def _proxied(self, name: str, result: object) -> object:
        """The micro-services' proxy takes "nothing" for "no such method"."""
        if result is None and self.world.mode.streamer and not name.startswith(("stream-", "login", "logout")):
            raise Refusal("404", f"Method '{name}' not found")
        return result

    def _method(self, session: Session, name: str) -> Callable[[Session, list[object]], object]:
        written = {
            "login": self._login,
            "logout": lambda session, _: setattr(session, "user", None),
            "stream-notify-room": self._activity,
            "UserPresence:setDefaultStatus": lambda _session, _params: True,
            "UserPresence:online": lambda _session, _params: True,
        }
        if found := written.get(name):
            return found
        if not self.world.mode.knows(name) or name not in _METHODS:
            raise Refusal("404", f"Method '{name}' not found")
        if session.user is None:
            raise Refusal("error-invalid-user", "Invalid user")
        user = session.user
        return lambda _session, params: _METHODS[name](self.world, user, params)

    def _login(self, session: Session, params: list[object]) -> Doc | None:
        if session.cut_at_login:
            session.abort()
            return None
        given = params[0] if params and isinstance(params[0], dict) else {}
        token, kind = str(given.get("resume") or ""), "resume"
        user = self.world.user_of_token(token) if token else None
        if not token:
            user, kind = self._by_password(given), "password"
            token = self.world.new_token(user)
        if user is None:
            raise Refusal("403", _LOGGED_OUT)
        session.user, session.token = user, token
        if not self.world.mode.streamer:
            fields = {"username": user["username"], "emails": user["emails"]}
            session.send({"msg": "added", "collection": "users", "id": user["_id"], "fields": fields})
        personal = bool(user["__tokens"][token]["name"])
        expires = {} if personal else {"tokenExpires": Date(self.world.clock.now() + 90 * 86_400_000)}
        return {"id": user["_id"], "token": token, "type": kind, **expires}

    def _by_password(self, given: Doc) -> Doc:
        if not self.world.mode.passwords or not isinstance(given.get("user"), dict):
            raise Refusal("400", "Unrecognized options for login request")
        who, password = given["user"].get("username") or given["user"].get("email"), given.get("password")
        digest = password.get("digest") if isinstance(password, dict) else None
        user = self.world.user_of_password(str(who), None if digest else str(password), digest)
        if user is None:
            raise Refusal("403", "User not found")
        return user

    def _activity(self, session: Session, params: list[object]) -> None:
        """Typing. A wrong name fails silently, as it does at the vendor's."""
        event, name = str(params[0]), params[1] if len(params) > 1 else None
        room, _, what = event.partition("/")
        user = session.user
        key = "name" if self.world.settings["UI_Use_Real_Name"] else "username"
        if user is None or what != "user-activity" or user[key] != name:
            return
        given = params[2] if len(params) > 2 else []
        doing = [str(one) for one in given] if isinstance(given, list) else []
        self.hub.typing.append((user["username"], room, doing))
        origin = None if self.world.mode.streamer else session
        self.hub.publish("stream-notify-room", event, lambda _: params[1:], origin)


# ------------------------------------------------------------ what 9.0 removed


def _send(world: World, user: Doc, params: list[object]) -> object:
    """Refusals other than of rights are swallowed and look like a success: so the vendor's code has it."""
    try:
        return world.send(user, dict(params[0])) if isinstance(params[0], dict) else None
    except Refusal as refusal:
        if refusal.kind == "error-not-allowed":
            raise
        return _SWALLOWED


def _rooms(world: World, user: Doc, params: list[object]) -> object:
    rooms = world.rooms_of(user["_id"])
    if not params or not isinstance(params[0], Date):
        return rooms
    since = params[0]
    removed = [room for room in world.gone_rooms if room["_deletedAt"] > since]
    return {"update": [room for room in rooms if room["_updatedAt"] > since], "remove": removed}


def _subscriptions(world: World, user: Doc, params: list[object]) -> object:
    mine = [one for (_, uid), one in world.members.items() if uid == user["_id"]]
    if not params or not isinstance(params[0], Date):
        return mine
    since = params[0]
    gone = [one for one in world.gone_members if one["u"]["_id"] == user["_id"] and one["_deletedAt"] > since]
    return {"update": [one for one in mine if one["_updatedAt"] > since], "remove": gone}


def _load_history(world: World, user: Doc, params: list[object]) -> object:
    room = world.seen_room(str(params[0]), user["_id"])
    latest = params[1] if isinstance(params[1], Date) else None
    found = [m for m in world.of_room.get(room["_id"], ()) if latest is None or m["ts"] < latest]
    found.sort(key=lambda message: -message["ts"])
    most = params[2] if isinstance(params[2], int) else 20
    return {"messages": found[: most or None], "unreadNotLoaded": 0}


def _named_room(world: World, user: Doc, params: list[object]) -> Doc:
    for room in world.rooms.values():
        if params[0] in (room["_id"], room.get("name")) and world.can_see(room, user["_id"]):
            return room
    raise Refusal("error-not-allowed", "Not allowed")


def _join(world: World, user: Doc, params: list[object]) -> object:
    world.join(world.seen_room(str(params[0]), user["_id"]), user)
    return True


def _leave(world: World, user: Doc, params: list[object]) -> object:
    return world.leave(world.seen_room(str(params[0]), user["_id"]), user)


def _direct(world: World, user: Doc, params: list[object]) -> object:
    other = world.user_named(str(params[0]))
    if other is None:
        raise Refusal("error-invalid-user", "Invalid user")
    room = world.direct_room(user, other)
    return {"t": "d", "rid": room["_id"], **room}


def _react(world: World, user: Doc, params: list[object]) -> object:
    should = params[2] if len(params) > 2 and isinstance(params[2], bool) else None
    return world.react(user, str(params[1]), str(params[0]), should)


def _identified(params: list[object]) -> Doc:
    return params[0] if isinstance(params[0], dict) else {}


_METHODS: dict[str, Callable[[World, Doc, list[object]], object]] = {
    "sendMessage": _send,
    "updateMessage": lambda w, u, p: w.update(u, _identified(p).get("_id", ""), _identified(p).get("msg", "")) and None,
    "deleteMessage": lambda w, u, p: w.delete(u, _identified(p).get("_id", "")) and None,
    "setReaction": _react,
    "rooms/get": _rooms,
    "subscriptions/get": _subscriptions,
    "loadHistory": _load_history,
    "readMessages": lambda w, u, p: w.read(str(p[0]), u["_id"]),
    "getRoomIdByNameOrId": lambda w, u, p: _named_room(w, u, p)["_id"],
    "getRoomNameById": lambda w, u, p: _named_room(w, u, p).get("name"),
    "joinRoom": _join,
    "leaveRoom": _leave,
    "createDirectMessage": _direct,
    "getRoomRoles": lambda w, _u, p: [
        {"rid": one["rid"], "u": one["u"], "roles": one["roles"], "_id": one["_id"]}
        for one in w.members_of(str(p[0]))
        if one.get("roles")
    ],
    "openRoom": lambda _w, _u, _p: 1,
    "hideRoom": lambda _w, _u, _p: 1,
    "listEmojiCustom": lambda _w, _u, _p: [],
}
