"""Which words said to us in private are for the other end of a relay, and what a carried message became."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.commands import read_exact
from aiguilleur_bot.dialogue.model import Phase
from aiguilleur_bot.dialogue.mots import Mot
from aiguilleur_bot.engine import ids
from aiguilleur_bot.engine.meetings import RELAY
from aiguilleur_bot.platforms.base import Edition, Message, Redaction
from aiguilleur_bot.store import conversations, envois, rencontres
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.envois import Envoi
from aiguilleur_bot.store.rencontres import Convive, Rencontre

CARRIED = "relais"
"""The part of a decision that is what somebody said, carried to the other."""

WHOM = re.compile(r"\s*(?:n°\s*)?(\d{1,9})\s*:\s*(\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One open relay as one of its two people sees it."""

    meeting: Rencontre
    me: Convive
    other: Convive


async def lines_of(tx: Transaction, personne: str) -> list[Line]:
    """The open relays of somebody, oldest first."""
    found = []
    for meeting in await rencontres.of_person(tx, personne):
        if meeting.genre == "relais":
            people = await rencontres.people(tx, meeting.id)
            me = next((one for one in people if one.personne == personne), None)
            other = next((one for one in people if one.personne != personne), None)
            if me is not None and other is not None:
                found.append(Line(meeting, me, other))
    return found


async def carried(tx: Transaction, event: Edition | Redaction) -> Envoi | None:
    """The outbox row that the message `event` is about became, if it was carried."""
    row = await envois.get(tx, ids.outbound_id(ids.event_key(event.platform, event.target), CARRIED))
    return row if row is not None and (row.conversation or "").startswith(RELAY) else None


async def is_for_the_other(tx: Transaction, event: Message, personne: str) -> bool:
    """Whether words said to us in private are for whoever is at the other end of a relay.

    Whoever asks talks to the human until they call the robot back, and again after « humain ». Whoever helps does when
    they answer one of the messages, say which number, or have not called the robot back.
    """
    lines = await lines_of(tx, personne)
    if not lines:
        return False
    if await answers(tx, event, lines) is not None or WHOM.fullmatch(event.text) is not None:
        return True
    command = read_exact(event.text)
    mot = command.mot if command is not None else None
    asking = next((one for one in lines if one.me.role == "demande"), None)
    if asking is None:
        here = any(one.me.etat == rencontres.HERE for one in lines)
        return here and mot not in (Mot.AIDE, Mot.MES_DONNEES, Mot.OUBLIE_MOI, Mot.RETIRER)
    if await _with_the_human(tx, asking):
        return mot not in (Mot.AIDE, Mot.MES_DONNEES, Mot.OUBLIE_MOI, Mot.RETIRER, Mot.ROBOT)
    return mot is Mot.HUMAIN


async def _with_the_human(tx: Transaction, line: Line) -> bool:
    """Whether whoever asks did not call the robot back; their conversation may be erased meanwhile."""
    talk = await conversations.get(tx, conversations.direct_id(line.me.personne))
    if talk is None or talk.etat is None:
        return line.me.etat == rencontres.HERE
    return state.load(talk.etat).phase is Phase.HUMAIN


async def answers(tx: Transaction, event: Message, lines: list[Line]) -> Line | None:
    """The relay whose message `event` answers."""
    for target in filter(None, (event.reply_to, event.thread)):
        said = await envois.said_at(tx, event.platform, target)
        for one in lines:
            if said is not None and said.conversation == f"{RELAY}{one.meeting.id}":
                return one
    return None
