"""REST endpoints about rooms: which there are, who is in them, and what was said there."""

from __future__ import annotations

from typing import Any

from serveurs.rocketchat.history import history, paged
from serveurs.rocketchat.rest import Call, Endpoint
from serveurs.rocketchat.values import Doc, Refusal, read_date

_WORD = {"c": "channel", "p": "group", "d": "room"}


# ------------------------------------------------------------ everything at once


def _rooms(call: Call) -> Doc:
    rooms = call.world.rooms_of(call.user["_id"])
    if "updatedSince" not in call.given:
        return {"update": rooms, "remove": []}
    since = read_date(call.given["updatedSince"], "error-updatedSince-param-invalid")
    gone = [room for room in call.world.gone_rooms if room["_deletedAt"] > since]
    return {"update": [room for room in rooms if room["_updatedAt"] > since], "remove": gone}


def _subscriptions(call: Call) -> Doc:
    mine = [one for (_, uid), one in call.world.members.items() if uid == call.user["_id"]]
    if "updatedSince" not in call.given:
        return {"update": mine, "remove": []}
    since = read_date(call.given["updatedSince"], "error-roomId-param-invalid")
    gone = [one for one in call.world.gone_members if one["u"]["_id"] == call.user["_id"] and one["_deletedAt"] > since]
    removed = [{"_id": one["_id"], "_deletedAt": one["_deletedAt"]} for one in gone]
    return {"update": [one for one in mine if one["_updatedAt"] > since], "remove": removed}


def _subscription(call: Call) -> Doc:
    return {"subscription": call.world.member(call.given["roomId"], call.user["_id"])}


def _read(call: Call) -> Doc:
    call.world.read(str(call.given.get("rid") or call.given.get("roomId")), call.user["_id"])
    return {}


def _room_info(call: Call) -> Doc:
    return {"room": _found(call, "dcp")}


# ------------------------------------------------------------ one kind of room


def _found(call: Call, kinds: str, *, own: bool = False) -> Doc:
    """The room that the request names. `own`: we must be in it, even to look."""
    world, given = call.world, call.given
    name = given.get("roomName") or given.get("name")
    room = world.rooms.get(str(given.get("roomId") or ""))
    if room is None and name:
        room = next((one for one in world.rooms.values() if one.get("name") == name), None)
    hidden = room is not None and not world.can_see(room, call.user["_id"])
    absent = room is not None and own and world.member(room["_id"], call.user["_id"]) is None
    if room is None or room["t"] not in kinds or hidden or absent:
        wanted = "roomId" if given.get("roomId") else "roomName"
        raise Refusal(
            "error-room-not-found", f'The required "{wanted}" param provided does not match any {_WORD[kinds[-1]]}'
        )
    return room


def _info(kind: str) -> Any:
    return lambda call: {_WORD[kind]: _found(call, kind)}


def _history(kind: str) -> Any:
    return lambda call: {"messages": history(call.world, _found(call, kind, own=kind != "c")["_id"], call.given)}


def _members(kind: str) -> Any:
    def answer(call: Call) -> Doc:
        room = _found(call, kind)
        users = [call.world.users[one["u"]["_id"]] for one in call.world.members_of(room["_id"])]
        keys = ("_id", "username", "name", "status", "utcOffset")
        shown = sorted(({key: user[key] for key in keys} for user in users), key=lambda user: str(user["username"]))
        return paged(shown, call.given, "members")

    return answer


def _roles(kind: str) -> Any:
    def answer(call: Call) -> Doc:
        there = call.world.members_of(_found(call, kind)["_id"])
        having = [one for one in there if one.get("roles")]
        return {"roles": [{key: one[key] for key in ("_id", "rid", "u", "roles")} for one in having]}

    return answer


def _list(kind: str, key: str) -> Any:
    def answer(call: Call) -> Doc:
        rooms = [room for room in call.world.rooms_of(call.user["_id"]) if room["t"] == kind]
        return paged(rooms, call.given, key)

    return answer


def _all_channels(call: Call) -> Doc:
    return paged([room for room in call.world.rooms.values() if room["t"] == "c"], call.given, "channels")


def _create(kind: str) -> Any:
    def answer(call: Call) -> Doc:
        given = call.given
        extra = given.get("extraData") or {}
        options = {"ro": bool(given.get("readOnly"))} | ({"encrypted": True} if extra.get("encrypted") else {})
        members = given.get("members") or ()
        return {_WORD[kind]: call.world.create_room(kind, str(given["name"]), call.user, members, **options)}

    return answer


def _invite(kind: str) -> Any:
    def answer(call: Call) -> Doc:
        room = _found(call, kind)
        for user in _people(call):
            call.world.add(room, user, call.user)
        return {_WORD[kind]: room}

    return answer


def _kick(kind: str) -> Any:
    def answer(call: Call) -> Doc:
        room = _found(call, kind)
        for user in _people(call):
            call.world.kick(room, user, call.user)
        return {_WORD[kind]: room} if kind == "c" else {}

    return answer


def _leave(kind: str) -> Any:
    def answer(call: Call) -> Doc:
        room = _found(call, kind)
        call.world.leave(room, call.user)
        return {_WORD[kind]: room} if kind == "c" else {}

    return answer


