"""Gathers, inside the transaction, everything a decision of the desk may depend on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aiguilleur_bot.engine.guichet.people import People
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.handoff.guichet import days
from aiguilleur_bot.handoff.guichet.model import BesoinVu, Poste, Said, Words, World
from aiguilleur_bot.handoff.guichet.taking import REOPENED_WITHIN
from aiguilleur_bot.handoff.guichet.words import read
from aiguilleur_bot.knowledge.folding import folded_words
from aiguilleur_bot.platforms.base import Inbound
from aiguilleur_bot.store import aiguilleurs, besoins, personnes
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import Personne
from aiguilleur_bot.vocabulary import Etat


@dataclass(frozen=True, slots=True)
class Names:
    """The little that the desk asks of the knowledge base: the communs by their names."""

    savoir: Savoir

    def nom(self, commun: str) -> str:
        """The name of a commun; its id when its fiche is gone."""
        fiche = self.savoir.base.communs.get(commun)
        return fiche.nom if fiche else commun

    def region(self, texte: str) -> str | None:
        """The code of the region that `texte` names."""
        found = self.savoir.base.region(texte)
        return found.region if found else None

    def nomme(self, texte: str) -> str | None:
        """The commun whose name `texte` is, whatever its case and accents."""
        said = folded_words(texte)
        for commun, fiche in self.savoir.base.communs.items():
            if said and said in (folded_words(commun), *map(folded_words, (fiche.nom, *fiche.autres_noms))):
                return commun
        return None


@dataclass(frozen=True, slots=True)
class DeskWorlds:
    """Builds worlds of the desk. `savoir` gives what is known right now."""

    savoir: Callable[[], Savoir]
    people: People

    async def world(self, postbox: Postbox, by: Personne, event: Inbound, poste: Poste, said: Said) -> World:
        """What `by` may see when they say `said`, waiting for `poste`."""
        tx = postbox.tx
        shown = tuple(dict.fromkeys(one.numero for one in await besoins.cards_in(tx, event.platform, event.room)))
        mine = (
            *await besoins.held_by(tx, by.id),
            *await besoins.ended_by(tx, by.id, postbox.now - REOPENED_WITHIN),
        )
        found = {one.numero: one for one in mine}
        for numero in (*shown, *_named(poste, said)):
            if numero not in found and (known := await besoins.get(tx, numero)) is not None:
                found[numero] = known
        row, today = await aiguilleurs.get(tx, by.id), days.today(postbox.now)
        return World(
            maintenant=postbox.now,
            savoir=Names(self.savoir()),
            prive=event.is_direct,
            besoins={numero: await _seen(tx, known, by) for numero, known in found.items()},
            montres=shown,
            personne=by.id,
            membre=self.people.member(event, row),
            coordonne=await self.people.coordinates(tx, event, row),
            collegues=await self.people.collegues(tx, postbox.now),
            offres=await self.people.offres(tx, by.id, row, today),
            relais=await self.people.relays(tx, today),
        )


def _named(poste: Poste, said: Said) -> Iterable[int]:
    """The besoins that words, a card, or what is waited for point at."""
    numbers = [said.numero, poste.numero]
    if isinstance(said, Words):
        word = read(said.texte, said.mentions)
        numbers.append(word.numero if word else None)
    elif said.sujet:
        numbers.append(int(said.sujet.rpartition(":")[2]))
    numbers += [int(one) for one in poste.choix if one.isdigit()]
    return (numero for numero in numbers if numero)


async def _seen(tx: Transaction, known: Besoin, by: Personne) -> BesoinVu:
    holder = await personnes.get(tx, known.prise_par) if known.prise_par else None
    return BesoinVu(
        numero=known.numero,
        texte=known.texte,
        etat=Etat(known.etat),
        par=(holder.compte or "") if holder else "",
        a_moi=known.prise_par == by.id,
        pris_le=known.prise_le,
        clos_le=known.clos_le,
        premier_contact=known.premier_contact_le is not None,
        attend_jusqu_au=known.attend_jusqu_au,
        coup_dur=known.coup_dur,
        proposes=known.proposes,
    )
