"""REST endpoints about people, messages and the server itself."""

from __future__ import annotations

import json

from serveurs.rocketchat.history import paged, synced
from serveurs.rocketchat.rest import Answered, Call, Endpoint
from serveurs.rocketchat.values import Doc, Refusal

_SHOWN = ("_id", "username", "name", "type", "status", "active", "utcOffset", "nameInsensitive")
_MINE = (*_SHOWN, "emails", "roles", "statusConnection", "createdAt", "_updatedAt")


# ------------------------------------------------------------ the server, and who we are


def _info(call: Call) -> Doc:
    """`/api/info`: the version without its last number; `/api/v1/info`, of old, says it whole."""
    short = ".".join(call.world.mode.version.split(".")[:2])
    return {"version": short, "info": {"version": call.world.mode.version}} if call.user else {"version": short}


def _login(call: Call) -> Doc:
    given = call.given
    user, token = None, given.get("resume")
    if isinstance(token, str):
        user = call.world.user_of_token(token)
    else:
        who = given.get("user") or given.get("username") or given.get("email")
        who = (who.get("username") or who.get("email")) if isinstance(who, dict) else who
        password = given.get("password")
        digest = password.get("digest") if isinstance(password, dict) else None
        user = call.world.user_of_password(str(who), None if digest else str(password), digest)
    if user is None:
        raise Answered(401, {"status": "error", "error": "Unauthorized", "message": "Unauthorized"})
    token = token or call.world.new_token(user)
    return {"status": "success", "data": {"userId": user["_id"], "authToken": token, "me": _me_of(user)}}


def _logout(call: Call) -> Doc:
    call.user["__tokens"].pop(call.token, None)
    call.world.streams.close_sessions(call.user["_id"], call.token)
    return {"status": "success", "data": {"message": "You've been logged out!"}}


def _me_of(user: Doc) -> Doc:
    about = {key: user[key] for key in _MINE if key in user}
    extra = {"settings": {"profile": {}, "preferences": {}, "calendar": {}}, "isOAuthUser": False}
    return {**about, **extra, "avatarUrl": f"/avatar/{user['username']}"}


def _user_info(call: Call) -> Doc:
    user = call.world.users.get(str(call.given.get("userId"))) or call.world.user_named(str(call.given.get("username")))
    if user is None:
        raise Refusal("", "User not found.")
    whole = user is call.user or "admin" in call.user["roles"]
    return {"user": {key: user[key] for key in (_MINE if whole else _SHOWN) if key in user}}


def _users(call: Call) -> Doc:
    shown = [{key: user[key] for key in _SHOWN if key in user} for user in call.world.users.values()]
    return paged(shown, call.given, "users")


def _status(call: Call) -> Doc:
    user = call.world.users.get(str(call.given.get("userId"))) or call.user
    return {"_id": user["_id"], "status": user["status"], "connectionStatus": user["statusConnection"], "message": ""}


def _personal_token(call: Call) -> Doc:
    name, tokens = call.given["tokenName"], call.user["__tokens"]
    if any(known["name"] == name for known in tokens.values()):
        raise Refusal("error-token-already-exists", "A token with this name already exists")
    return {"token": call.world.new_token(call.user, name, bypassTwoFactor=bool(call.given.get("bypassTwoFactor")))}


def _personal_tokens(call: Call) -> Doc:
    return {"tokens": [token for token in call.user["__tokens"].values() if token["name"]]}


def _public_roles(call: Call) -> Doc:
    shown = {"admin", "bot", "moderator", "owner", "leader"}
    users = [user for user in call.world.users.values() if shown & set(user["roles"])]
    keys = ("_id", "username", "roles")
    return {"users": [{key: user[key] for key in keys} for user in users]}


def _settings(call: Call) -> Doc:
    if "query" in call.given and call.world.mode.major >= 9:
        raise Refusal("error-invalid-params", "The query parameter is not allowed")
    asked = call.given.get("_id") or json.loads(call.given.get("query") or "{}").get("_id")
    names = asked.split(",") if isinstance(asked, str) else list(call.world.settings)
    found: list[Doc] = [
        {"_id": name, "value": value, "enterprise": False}
        for name, value in call.world.settings.items()
        if name in names
    ]
    return paged(found, {key: value for key, value in call.given.items() if key != "query"}, "settings")


# ------------------------------------------------------------ messages


def _send(call: Call) -> Doc:
    given = call.given["message"]
    if not isinstance(given, dict):
        raise Refusal("invalid-params", "message must be object")
    if "t" in given and given["t"] != "e2e":
        raise Refusal("", "Cannot send system messages using 'chat.sendMessage'")
    sent = call.world.send(call.user, given)
    if sent is None:  # the vendor's code goes on with "undefined", and fails on reading it
        raise Refusal("", "Cannot read properties of undefined (reading 'u')")
    return {"message": sent}


