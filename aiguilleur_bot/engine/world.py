"""Gathers, inside the transaction, everything a decision of the dialogue may depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.dossier import BesoinConnu, Dossier
from aiguilleur_bot.dialogue.model import World
from aiguilleur_bot.engine.apports import known_lieu, known_referents
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.people import peopled, with_people
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.engine.soutiens import seen_manque
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.store import (
    aiguilleurs,
    apprentissages,
    besoins,
    conversations,
    droits,
    personnes,
    referents,
    salons,
    suivis,
)
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import Personne
from aiguilleur_bot.vocabulary import Etat, Nommes, Portee, Reponse, Territoire


@dataclass(frozen=True, slots=True)
class Worlds:
    """Builds worlds for one installation. `savoir` gives what is known right now."""

    options: Options
    savoir: Callable[[], Savoir]

    async def world(
        self,
        tx: Transaction,
        person: Personne,
        *,
        salon: str,
        now: datetime,
        reponse: Reponse | None = None,
        nommes: Nommes | None = None,
        directe: bool = False,
        everything: bool = False,
        manque: int | None = None,
    ) -> World:
        """The world of a decision about `person`, at `now`, for words said in `salon`; with `everything` held.

        `manque` is the unmet besoin they speak of.

        `directe`: what is decided is said in private, so it may name whom this person may call there.
        """
        base = self.savoir().base
        reader = await self.reader(tx, person) if directe else Portee.PUBLIC
        known = peopled(base, reader, await referents.reachable(tx, reader, now), now.date())
        return World(
            maintenant=now,
            savoir=known,
            numero=await besoins.next_number(tx),
            reponse=with_people(reponse, known) if reponse is not None else None,
            nouveau=person.salue_le is None,
            territoire_du_salon=await self.territoire(tx, person.plateforme, salon),
            nom_du_reseau=self.options.nom_du_reseau,
            dossier=await dossier(tx, person, base, everything=everything),
            source=self.options.source,
            nommes=nommes or Nommes(),
            compte=person.compte or "",
            manque=await seen_manque(tx, person, manque) if manque is not None else None,
        )

    async def reader(self, tx: Transaction, person: Personne) -> Portee:
        """How much of the people behind the communs this person may see, in private.

        A member is somebody who called the bot in a room of the settings.
        """
        row = await aiguilleurs.get(tx, person.id)
        of_the_settings = person.compte is not None and self.options.is_aiguilleur(person.plateforme, person.compte)
        if of_the_settings if row is None else row.in_team:
            return Portee.AIGUILLEURS
        ours = {
            (room.plateforme, room.salon)
            for room in await salons.named(tx)
            if self.options.salon(room.plateforme, room.nom) is not None
        }
        return Portee.MEMBRES if await conversations.spoke_in(tx, person.id, ours) else Portee.PUBLIC

    async def territoire(self, tx: Transaction, plateforme: str, salon: str) -> Territoire | None:
        """Where a room is, when the settings say its region."""
        room = await salons.get(tx, plateforme, salon)
        option = self.options.salon(plateforme, room.nom if room else None)
        if option is None or option.region is None:
            return None
        return self.savoir().base.region(option.region)


async def dossier(tx: Transaction, person: Personne, base: Base, *, everything: bool) -> Dossier:
    """What is held about a person: what steers a conversation, or everything."""
    known = []
    for besoin in await besoins.of_person(tx, person.id):
        holder = await personnes.get(tx, besoin.prise_par) if besoin.prise_par else None
        known.append(
            BesoinConnu(
                numero=besoin.numero,
                texte=besoin.texte,
                etat=Etat(besoin.etat),
                cree_le=besoin.cree_le,
                pris_par=holder.compte if holder else None,
            )
        )
    return Dossier(
        premier_contact=person.premier_contact_le,
        besoins=tuple(known),
        conversations=await conversations.count(tx, person.id),
        suivis=await suivis.pending(tx, person.id),
        phrases=await apprentissages.of_person(tx, person.id),
        referents=await known_referents(tx, person.id),
        lieu=await known_lieu(tx, person.id, base),
        mots=await _under_way(tx, person) if everything else (),
        tables=await droits.held(tx, person.id) if everything else {},
    )


async def _under_way(tx: Transaction, person: Personne) -> tuple[str, ...]:
    """The words of a person in their conversations."""
    states = [line.etat for line in await conversations.of_person(tx, person.id)]
    return tuple(dict.fromkeys(said for etat in states if etat is not None and (said := state.load(etat).texte)))
