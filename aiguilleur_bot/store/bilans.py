"""The balance of a month, gathered in one reading: what chat, pages and terminal all say."""

from __future__ import annotations

from datetime import datetime

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.needs.bilan import Bilan
from aiguilleur_bot.needs.indicateurs import Mesures, indicateurs
from aiguilleur_bot.needs.manques import Axe, Compte, Filtre
from aiguilleur_bot.needs.mois import shifted
from aiguilleur_bot.needs.sans_personne import without_people
from aiguilleur_bot.store import defis, manques, mesures, referents
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.mesures import Periode
from aiguilleur_bot.vocabulary import Portee

AXES = (Axe.FAMILLE, Axe.ACTION, Axe.REGION, Axe.MOTIF)


async def gather(tx: Transaction, mois: str | None, now: datetime, fiches: Mesures | None = None) -> Bilan:
    """The balance of a month (2026-11), or since the beginning. `fiches` brings what the base knows of fiches."""
    unmet = Filtre(mois=mois)
    counted = await mesures.measure(tx, Periode(mois, mois), now)
    if fiches is not None:
        counted = counted.with_fiches(fiches)
    return Bilan(
        mois=mois,
        manques=await manques.demand(tx, unmet),
        avant=await manques.total(tx, Filtre(mois=shifted(mois, -1))) if mois is not None else None,
        robot=await manques.total(tx, Filtre(compte=Compte.ROBOT, mois=mois)),
        hors=await manques.total(tx, Filtre(compte=Compte.HORS, mois=mois)),
        sans_mots=await manques.aside(tx, mois),
        par={axe: await manques.by(tx, unmet, axe) for axe in AXES},
        defis=await defis.count(tx),
        indicateurs=indicateurs(counted),
    )


async def fiches(tx: Transaction, base: Base, now: datetime) -> Mesures:
    """How many living fiches there are, read again in time, and with somebody who agreed to be called."""
    living = [fiche for fiche in base.communs.values() if fiche.statut not in ("archive", "ferme")]
    somebody = {one.commun for one in await referents.reachable(tx, Portee.AIGUILLEURS, now)}
    nobody = without_people(base, somebody, (), {})
    return Mesures(
        fiches=len(living),
        fiches_a_jour=sum(not base.needs_review(fiche.id) for fiche in living),
        fiches_avec_quelqu_un=len(living) - len(nobody),
    )
