"""Messages of the emulator: sent, edited, reacted to, withdrawn; and what each of these re-sends or bumps."""

from __future__ import annotations

from serveurs.rocketchat.rooms import Rooms
from serveurs.rocketchat.values import Date, Doc, Refusal, length, links, names_called

_KEPT = (
    "_id",
    "alias",
    "avatar",
    "emoji",
    "attachments",
    "bot",
    "tshow",
    "customFields",
    "federation",
    "t",
    "content",
    "groupable",
)
_READ_ONLY = "You can't send messages because the room is readonly."


class World(Rooms):
    """Everything the server knows and does. One thread only."""

    def send(self, user: Doc, given: Doc) -> Doc | None:
        """Post what `given` holds. None, and nothing done, when its `_id` exists: so does the vendor's code."""
        text = given.get("msg") or ""
        if given.get("tshow") and not given.get("tmid"):
            raise Refusal("invalid-params", "tshow provided but missing tmid")
        self._refuse_ts(given.get("ts"))
        self._refuse_size(text)
        parent = self.messages.get(given.get("tmid") or "")
        rid = (parent or given).get("rid")  # a reply goes where its thread is, whatever room was said
        if not isinstance(rid, str):
            raise Refusal("", "The 'rid' property on the message object is missing.")
        room = self._writable(rid, user)
        self._refuse_clear_text(room, given)
        if self.mode.major >= 8 and not text.strip() and not given.get("attachments") and not given.get("content"):
            raise Refusal("error-invalid-message", "Invalid message")
        if given.get("_id") in self.messages:
            return None
        message = self.stamp(rid, user, text)
        message |= {key: given[key] for key in _KEPT if given.get(key) is not None}
        if given.get("tmid"):
            message["tmid"] = (parent or {}).get("tmid") or given["tmid"]
        return self.post(room, user, message)

    def post(self, room: Doc, user: Doc, message: Doc) -> Doc:
        """Keep a message that may be posted, tell everybody, and bump what the vendor's code bumps."""
        self._understand(message)
        self.keep_message(message)
        self.streams.message(message)
        thread_only = "tmid" in message and not message.get("tshow")
        last = {} if thread_only else {"lm": message["ts"], "lastMessage": message}
        self.touch(room, msgs=room["msgs"] + 1, **last)
        self.room_changed(room)
        for one in self.members_of(room["_id"]):
            if one["u"]["_id"] != user["_id"]:
                self._notify(room, one, message, thread_only)
        if "tmid" in message:
            self._count_in_thread(message)
        if message["urls"]:
            self.later(lambda: self.preview(message))
        return message

    def update(self, user: Doc, message_id: str, text: str) -> Doc:
        """Edit one's own message: the whole message is sent again. The same words change nothing."""
        message = self._mine(user, message_id, "edit")
        self._refuse_size(text)
        if text != message["msg"]:
            message["msg"] = text
            editor = {"_id": user["_id"], "username": user["username"]}
            self._understand(message)
            self._resend(message, editedAt=self.clock.now(), editedBy=editor)
        return message

    def delete(self, user: Doc, message_id: str) -> Doc:
        message = self._mine(user, message_id, "delete")
        room = self.rooms[message["rid"]]
        self.touch(room, msgs=room["msgs"] - 1)
        if self.settings["Message_ShowDeletedStatus"]:
            self._resend(message, t="rm", msg="", urls=[], mentions=[], reactions={}, editedAt=self.clock.now())
            return message
        self.drop_message(message)
        if (room.get("lastMessage") or {}).get("_id") == message_id:
            self.touch(room, lastMessage=(self.of_room.get(room["_id"]) or [None])[-1])
        self.streams.deleted(room["_id"], message_id)
        self.room_changed(room)
        return message

    def react(self, user: Doc, message_id: str, emoji: str, should: bool | None) -> None:
        """Put or take away a reaction; without `should` it toggles. The whole message is sent again when it changed."""
        name = f":{emoji.replace(':', '')}:"
        if name not in self.emojis:
            raise Refusal("error-not-allowed", "Invalid emoji provided.")
        message = self.messages.get(message_id)
        if message is None:
            raise Refusal("error-not-allowed", "Not allowed")
        there = user["username"] in message.get("reactions", {}).get(name, {}).get("usernames", ())
        if there == (should if should is not None else not there):
            return
        room = self.seen_room(message["rid"], user["_id"])
        if room.get("ro") and not room.get("reactWhenReadOnly") and not self.owns(room["_id"], user["_id"]):
            raise Refusal("", _READ_ONLY)
        self._resend(message, reactions=_toggled(message.get("reactions", {}), name, user["username"]))

    def single(self, user: Doc, message_id: str) -> Doc | None:
        message = self.messages.get(message_id)
        if message is not None:
            self.seen_room(message["rid"], user["_id"])
        return message

    def preview(self, message: Doc) -> None:
        """The server has looked at the links: the message is sent again with what it found."""
        if message["_id"] in self.messages and message["urls"]:
            self._resend(
                message, urls=[{"url": link["url"], "meta": {"pageTitle": "Une page"}} for link in message["urls"]]
            )

    # -------------------------------------------------------- rules

    def _refuse_ts(self, ts: object) -> None:
        if isinstance(ts, Date) and abs(self.clock.now() - ts) > 60_000:
            raise Refusal("error-message-ts-out-of-sync", "Message timestamp is out of sync")

    def _refuse_size(self, text: str) -> None:
        if length(text) > int(str(self.settings["Message_MaxAllowedSize"])):
            raise Refusal("error-message-size-exceeded", "Message size exceeds Message_MaxAllowedSize")

    def _refuse_clear_text(self, room: Doc, given: Doc) -> None:
        closed = self.settings["E2E_Enable"] and not self.settings["E2E_Allow_Unencrypted_Messages"]
        if room.get("encrypted") and closed and given.get("t") != "e2e":
            raise Refusal("error-not-allowed", "Not allowed to send un-encrypted messages in an encrypted room")

    def _writable(self, rid: str, user: Doc) -> Doc:
        room = self.rooms.get(rid)
        # Plain errors at the vendor's (canSendMessage.ts): no `errorType` comes with these.
        if room is None:
            raise Refusal("", "error-invalid-room")
        if not self.can_see(room, user["_id"]):
            raise Refusal("", "error-not-allowed")
        if room.get("archived"):
            raise Refusal("", "room_is_archived")
        if room.get("ro") and not self.owns(rid, user["_id"]) and user["username"] not in room.get("unmuted", ()):
            raise Refusal("", _READ_ONLY)
        if user["username"] in room.get("muted", ()):
            raise Refusal("", "You_have_been_muted")
        return room

    def _mine(self, user: Doc, message_id: str, what: str) -> Doc:
        message = self.messages.get(message_id)
        if message is None:
            raise Refusal("", f'No message found with the id of "{message_id}".')
        allowed = self.settings["Message_AllowEditing" if what == "edit" else "Message_AllowDeleting"]
        if message["u"]["_id"] != user["_id"] or not allowed:
            raise Refusal("error-action-not-allowed", f"Message {what} not allowed")
        if what == "delete" and not {"user", "admin"} & set(user["roles"]):
            raise Refusal("error-action-not-allowed", "Not allowed")  # `delete-own-message`, not given to bots
        self.seen_room(message["rid"], user["_id"])
        return message

    # -------------------------------------------------------- consequences

    def _understand(self, message: Doc) -> None:
        message["urls"] = [{"url": link, "meta": {}} for link in links(message["msg"])]
        message["mentions"] = []
        for name in names_called(message["msg"]):
            if name in {"all", "here"}:
                message["mentions"].append({"_id": name, "username": name})
            elif user := self.user_named(name):
                message["mentions"].append({**self.signature(user), "type": "user"})

    def _resend(self, message: Doc, **changes: object) -> None:
        self.touch(message, **changes)
        if not message.get("reactions", True):
            del message["reactions"]
        room = self.rooms[message["rid"]]
        if (room.get("lastMessage") or {}).get("_id") == message["_id"]:
            self.touch(room)
            self.room_changed(room)
        self.streams.message(message)

    def _notify(self, room: Doc, one: Doc, message: Doc, thread_only: bool) -> None:
        """Unread counters. A second unread message that names nobody leaves the subscription as it is."""
        if thread_only:
            return
        called = {mention["_id"] for mention in message["mentions"]} - {message["u"]["_id"]}
        changes: dict[str, object] = {}
        if "tmid" in message:
            pass
        elif one["u"]["_id"] in called:
            changes = {"userMentions": one["userMentions"] + 1, "unread": one["unread"] + 1}
        elif called and called <= {"all", "here"}:
            changes = {"groupMentions": one["groupMentions"] + 1, "unread": one["unread"] + 1}
        elif room["t"] == "d":
            changes = {"unread": one["unread"] + 1}
        if changes or not one["alert"]:
            self.touch(one, alert=True, open=True, **changes)
            self.member_changed(one)

    def _count_in_thread(self, reply: Doc) -> None:
        parent = self.messages.get(reply["tmid"])
        if parent is not None:
            people = dict.fromkeys([*parent.get("replies", ()), parent["u"]["_id"], reply["u"]["_id"]])
            self._resend(parent, tcount=parent.get("tcount", 0) + 1, tlm=reply["ts"], replies=list(people))
            for uid in people:  # who follows the thread is told, unread or not
                if one := self.member(reply["rid"], uid):
                    self.touch(one, lr=reply["ts"], open=True, **({} if uid == reply["u"]["_id"] else {"alert": True}))
                    self.member_changed(one)


def _toggled(reactions: Doc, name: str, username: str) -> Doc:
    changed = {key: {"usernames": list(value["usernames"])} for key, value in reactions.items()}
    names = changed.setdefault(name, {"usernames": []})["usernames"]
    names.remove(username) if username in names else names.append(username)
    return {key: value for key, value in changed.items() if value["usernames"]}
