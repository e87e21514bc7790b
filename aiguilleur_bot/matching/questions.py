"""« Vouliez-vous dire »: the closed choice asked when several families of communs would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.encoder import Vecteurs
from aiguilleur_bot.vocabulary import Choix, Question

CHOIX_MAX = 3
AUTRE = "autre, ou je ne sais pas"
_TROP_PROCHES = 0.6
NBSP = "\u00a0"


def closed_question(fiches: Sequence[Commun], usages: Mapping[str, Vecteurs]) -> Question | None:
    """One question over the communs given (best first), two uses alike making one choice.

    None when it would not change the answer: everything comes to the same use.
    """
    groupes: list[list[Commun]] = []
    for fiche in fiches:
        voisin = next((g for g in groupes if _alike(g[0], fiche, usages)), None)
        if voisin is not None:
            voisin.append(fiche)
        elif len(groupes) < CHOIX_MAX:
            groupes.append([fiche])
    if len(groupes) < 2:
        return None
    choix = [Choix(groupe[0].usage, tuple(fiche.id for fiche in groupe)) for groupe in groupes]
    return Question(f"Pour bien comprendre, il s’agit de{NBSP}:", (*choix, Choix(AUTRE)))


def _alike(une: Commun, autre: Commun, usages: Mapping[str, Vecteurs]) -> bool:
    proches = float(usages[une.id] @ usages[autre.id])
    return autre.id in une.alternatives or une.id in autre.alternatives or proches >= _TROP_PROCHES
