"""« noter »: what an aiguilleur heard at a meeting, one besoin a line, with the place and the day.

Read by the matching before the transaction, so that somebody in trouble is never written down among the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from aiguilleur_bot.dialogue.besoin_words import besoin_words
from aiguilleur_bot.engine.guichet.counter import Counter
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.reading import NOTHING, Reading, reading_of
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.handoff.calendar import FRANCE
from aiguilleur_bot.handoff.guichet import days
from aiguilleur_bot.handoff.guichet.coordonner import LINES, Ordre, read_heading
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import besoins, suivis
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.lieux import place_key
from aiguilleur_bot.vocabulary import Etat, Issue, Motif, Reponse, Suite, Territoire

_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Lu:
    """One line, read. `texte` is masked; `sensible`: somebody seems in trouble; `hors`: not for the network."""

    texte: str
    reading: Reading = NOTHING
    sensible: bool = False
    hors: bool = False


@dataclass(frozen=True, slots=True)
class Notes:
    """Writes down what was heard. Nobody asked: no person is behind it, and nobody is rung."""

    options: Options
    savoir: Callable[[], Savoir]

    async def read(self, ordre: Ordre) -> tuple[Lu, ...]:
        """Each line as the matching understands it, in a thread."""
        savoir, words = self.savoir(), [said for line in ordre.lignes if (said := besoin_words(line))]
        found = await asyncio.to_thread(lambda: [savoir.matcher.understand(said) for said in words])
        return tuple(_read(said, reponse, savoir.base) for said, reponse in zip(words, found, strict=True))

    async def write(self, counter: Counter, ordre: Ordre, lus: Sequence[Lu]) -> None:
        """Record each line under its number, and say so. Raises Stale when a number is taken meanwhile."""
        tx, now, base = counter.postbox.tx, counter.postbox.now, self.savoir().base
        place, day = read_heading(ordre.texte, days.today(now))
        where = _where(base, place)
        heard = FRANCE.at(day, _NOON) if day is not None and day != days.today(now) else now
        kept: list[int] = []
        for one in lus:
            if one.hors:
                await suivis.count_one(tx, now.date(), Motif.HORS_PERIMETRE)
            elif not one.sensible:
                numero = await besoins.next_number(tx)
                new = self._besoin(numero, one, where, place, heard=heard, now=now)
                await besoins.record(tx, new, par=counter.by.id, pourquoi="noté")
                kept.append(numero)
        await counter.here(
            "noter",
            "coordination_note",
            {
                "numeros": tuple(kept),
                "lieu": place if where else "",
                "region": where.nom if where else "",
                "illisible": place if place and not where else "",
                "jour": heard.isoformat(),
                "sensibles": sum(one.sensible for one in lus),
                "hors": sum(one.hors for one in lus),
                "sans_mots": len(ordre.lignes) - len(lus),
                "trop": ordre.reste,
                "limite": LINES,
            },
        )

    def _besoin(
        self, numero: int, one: Lu, where: Territoire | None, place: str, *, heard: datetime, now: datetime
    ) -> Besoin:
        town = place if where is not None and place.casefold() != where.nom.casefold() else ""
        region = where.region if where else None
        return Besoin(
            numero=numero,
            texte=one.texte,
            action=one.reading.action,
            region=region,
            region_nom=where.nom if where else None,
            appui="coup-de-pouce",
            etat=Etat.CLOSE,
            issue=Issue.NON_COUVERT,
            source=besoins.NOTED,
            demandeur=None,
            conversation=None,
            cree_le=heard,
            maj_le=now,
            clos_le=now,
            famille=one.reading.famille,
            scores=one.reading.scores,
            lieu_cle=place_key(self.options.key, region, town) if town else None,
        )


def _read(said: str, reponse: Reponse, base: Base) -> Lu:
    if reponse.suite is Suite.SENSIBLE:
        return Lu(said, sensible=True)
    if reponse.suite is Suite.HORS_PERIMETRE:
        return Lu(said, hors=True)
    return Lu(said, reading_of(reponse, base))


def _where(base: Base, place: str) -> Territoire | None:
    """The place said, when there is only one of that name."""
    found = base.read_territoire(place) if place else ()
    return found[0] if len(found) == 1 else None
