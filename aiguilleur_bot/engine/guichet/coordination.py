"""Answers those who coordinate: what is missing, what looks alike, défis and where they stand, the balance.

Each deed is one function of `store.defis`, in the transaction that settles the message: done once, and undone by
« défaire ». Besoins are shown with their words, which the person confirmed, and without anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiguilleur_bot.dialogue.besoin_words import shorten
from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.engine.guichet.counter import Counter
from aiguilleur_bot.engine.guichet.montrer import balance, shown
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.handoff.guichet import days
from aiguilleur_bot.handoff.guichet.coordonner import Genre, Ordre, read_month
from aiguilleur_bot.handoff.guichet.model import Value
from aiguilleur_bot.needs.bilan import label
from aiguilleur_bot.needs.brouillons_defi import discourse, movilab
from aiguilleur_bot.needs.defis import LIVING, Defi, Ferme, SansTitre, Statut, StatutImpossible, may_become
from aiguilleur_bot.needs.grouping import Groupe
from aiguilleur_bot.needs.manques import Axe, Filtre
from aiguilleur_bot.needs.mots import STATUTS, said
from aiguilleur_bot.store import defis, gestes, manques
from aiguilleur_bot.store.defis import Inconnu
from aiguilleur_bot.store.gestes import Depasse
from aiguilleur_bot.vocabulary import Action

PAGE = 7
"""Besoins of one answer: a phone shows no more."""

GROUPS, QUOTED = 3, 3
"""Groups proposed at once, and how many words of each are quoted."""

_ACTIONS = frozenset(action.value for action in Action)
_TITLE, _SEARCHED = 200, 80
_LONGEST = {"titre": 200, "description": 2000, "etape_quoi": 500, "etape_quand": 100, "porteur": 200, "lien": 500}
_LINK = re.compile(r"https?://[^\s<>\"]+")
_MONEY = re.compile(r"[^\d]")


@dataclass(frozen=True, slots=True)
class CoordinationDesk:
    """Speaks of what is missing, where it was asked: it is for them all in their room."""

    savoir: Callable[[], Savoir]

    async def answer(self, counter: Counter, ordre: Ordre, groupes: Sequence[Groupe]) -> None:
        """Answer, and do what is asked. `groupes` are what may be put together now, when that is the question."""
        try:
            modele, donnees = await self._done(counter, ordre, groupes)
        except Inconnu as unknown:
            modele, donnees = "coordination_inconnu", {"numero": unknown.numero}
        except StatutImpossible as no:
            allowed = _possible(no.de)
            modele, donnees = (
                "coordination_impossible",
                {"de": said(STATUTS, no.de), "vers": said(STATUTS, no.vers), "possibles": allowed},
            )
        except SansTitre as untitled:
            modele, donnees = "coordination_sans_titre", {"numero": untitled.numero}
        except Ferme as closed:
            modele, donnees = "coordination_ferme", {"numero": closed.numero, "statut": said(STATUTS, closed.statut)}
        except Depasse:
            modele, donnees = "coordination_depasse", {}
        await counter.here("coordination", modele, donnees)

    async def _done(self, counter: Counter, ordre: Ordre, groupes: Sequence[Groupe]) -> tuple[str, dict[str, Value]]:
        match ordre.genre:
            case Genre.LISTE:
                return await self._list(counter, ordre)
            case Genre.BESOIN:
                return await self._one(counter, ordre.numeros[0])
            case Genre.PROPOSITIONS:
                return await self._groups(counter, groupes)
            case Genre.GROUPER:
                return await self._group(counter, ordre)
            case Genre.SEPARER:
                return await self._split(counter, ordre)
            case Genre.DEFIS:
                return await self._defis(counter)
            case Genre.DEFAIRE:
                return await self._undo(counter)
            case Genre.BILAN:
                return await self._balance(counter, ordre.nom)
        return await self._about_one(counter, ordre)

    # ------------------------------------------------------------ besoins

    async def _list(self, counter: Counter, ordre: Ordre) -> tuple[str, dict[str, Value]]:
        filtre = self._filter(ordre.texte)
        found = await manques.page(counter.postbox.tx, filtre, page=ordre.page, taille=PAGE)
        asked = await manques.demand(counter.postbox.tx, filtre)
        return "coordination_besoins", {
            "besoins": tuple(map(shown, found.manques)),
            "total": found.total,
            "page": found.page,
            "pages": found.pages,
            "cherche": shorten(ordre.texte, _SEARCHED),
            "personnes": asked.personnes,
            "lieux": asked.lieux,
        }

    def _filter(self, words: str) -> Filtre:
        """What words after « besoins » choose: an action, a region, the rest being looked for in the words."""
        action = next((one for one in words.split() if one in _ACTIONS), None)
        rest = " ".join(one for one in words.split() if one not in _ACTIONS)
        region = self.savoir().base.region(rest) if rest else None
        if region is not None and region.region is not None:
            return Filtre(action=action, region=region.region)
        return Filtre(action=action, mots=rest)

    async def _one(self, counter: Counter, numero: int) -> tuple[str, dict[str, Value]]:
        tx = counter.postbox.tx
        one = await manques.get(tx, numero)
        if one is None:
            raise Inconnu(numero)
        near = {other.numero: other for other in await manques.some(tx, [autre for autre, _ in one.voisins])}
        communs = dict.fromkeys((*one.proposes, *one.proches, *one.scores))
        return "coordination_besoin", {
            **shown(one),
            "etat": label(Axe.ETAT, one.etat),
            "issue": label(Axe.ISSUE, one.issue),
            "action": label(Axe.ACTION, one.action),
            "famille": label(Axe.FAMILLE, one.famille),
            "maturite": label(Axe.MATURITE, one.maturite) if one.maturite else "",
            "recu_le": one.cree_le.isoformat(),
            "lieu": one.ou is not None,
            "communs": tuple(self._name(commun) for commun in communs)[:QUOTED],
            "voisins": tuple(shown(near[autre]) for autre, _ in one.voisins if autre in near)[:QUOTED],
        }

    # ------------------------------------------------------------ groups

    async def _groups(self, counter: Counter, groupes: Sequence[Groupe]) -> tuple[str, dict[str, Value]]:
        proposed: list[Value] = []
        for one in groupes[:GROUPS]:
            said = await manques.some(counter.postbox.tx, one.numeros)
            proposed.append(
                {
                    "numeros": one.numeros,
                    "raison": one.raison,
                    "personnes": one.personnes + one.sans_personne,
                    "defi": one.defi or 0,
                    "textes": tuple(manque.texte for manque in said if manque.texte)[:QUOTED],
                }
            )
        return "coordination_propositions", {"groupes": tuple(proposed), "reste": max(0, len(groupes) - GROUPS)}

    async def _group(self, counter: Counter, ordre: Ordre) -> tuple[str, dict[str, Value]]:
        tx, now, by = counter.postbox.tx, counter.postbox.now, counter.by.id
        numero = await defis.group(tx, ordre.numeros, titre=mask(ordre.texte)[:_TITLE], par=by, now=now)
        return "coordination_groupe", await self._defi(counter, numero)

    async def _split(self, counter: Counter, ordre: Ordre) -> tuple[str, dict[str, Value]]:
        tx, now = counter.postbox.tx, counter.postbox.now
        left = await defis.split(tx, ordre.numeros, par=counter.by.id, now=now)
        return "coordination_separe", {"numeros": ordre.numeros, "defis": left}

    async def _undo(self, counter: Counter) -> tuple[str, dict[str, Value]]:
        done = await gestes.undo(counter.postbox.tx, par=counter.by.id, now=counter.postbox.now)
        if done is None:
            return "coordination_rien_a_defaire", {}
        return "coordination_defait", {"geste": done.geste.value, "defi": done.defi, "quand": done.quand.isoformat()}

    # ------------------------------------------------------------ défis

    async def _defis(self, counter: Counter) -> tuple[str, dict[str, Value]]:
        living = await defis.every(counter.postbox.tx, LIVING)
        lines: tuple[Value, ...] = tuple(
            {"numero": one.id, "titre": one.nom, "statut": said(STATUTS, one.statut), "besoins": len(one.besoins)}
            for one in living[:PAGE]
        )
        return "coordination_defis", {"defis": lines, "reste": max(0, len(living) - PAGE)}

    async def _about_one(self, counter: Counter, ordre: Ordre) -> tuple[str, dict[str, Value]]:
        tx, now, by, numero = counter.postbox.tx, counter.postbox.now, counter.by.id, ordre.numeros[0]
        match ordre.genre:
            case Genre.STATUT:
                commun = self._commun(ordre.texte)
                await defis.move(tx, numero, Statut(ordre.nom), par=by, now=now, commun=commun)
            case Genre.FUSIONNER:
                await defis.merge(tx, numero, ordre.numeros[1], par=by, now=now)
            case Genre.CHAMP:
                champs = self._field(ordre)
                if champs is None:
                    return "coordination_illisible", {"champ": ordre.nom}
                await defis.edit(tx, numero, par=by, now=now, **champs)
            case Genre.BROUILLON:
                return await self._draft(counter, numero, ordre.nom)
        return "coordination_defi", await self._defi(counter, numero)

    def _field(self, ordre: Ordre) -> dict[str, Any] | None:
        """What a field becomes; None when the words cannot be it."""
        if ordre.nom == "etape_budget":
            digits = _MONEY.sub("", ordre.texte.split(",")[0])
            return {"etape_budget": int(digits)} if 0 < len(digits) <= 8 else None
        if ordre.nom == "communs":
            found = [self._commun(one) for one in ordre.texte.split(",")]
            return {"communs": [one for one in found if one]} if all(found) else None
        if ordre.nom == "lien":
            return {"lien": ordre.texte} if _LINK.fullmatch(ordre.texte) and len(ordre.texte) <= 500 else None
        return {ordre.nom: mask(" ".join(ordre.texte.split()))[: _LONGEST[ordre.nom]]}

    async def _defi(self, counter: Counter, numero: int) -> dict[str, Value]:
        tx = counter.postbox.tx
        one = await self._existing(counter, numero)
        asked = await manques.of_defi(tx, numero)
        theirs = await manques.some(tx, one.besoins)
        return {
            "numero": one.id,
            "titre": one.nom,
            "sans_titre": not one.titre,
            "statut": said(STATUTS, one.statut),
            "possibles": _possible(one.statut, untitled=not one.titre),
            "besoins": tuple(map(shown, theirs))[:PAGE],
            "reste": max(0, len(one.besoins) - PAGE),
            "personnes": asked.personnes,
            "sans_personne": asked.sans_personne,
            "lieux": asked.lieux,
            "sans_lieu": asked.sans_lieu,
            "regions": asked.regions,
            "contribuer": asked.contribuer,
            "cofinancer": asked.cofinancer,
            "communs": tuple(map(self._name, one.communs)),
            "etape": one.etape.quoi,
            "quand": one.etape.quand,
            "budget": one.etape.budget or 0,
            "porteur": one.porteur,
            "lien": one.lien,
            "commun": self._name(one.commun) if one.commun else "",
            "doublon_de": one.doublon_de or 0,
        }

    async def _draft(self, counter: Counter, numero: int, which: str) -> tuple[str, dict[str, Value]]:
        one = await self._existing(counter, numero)
        asked = await manques.of_defi(counter.postbox.tx, numero)
        names: Mapping[str, str] = {commun: self._name(commun) for commun in one.communs}
        if which == "movilab":
            texte = movilab(one, asked, names)
        else:
            first = await manques.first_unmet(counter.postbox.tx, one.besoins)
            texte = discourse(one, asked, names, numero=first)
        return "coordination_brouillon", {"numero": numero, "ou": which, "bloc": texte.strip()}

    # ------------------------------------------------------------ the balance

    async def _balance(self, counter: Counter, words: str) -> tuple[str, dict[str, Value]]:
        tx, now = counter.postbox.tx, counter.postbox.now
        month = read_month(words, days.today(now)) if words else f"{days.today(now):%Y-%m}"
        if month is None:
            return "coordination_illisible", {"champ": "mois"}
        return "coordination_bilan", await balance(tx, self.savoir().base, month, now)

    async def _existing(self, counter: Counter, numero: int) -> Defi:
        found = await defis.get(counter.postbox.tx, numero)
        if found is None:
            raise Inconnu(numero)
        return found

    def _commun(self, words: str) -> str | None:
        named = self.savoir().matcher.named(words) if words.strip() else None
        return named.communs[0] if named is not None and named.communs else None

    def _name(self, commun: str) -> str:
        fiche = self.savoir().base.communs.get(commun)
        return fiche.nom if fiche else commun


def _possible(statut: Statut, *, untitled: bool = False) -> tuple[str, ...]:
    """What may be said after « défi 3 »."""
    return tuple(said(STATUTS, vers) for vers in may_become(statut, untitled=untitled))