def _add_owner(kind: str) -> Any:
    def answer(call: Call) -> Doc:
        room = _found(call, kind)
        if not call.world.owns(room["_id"], call.user["_id"]):
            raise Refusal("error-not-allowed", "Not allowed")
        call.world.make_owner(room, _people(call)[0])
        return {}

    return answer


def _people(call: Call) -> list[Doc]:
    ids = call.given.get("userIds") or [call.given.get("userId")]
    users = [call.world.users.get(str(one)) for one in ids]
    if call.given.get("username"):
        users = [call.world.user_named(str(call.given["username"]))]
    found = [user for user in users if user is not None]
    if len(found) < len(users):
        raise Refusal("error-invalid-user", "The required user does not exist")
    return found


def _join(call: Call) -> Doc:
    room = _found(call, "c")
    call.world.join(room, call.user)
    return {"channel": room}


def _delete(kind: str) -> Any:
    def answer(call: Call) -> Doc:
        room = _found(call, kind)
        if not call.world.owns(room["_id"], call.user["_id"]):
            raise Refusal("error-not-allowed", "Not allowed")
        call.world.remove_room(room)
        return {}

    return answer


def _direct(call: Call) -> Doc:
    names = (
        [call.given.get("username")]
        if call.given.get("username")
        else str(call.given.get("usernames") or "").split(",")
    )
    people = [call.world.user_named(str(name).strip()) for name in names]
    found = [user for user in people if user is not None]
    if not found or len(found) < len(people):
        raise Refusal("error-invalid-user", "Invalid user")
    room = call.world.direct_room(*([] if call.given.get("excludeSelf") else [call.user]), *found)
    return {"room": {**room, "rid": room["_id"]}}


_WHERE = ("roomId", "roomName")
_PAST = ("latest", "oldest", "inclusive", "offset", "count", "unreads", "sort", "showThreadMessages")
_PAGES = ("offset", "count", "sort", "query", "fields")
_WHO = ("userId", "username", "userIds")


def _of_kind(prefix: str, kind: str) -> dict[tuple[str, str], Endpoint]:
    return {
        ("GET", f"{prefix}.info"): Endpoint(_info(kind), (), _WHERE),
        ("GET", f"{prefix}.history"): Endpoint(_history(kind), ("roomId",), _PAST),
        ("GET", f"{prefix}.members"): Endpoint(_members(kind), (), (*_WHERE, *_PAGES, "filter", "status")),
        ("GET", f"{prefix}.roles"): Endpoint(_roles(kind), (), _WHERE),
        ("POST", f"{prefix}.create"): Endpoint(
            _create(kind), ("name",), ("members", "readOnly", "customFields", "extraData", "excludeSelf")
        ),
        ("POST", f"{prefix}.invite"): Endpoint(_invite(kind), (), (*_WHERE, *_WHO)),
        ("POST", f"{prefix}.kick"): Endpoint(_kick(kind), (), (*_WHERE, *_WHO)),
        ("POST", f"{prefix}.leave"): Endpoint(_leave(kind), (), _WHERE),
        ("POST", f"{prefix}.addOwner"): Endpoint(_add_owner(kind), (), (*_WHERE, *_WHO)),
        ("POST", f"{prefix}.delete"): Endpoint(_delete(kind), (), _WHERE),
    }


ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "rooms.get"): Endpoint(_rooms, (), ("updatedSince",)),
    ("GET", "rooms.info"): Endpoint(_room_info, (), (*_WHERE, "fields")),
    ("GET", "rooms.getDiscussions"): Endpoint(lambda _: {"discussions": [], "count": 0, "offset": 0, "total": 0}),
    ("GET", "subscriptions.get"): Endpoint(_subscriptions, (), ("updatedSince",)),
    ("GET", "subscriptions.getOne"): Endpoint(_subscription, ("roomId",), ()),
    ("POST", "subscriptions.read"): Endpoint(_read, (), ("rid", "roomId", "readThreads")),
    **_of_kind("channels", "c"),
    **_of_kind("groups", "p"),
    ("POST", "channels.join"): Endpoint(_join, (), (*_WHERE, "joinCode")),
    ("GET", "channels.list"): Endpoint(_all_channels, (), (*_PAGES, "_id")),
    ("GET", "channels.list.joined"): Endpoint(_list("c", "channels"), (), _PAGES),
    ("GET", "groups.list"): Endpoint(_list("p", "groups"), (), _PAGES),
    ("GET", "im.list"): Endpoint(_list("d", "ims"), (), _PAGES),
    ("GET", "im.history"): Endpoint(_history("d"), ("roomId",), _PAST),
    ("GET", "im.members"): Endpoint(_members("d"), (), (*_WHERE, *_PAGES, "filter", "status", "username")),
    ("POST", "im.create"): Endpoint(_direct, (), ("username", "usernames", "excludeSelf")),
}
for _path in ("list", "history", "members", "create"):
    _verb = "POST" if _path == "create" else "GET"
    ENDPOINTS[_verb, f"dm.{_path}"] = ENDPOINTS[_verb, f"im.{_path}"]
