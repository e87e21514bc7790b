"""Meetings that nobody ended with the state of their besoin: a helper who left the network, or was forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.events import Released
from aiguilleur_bot.dialogue.model import Phase
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.meetings import Cause, Meetings
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.store import besoins, conversations
from aiguilleur_bot.store.conversations import ConversationRow
from aiguilleur_bot.vocabulary import Etat

_CAUSES: Mapping[Etat, Cause] = MappingProxyType(
    {Etat.CLOSE: "clos", Etat.EXPIREE: "clos", Etat.ANNULEE: "retire", Etat.FUSIONNEE: "retire"}
)


async def end_orphan(postbox: Postbox, numero: int, meetings: Meetings, askers: Askers) -> None:
    """End a meeting that nobody ended with the state of its besoin; its asker is told if they were not."""
    known = await besoins.get(postbox.tx, numero)
    if known is None or not await meetings.end(postbox, known, _CAUSES.get(Etat(known.etat), "rendu")):
        return
    line = await conversations.get(postbox.tx, known.conversation or "")
    if known.etat == Etat.NOUVELLE and line is not None and _with_a_human(line):
        await askers.tell(postbox, known, Released(numero, coup_dur=known.coup_dur))


def _with_a_human(line: ConversationRow) -> bool:
    return line.etat is not None and state.load(line.etat).phase is Phase.HUMAIN