def _post(call: Call) -> Doc:
    given, world = call.given, call.world
    target = str(given.get("roomId") or given.get("channel") or "").removeprefix("#")
    room = world.rooms.get(target) or next((room for room in world.rooms.values() if room.get("name") == target), None)
    if room is None and target.startswith("@") and (other := world.user_named(target[1:])):
        room = world.direct_room(call.user, other)
    if room is None:
        raise Refusal("error-invalid-room", "Invalid room")
    kept = {key: given[key] for key in ("alias", "avatar", "emoji", "attachments", "tmid", "tshow") if key in given}
    kept = {key: value for key, value in kept.items() if value is not None}
    text = given.get("text") or given.get("msg") or ""
    message = world.send(call.user, {"rid": room["_id"], "msg": text, "groupable": False, **kept})
    return {"ts": world.clock.now(), "channel": room.get("name") or room["_id"], "message": message}


def _update(call: Call) -> Doc:
    return {"message": call.world.update(call.user, _placed(call), str(call.given["text"]))}


def _delete(call: Call) -> Doc:
    message = call.world.delete(call.user, _placed(call))
    about = {key: message[key] for key in ("_id", "rid", "u")}
    return {"_id": message["_id"], "ts": str(int(call.world.clock.now())), "message": about}


def _placed(call: Call) -> str:
    """The id of the message, once it is where the request says it is."""
    message = call.world.messages.get(str(call.given["msgId"]))
    if message is None:
        raise Refusal("", f'No message found with the id of "{call.given["msgId"]}".')
    if message["rid"] != call.given["roomId"]:
        raise Refusal("", "The room id provided does not match where the message is from.")
    return str(message["_id"])


def _react(call: Call) -> Doc:
    emoji, should = call.given.get("emoji") or call.given.get("reaction"), call.given.get("shouldReact")
    if call.given["messageId"] not in call.world.messages:
        raise Refusal("error-message-not-found", 'The provided "messageId" does not match any existing message.')
    if not emoji:
        raise Refusal("error-emoji-param-not-provided", 'The required "emoji" param is missing.')
    call.world.react(call.user, call.given["messageId"], str(emoji), should if isinstance(should, bool) else None)
    return {}


def _get_message(call: Call) -> Doc:
    message = call.world.single(call.user, call.given["msgId"])
    if message is None:
        raise Answered(400, {"success": False})
    return {"message": message}


def _sync(call: Call) -> Doc:
    room = call.world.seen_room(call.given["roomId"], call.user["_id"])
    return {"result": synced(call.world, room["_id"], call.given)}


def _thread(call: Call) -> Doc:
    parent = call.world.single(call.user, call.given["tmid"])
    if parent is None:
        raise Refusal("error-not-allowed", "Not Allowed")
    replies = [m for m in call.world.of_room[parent["rid"]] if m.get("tmid") == parent["_id"]]
    return paged(replies, call.given, "messages")


_PAGES = ("count", "offset", "sort")
ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "info"): Endpoint(_info, open=True),
    ("POST", "login"): Endpoint(_login, open=True),
    ("POST", "logout"): Endpoint(_logout),
    ("GET", "me"): Endpoint(lambda call: _me_of(call.user)),
    ("GET", "users.info"): Endpoint(_user_info, (), ("userId", "username", "importId", "includeUserRooms", "fields")),
    ("GET", "users.list"): Endpoint(_users),
    ("GET", "users.getStatus"): Endpoint(_status),
    ("POST", "users.setStatus"): Endpoint(lambda _: {}),
    ("POST", "users.generatePersonalAccessToken"): Endpoint(_personal_token, ("tokenName",), ("bypassTwoFactor",)),
    ("GET", "users.getPersonalAccessTokens"): Endpoint(_personal_tokens),
    ("GET", "roles.getUsersInPublicRoles"): Endpoint(_public_roles),
    ("GET", "settings.public"): Endpoint(_settings, (), (*_PAGES, "_id", "query", "fields")),
    ("GET", "emoji-custom.list"): Endpoint(lambda _: {"emojis": {"update": [], "remove": []}}),
    ("GET", "commands.list"): Endpoint(lambda _: {"commands": [], "count": 0, "offset": 0, "total": 0}),
    ("POST", "chat.sendMessage"): Endpoint(_send, ("message",), ("previewUrls",)),
    ("POST", "chat.postMessage"): Endpoint(_post),
    ("POST", "chat.update"): Endpoint(_update, ("roomId", "msgId", "text"), ("previewUrls", "customFields")),
    ("POST", "chat.delete"): Endpoint(_delete, ("roomId", "msgId"), ("asUser", "fileId")),
    ("POST", "chat.react"): Endpoint(_react, ("messageId",), ("emoji", "reaction", "shouldReact")),
    ("GET", "chat.getMessage"): Endpoint(_get_message, ("msgId",), ("fields",)),
    ("GET", "chat.syncMessages"): Endpoint(
        _sync, ("roomId",), ("lastUpdate", "type", "next", "previous", "count", "fields")
    ),
    ("GET", "chat.getThreadMessages"): Endpoint(_thread, ("tmid",), (*_PAGES, "query", "fields")),
}
