"""The port every platform implements, and the words that cross it.

A platform turns what it hears into `Inbound` values, handed over in `Batch`es together with its
cursor, and delivers `Outbound` values whose id makes a resend the same message. It knows none of
the domain: no besoin, no fiche, no conversation.

Failures of any client library are mapped once to this small tree, and nothing else leaves `send`:

    PlatformError
    ├── Retry       the server is down, slow, or asks to wait: same outbound again, later
    ├── Forbidden   we may not do that there (kicked, banned, no power)
    ├── Gone        the room, the person or the target message does not exist any more
    ├── Invalid     the server will never take this outbound (too large, malformed)
    └── AuthLost    the account or its token is not valid any more: this platform stops
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol


class PlatformError(Exception):
    """Root of what a platform raises. The message is for operators and holds no text of a person.

    `code` is the server's own name for the failure ("M_FORBIDDEN"), when it gave one.
    """

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Retry(PlatformError):
    """Try the same outbound again, not before `after` seconds (None: the caller's own back-off)."""

    def __init__(self, message: str, after: float | None = None, *, code: str = "") -> None:
        super().__init__(message, code=code)
        self.after = after


class Forbidden(PlatformError):
    """The server refuses, and will go on refusing."""


class Gone(PlatformError):
    """What the outbound points at is not there any more."""


class Invalid(PlatformError):
    """The server will never accept this outbound."""


class AuthLost(PlatformError):
    """The account or its token is not accepted any more."""


# ---------------------------------------------------------------- what is heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What every event carries. `at` is the server's time, aware, UTC. `event_id` is unique on its platform."""

    platform: str
    room: str
    event_id: str
    sender: str
    at: datetime
    is_direct: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Heard):
    """Something said. Text of other bots (Matrix `m.notice`) and of ourselves never becomes a Message.

    `text` is the plain words, without the fallback quote of a reply and without the bot's own name when
    it is called at the start. `thread` is the root event id when said in a thread; `reply_to` the event
    answered to. `kind` "autre" is a photo, a voice message, a file…; "chiffre" is an event of an
    encrypted room that cannot be read; both have an empty text.
    """

    text: str
    thread: str | None = None
    reply_to: str | None = None
    mentions_bot: bool = False
    mentions: tuple[str, ...] = ()
    kind: Literal["texte", "autre", "chiffre"] = "texte"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction(Heard):
    """`key` was put on `target`, as the platform says it (skin tones and variation selectors included)."""

    target: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition(Heard):
    """The sender's own message `target` now reads `text`.

    A server may let anybody claim to edit anything: compare `sender` with the author of `target`.
    """

    target: str
    text: str
    mentions_bot: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction(Heard):
    """The message `target` was withdrawn by `sender`."""

    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(Heard):
    """`sender` invited the bot and the allow-list let it in. Nothing from before `at` is new work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join(Heard):
    """The bot is now in `room`, or says at start that it still is. `configured_as`: the name used in the settings."""

    configured_as: str | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure(Heard):
    """`person` left, or was removed from, `room`; the bot itself when `person` is its own account.

    `sender` is whoever did it, "" where the server does not say. `declined`: they never were in it, the invitation was
    refused or taken back.
    """

    person: str
    declined: bool = False


Inbound = Message | Reaction | Edition | Redaction | Invite | Join | Departure


@dataclass(frozen=True, slots=True)
class Batch:
    """Events in the order the server gave them, and the cursor that covers them all (None: it did not move)."""

    platform: str
    events: tuple[Inbound, ...]
    cursor: str | None = None


class Intake(Protocol):
    """Where a platform hands over what it heard. Implemented by `engine.intake`."""

    async def cursor(self, platform: str) -> str | None:
        """The cursor of the last admitted batch, or None on the very first start."""
        ...

    async def admit(self, batch: Batch) -> None:
        """Store the events and the cursor in one transaction. Returned means durable; raised means not admitted.

        Admitting the same events again is harmless.
        """
        ...


# ---------------------------------------------------------------- what is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A message, to a `room` or, when `room` is None, to `person` in their direct conversation (opened if needed).

    `id` derives from the decision: sent twice, it is one message. `body` is Markdown, a small subset:
    `**bold**`, `*italic*`, `[label](url)`, `> quote`, `- item`, line breaks; a backslash before one of these
    signs takes it literally; lines between two lines of ``` are text for machines, as it is. Each platform translates
    it and escapes the rest. `rings`: a human must act on it (Matrix `m.text`, with `mentions`); otherwise it is a
    discreet answer (`m.notice`). `content_free`: says nothing
    of anybody and may therefore be sent in clear to an encrypted room; anything else is Forbidden there until
    encryption is delivered.
    """

    id: str
    body: str
    room: str | None = None
    person: str | None = None
    thread: str | None = None
    reply_to: str | None = None
    rings: bool = False
    mentions: tuple[str, ...] = ()
    content_free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Replace the body of our message `target`, silently."""

    id: str
    room: str
    target: str
    body: str
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class React:
    """Put `key` on `target`. Twice is once."""

    id: str
    room: str
    target: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take back our message `target`."""

    id: str
    room: str
    target: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDirect:
    """Make sure a direct conversation with `person` exists. Twice is once."""

    id: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRoom:
    """Open a private room named `name`, for `persons` and us, and invite them. Twice is once, found again by `id`.

    Only they can come, and what is said there is theirs to read. It raises Forbidden, Gone or Invalid when one of them
    cannot be invited, or when the server encrypts it (code "CHIFFRE"): then nobody is left waiting in it.
    """

    id: str
    persons: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPerson:
    """Invite `person` to a room that we opened. Twice is once; whoever left or refused is not called back."""

    id: str
    room: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRoom:
    """Leave a room that we opened: the people stay. Twice is once."""

    id: str
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """Show for a few seconds that an answer is coming. Best effort, never retried."""

    id: str
    room: str


Outbound = Say | Edit | React | Withdraw | OpenDirect | OpenRoom | AddPerson | LeaveRoom | Typing


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server has it: the room it is in, and its event id (empty for what is no message)."""

    room: str
    event_id: str = ""


# ---------------------------------------------------------------- the platform itself


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the platform can do. `max_length` is the longest body, in characters. `rooms`: we may open private rooms
    and invite people to them.
    """

    threads: bool
    reactions: bool
    edits: bool
    html: bool
    max_length: int
    rooms: bool = False


@dataclass(frozen=True, slots=True)
class Health:
    """`last_heard` is when the server last answered (aware, UTC); `detail` is one line for operators, in French."""

    connected: bool
    last_heard: datetime | None
    detail: str = ""


class Platform(Protocol):
    """A place where people talk.

    `run` listens until cancelled, and raises AuthLost when the account is lost: every other trouble is
    retried inside, with back-off. `send` raises only `PlatformError`s. `already_sent` looks on the server
    for an outbound that may have been delivered before a long outage (servers forget idempotency ids).
    `members` are the people now in the room, the bot itself not among them; `moderates` says whether one of them may
    keep the bot silent there. `read` gives what a message says now,
    its last edit included; None when it was withdrawn, or is no message of a person. It raises only `PlatformError`s.
    """

    name: str

    @property
    def account(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def run(self, intake: Intake) -> None: ...

    async def send(self, outbound: Outbound) -> Receipt: ...

    async def already_sent(self, outbound: Outbound) -> Receipt | None: ...

    async def members(self, room: str) -> tuple[str, ...]: ...

    async def moderates(self, room: str, person: str) -> bool: ...

    async def read(self, room: str, event_id: str) -> Message | None: ...

    def health(self) -> Health: ...

    async def close(self) -> None: ...
