"""Gathers, inside the transaction, everything a decision of the dialogue may depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.dossier import BesoinConnu, Dossier
from aiguilleur_bot.dialogue.model import World
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.store import apprentissages, besoins, conversations, droits, personnes, salons, suivis
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import Personne
from aiguilleur_bot.vocabulary import Etat, Reponse, Territoire


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
        everything: bool = False,
    ) -> World:
        """The world of a decision about `person`, at `now`, for words said in `salon`; with `everything` held."""
        return World(
            maintenant=now,
            savoir=self.savoir().base,
            numero=await besoins.next_number(tx),
            reponse=reponse,
            nouveau=person.salue_le is None,
            territoire_du_salon=await self.territoire(tx, person.plateforme, salon),
            nom_du_reseau=self.options.nom_du_reseau,
            dossier=await dossier(tx, person, everything=everything),
            source=self.options.source,
        )

    async def territoire(self, tx: Transaction, plateforme: str, salon: str) -> Territoire | None:
        """Where a room is, when the settings say its region."""
        room = await salons.get(tx, plateforme, salon)
        option = self.options.salon(plateforme, room.nom if room else None)
        if option is None or option.region is None:
            return None
        return self.savoir().base.region(option.region)


async def dossier(tx: Transaction, person: Personne, *, everything: bool) -> Dossier:
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
        mots=await _under_way(tx, person) if everything else (),
        tables=await droits.held(tx, person.id) if everything else {},
    )


async def _under_way(tx: Transaction, person: Personne) -> tuple[str, ...]:
    """The words of a person in their conversations."""
    states = [line.etat for line in await conversations.of_person(tx, person.id)]
    return tuple(dict.fromkeys(said for etat in states if etat is not None and (said := state.load(etat).texte)))
