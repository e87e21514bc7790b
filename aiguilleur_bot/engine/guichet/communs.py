"""Answers aiguilleurs about the communs: who knows one, its whole fiche, an invitation, where nobody is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aiguilleur_bot.dialogue import state
from aiguilleur_bot.dialogue.apports import TEXTE_VERSION
from aiguilleur_bot.dialogue.events import Invited
from aiguilleur_bot.dialogue.fiche import whole_fiche
from aiguilleur_bot.dialogue.model import Conversation, Phase, Value, World
from aiguilleur_bot.dialogue.step import step
from aiguilleur_bot.engine.askers import Askers
from aiguilleur_bot.engine.guichet.counter import Counter
from aiguilleur_bot.engine.options import Options
from aiguilleur_bot.engine.people import peopled
from aiguilleur_bot.engine.postbox import Scene
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.handoff.guichet.communs import Demande
from aiguilleur_bot.needs.sans_personne import without_people
from aiguilleur_bot.store import aiguilleurs, apprentissages, conversations, demand, personnes, referents
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import Nommes, Portee

SHOWN = 5
"""Fiches without anybody shown in chat; the terminal has them all."""


@dataclass(frozen=True, slots=True)
class CommonsDesk:
    """Contacts are said in private only, even when asked in a room of aiguilleurs."""

    options: Options
    askers: Askers
    savoir: Callable[[], Savoir]

    async def answer(self, counter: Counter, asked: Demande) -> None:
        """Answer one question. Raises store.conversations.Stale."""
        if asked.genre == "sans-personne":
            await self._nobody(counter)
            return
        nommes = self.savoir().matcher.named(asked.nom)
        if not nommes.communs:
            await self._private(counter, "communs_inconnu", {"dit": asked.nom, "proches": self._names(nommes)})
        elif asked.genre == "inviter":
            await self._invite(counter, asked.compte, nommes.communs[0])
        elif asked.genre == "qui":
            await self._who(counter, nommes.communs[0])
        else:
            await self._fiche(counter, nommes.communs[0])

    async def _private(self, counter: Counter, modele: str, donnees: Mapping[str, Value]) -> None:
        await counter.privately("communs", modele, donnees)
        if not counter.event.is_direct:
            await counter.here("communs:ici", "en_prive", {})

    async def _who(self, counter: Counter, commun: str) -> None:
        """People who agreed, in any reach, and aiguilleurs who said they know it."""
        tx, base = counter.postbox.tx, self.savoir().base
        known = await referents.reachable(tx, Portee.AIGUILLEURS, counter.postbox.now, {commun})
        helpers = [one for one in await aiguilleurs.everybody(tx) if one.etat == "actif" and commun in one.communs]
        accounts = [await personnes.get(tx, one.personne) for one in helpers]
        donnees: Mapping[str, Value] = {
            "nom": base.communs[commun].nom,
            "personnes": tuple({"nom": one.nom, "contact": one.contact, "portee": one.portee.value} for one in known),
            "aident": tuple(one.compte for one in accounts if one is not None and one.compte),
            "contacts": tuple(
                {"libelle": one.libelle, "valeur": one.valeur}
                for one in base.contacts(commun, None, Portee.AIGUILLEURS)
            ),
        }
        await self._private(counter, "communs_qui", donnees)

    async def _fiche(self, counter: Counter, commun: str) -> None:
        """The fiche as people see it, those past their time included, with everybody an aiguilleur may call."""
        tx, now, base = counter.postbox.tx, counter.postbox.now, self.savoir().base
        known = await referents.reachable(tx, Portee.AIGUILLEURS, now, {commun})
        savoir = peopled(base, Portee.AIGUILLEURS, known, now.date())
        world = World(now, savoir, 0)
        shown = whole_fiche(commun, Conversation(direct=True), world, suivi=False)
        asked = (await demand.by_commun(tx)).get(commun, 0)
        fiche = base.communs[commun]
        more: Mapping[str, Value] = {
            "demandes": asked,
            "perimee": base.outdated(commun),
            "statut": fiche.statut,
            "id": commun,
        }
        await self._private(counter, "communs_fiche", {**shown, **more})

    async def _nobody(self, counter: Counter) -> None:
        tx, now, base = counter.postbox.tx, counter.postbox.now, self.savoir().base
        known = await referents.reachable(tx, Portee.AIGUILLEURS, now)
        counted, asked = await apprentissages.counted(tx), await demand.by_commun(tx)
        found = without_people(base, {one.commun for one in known}, counted, asked)
        shown: tuple[Value, ...] = tuple(
            {"nom": one.nom, "demandes": one.besoins, "ouvertes": one.ouverte} for one in found[:SHOWN]
        )
        await counter.here("communs", "communs_sans_personne", {"fiches": shown, "reste": len(found) - len(shown)})

    async def _invite(self, counter: Counter, account: str, commun: str) -> None:
        """Ask somebody, once, whether they would be called: the answer is theirs, in private."""
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by
        who = pseudonym(self.options.key, by.plateforme, account)
        donnees: Mapping[str, Value] = {"compte": account, "nom": self.savoir().base.communs[commun].nom}
        if who == by.id:
            await self._private(counter, "communs_soi", donnees)
            return
        person = await personnes.meet(tx, who, by.plateforme, account, now)
        line = await conversations.get(tx, conversations.direct_id(who))
        before = state.load(line.etat) if line and line.etat is not None else Conversation(direct=True)
        asked = before.phase is not Phase.HUMAIN and await referents.invite(
            tx, who, commun, par=by.id, version=TEXTE_VERSION, canal=f"direct {by.plateforme}"[:20], now=now
        )
        if not asked:
            await self._private(counter, "communs_deja_invite", donnees)
            return
        line = line or conversations.begun_in_direct(who, by.plateforme, now)
        world = await self.askers.worlds.world(tx, person, salon=line.salon, now=now, directe=True)
        after, effects = step(before, Invited(commun, by.compte or ""), world)
        scene = Scene(postbox=counter.postbox, personne=person, line=line, prefixe="invitation:")
        await self.askers.effects.apply(scene, after, effects)
        await self._private(counter, "communs_invite", donnees)

    def _names(self, nommes: Nommes) -> tuple[str, ...]:
        return tuple(self.savoir().base.communs[commun].nom for commun in nommes.proches)
