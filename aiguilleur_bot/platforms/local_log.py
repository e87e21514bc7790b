"""The log behind the local platform: its lines, what they are for the port, how they are read back from a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, TypedDict

from aiguilleur_bot.platforms.base import Departure, Edition, Inbound, Join, Message, Reaction, Redaction

NAME = "local"
ROBOT = "aiguilleur"
DIRECT = "direct:"
RENCONTRE = "rencontre:"
MAX_LENGTH = 20_000

Genre = Literal["salon", "entree", "depart", "message", "reaction", "edition", "retrait", "media"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened in a local room. `outbound` is the id of what the robot sent, empty for people.

    A "salon" opened by the robot bears its name in `text` and its people in `mentions`; "entree" is one more person
    (`target`), "depart" its author going.
    """

    number: int
    genre: Genre
    room: str
    author: str
    at: datetime
    text: str = ""
    thread: str | None = None
    target: str = ""
    outbound: str = ""
    rings: bool = False
    mentions: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The event id, unique in the log."""
        return f"${self.number}"


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as people see it now: last edit applied, withdrawn ones gone, reactions counted by author."""

    line: Line
    text: str
    edited: bool
    reactions: tuple[tuple[str, str], ...]
    withdrawn: bool = False


def direct_room(person: str) -> str:
    """The room id of the direct conversation between the robot and `person`."""
    return DIRECT + person


def meeting_room(outbound: str) -> str:
    """The room id of what the robot opened under that outbound id."""
    return RENCONTRE + outbound


def people(lines: Sequence[Line]) -> dict[str, tuple[str, ...]]:
    """Who is in each room that the robot opened."""
    rooms: dict[str, tuple[str, ...]] = {}
    for line in lines:
        here = rooms.get(line.room, ())
        if line.genre == "salon" and line.outbound:
            rooms[line.room] = (*line.mentions, ROBOT)
        elif line.genre == "entree" and line.target not in here:
            rooms[line.room] = (*here, line.target)
        elif line.genre == "depart":
            rooms[line.room] = tuple(person for person in here if person != line.author)
    return rooms


class _Place(TypedDict):
    """What every event carries."""

    platform: str
    room: str
    event_id: str
    sender: str
    at: datetime
    is_direct: bool


def heard(line: Line) -> Inbound | None:
    """What `line` is for the port; nothing for what the robot did itself."""
    here = _Place(
        platform=NAME,
        room=line.room,
        event_id=line.id,
        sender=line.author,
        at=line.at,
        is_direct=line.room.startswith(DIRECT),
    )
    if line.genre == "salon":
        name = None if line.outbound else line.room
        return Join(**here, configured_as=name, name=name or "")
    if line.author == ROBOT:
        return None
    called, words = _called(line.text)
    match line.genre:
        case "depart":
            return Departure(**here, person=line.author)
        case "message" | "media":
            kind: Literal["autre", "texte"] = "autre" if line.genre == "media" else "texte"
            return Message(**here, text=words, thread=line.thread, mentions_bot=called, kind=kind)
        case "reaction":
            return Reaction(**here, target=line.target, key=line.text)
        case "edition":
            return Edition(**here, target=line.target, text=words, mentions_bot=called)
        case _:
            return Redaction(**here, target=line.target)


def _called(text: str) -> tuple[bool, str]:
    """Whether the robot is called by its name, and the words without the name at their start."""
    name = "@" + ROBOT
    words = text.strip()
    if words.lower().startswith(name):
        return True, words[len(name) :].lstrip(" ,:")
    return name in words.lower(), words


def applied(bubble: Bubble, line: Line) -> Bubble:
    """`bubble` after an edit, a reaction or a withdrawal."""
    if line.genre == "edition":
        return replace(bubble, text=line.text, edited=True)
    if line.genre == "reaction":
        return replace(bubble, reactions=(*bubble.reactions, (line.text, line.author)))
    if line.genre == "retrait":
        return replace(bubble, withdrawn=True)
    return bubble


def read_back(lines: Sequence[Line], room: str, event_id: str) -> Message | None:
    """What the message `event_id` of `room` says now; None when it was withdrawn, or never was."""
    said: Message | None = None
    for line in lines:
        event = heard(line) if line.room == room else None
        if isinstance(event, Message) and event.event_id == event_id:
            said = event
        elif said is not None and isinstance(event, Edition | Redaction) and _of_its_author(event, said):
            if isinstance(event, Redaction):
                return None
            said = replace(said, text=event.text, mentions_bot=event.mentions_bot)
    return said


def _of_its_author(event: Edition | Redaction, said: Message) -> bool:
    return event.target == said.event_id and event.sender == said.sender


def read_journal(journal: Path | None) -> list[Line]:
    """The lines of an earlier run; a last line cut by a crash is dropped, since nobody was told it was kept."""
    if journal is None or not journal.exists():
        return []
    lines: list[Line] = []
    kept = 0
    raw = journal.read_bytes()
    for row in raw.splitlines(keepends=True):
        try:
            data = json.loads(row)
        except ValueError:
            break
        if not row.endswith(b"\n"):
            break
        kept += len(row)
        data["at"] = datetime.fromisoformat(data["at"])
        data["mentions"] = tuple(data["mentions"])
        lines.append(Line(**data))
    if kept != len(raw):
        with journal.open("rb+") as file:
            file.truncate(kept)
    return lines


def write_line(journal: Path, line: Line) -> None:
    """Add `line` at the end of the file."""
    with journal.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**asdict(line), "at": line.at.isoformat()}, ensure_ascii=False) + "\n")
