"""What is said to the desk about what is missing: read before the transaction, answered in it."""

from __future__ import annotations

from dataclasses import dataclass

from aiguilleur_bot.engine.guichet.coordination import CoordinationDesk
from aiguilleur_bot.engine.guichet.counter import Counter
from aiguilleur_bot.engine.guichet.notes import Lu, Notes
from aiguilleur_bot.engine.rapprochements import Rapprochements
from aiguilleur_bot.handoff.guichet.coordonner import Genre, Ordre, read
from aiguilleur_bot.needs.grouping import Groupe


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was asked, and what took too long to be found in a transaction."""

    ordre: Ordre
    lus: tuple[Lu, ...] = ()
    groupes: tuple[Groupe, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingDesk:
    """The coordination, and « noter »."""

    coordination: CoordinationDesk
    notes: Notes
    rapprochements: Rapprochements

    async def prepare(self, texte: str) -> Prepared | None:
        """Read what was asked; lines are matched and besoins compared in a thread. None: nothing of ours."""
        ordre = read(texte)
        if ordre is None:
            return None
        if ordre.genre is Genre.NOTER:
            return Prepared(ordre, lus=await self.notes.read(ordre))
        if ordre.genre is Genre.PROPOSITIONS:
            return Prepared(ordre, groupes=await self.rapprochements.groups())
        return Prepared(ordre)

    async def answer(self, counter: Counter, prepared: Prepared) -> None:
        """Answer, in the transaction that settles the message. Raises store.conversations.Stale."""
        if prepared.ordre.genre is Genre.NOTER:
            await self.notes.write(counter, prepared.ordre, prepared.lus)
        else:
            await self.coordination.answer(counter, prepared.ordre, prepared.groupes)
