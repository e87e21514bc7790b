"""What is missing, as the prompts of the coordination take it: the desk and the Monday digest show the same."""

from __future__ import annotations

from datetime import datetime

from aiguilleur_bot.dialogue.besoin_words import LONGEST, shorten
from aiguilleur_bot.handoff.guichet.model import Value
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.needs.bilan import Bilan, label
from aiguilleur_bot.needs.manques import Axe, Manque
from aiguilleur_bot.needs.mois import month_name
from aiguilleur_bot.store import bilans
from aiguilleur_bot.store.database import Transaction

SHOWN = 4
"""Lines of each list of a balance in chat."""


def shown(one: Manque) -> dict[str, Value]:
    """One besoin in a list; what a page let in at length is cut as what is typed."""
    return {
        "numero": one.numero,
        "texte": shorten(one.texte, LONGEST),
        "region": one.region_nom or "",
        "motif": label(Axe.MOTIF, one.motif) if one.motif else "",
        "soutiens": one.soutiens,
        "defi": one.defi or 0,
        "source": one.source,
    }


async def balance(tx: Transaction, base: Base, mois: str, now: datetime) -> dict[str, Value]:
    """The balance of a month."""
    found = await bilans.gather(tx, mois, now, await bilans.fiches(tx, base, now))
    asked = found.manques
    return {
        "mois": month_name(mois),
        "besoins": asked.besoins,
        "avant": found.avant if found.avant is not None else -1,
        "personnes": asked.personnes,
        "sans_personne": asked.sans_personne,
        "lieux": asked.lieux,
        "sans_lieu": asked.sans_lieu,
        "regions": asked.regions,
        "robot": found.robot,
        "hors": found.hors + found.sans_mots,
        "familles": _lines(found, Axe.FAMILLE),
        "motifs": _lines(found, Axe.MOTIF),
        "indicateurs": tuple(
            {"nom": one.nom, "valeur": one.valeur, "unite": one.unite, "n": one.n, "sur": one.sur}
            for one in found.indicateurs
            if one.valeur is not None
        ),
    }


def _lines(found: Bilan, axe: Axe) -> tuple[Value, ...]:
    return tuple(
        {"nom": label(axe, line.valeurs[0]), "besoins": line.besoins, "personnes": line.personnes}
        for line in found.par[axe][:SHOWN]
    )
