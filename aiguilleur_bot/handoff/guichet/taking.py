"""Taking a besoin, letting it go, opening it again."""

from __future__ import annotations

from datetime import timedelta

from aiguilleur_bot.handoff.guichet.effects import LetGo, Reopen, Say, Take, Turn, said
from aiguilleur_bot.handoff.guichet.model import REPOS, BesoinVu, World
from aiguilleur_bot.handoff.guichet.words import Word
from aiguilleur_bot.vocabulary import HELD_STATES, Etat

REOPENED_WITHIN = timedelta(days=90)
"""How long after its end a besoin may be opened again (domain notes §2.3)."""


def take(one: BesoinVu, _word: Word, _world: World) -> Turn:
    """« je prends »: theirs, or who has it and since when. Said twice it is the same."""
    if one.etat is Etat.NOUVELLE:
        return REPOS, (Take(one.numero),)
    if one.etat not in HELD_STATES:
        return said("rien_a_prendre", {"numero": one.numero})
    return (REPOS, ()) if one.a_moi else taken(one)


def let_go(one: BesoinVu, _word: Word, _world: World) -> Turn:
    """« passer »: no reason is asked, and they are never rung again for this one."""
    if one.a_moi and one.etat in HELD_STATES:
        return said("guichet_a_vous", {"numero": one.numero})
    if one.etat in HELD_STATES:
        return taken(one)
    if one.etat is not Etat.NOUVELLE:
        return said("rien_a_prendre", {"numero": one.numero})
    return REPOS, (LetGo(one.numero), Say("guichet_passe", {"numero": one.numero}))


def may_reopen(one: BesoinVu, world: World) -> bool:
    """Whether it ended lately enough."""
    if one.etat not in (Etat.CLOSE, Etat.EXPIREE) or one.clos_le is None:
        return False
    return world.maintenant - one.clos_le <= REOPENED_WITHIN


def reopen(one: BesoinVu, _word: Word, world: World) -> Turn:
    """« rouvrir »: whoever opens it again has it again."""
    if not may_reopen(one, world):
        ended = one.etat in (Etat.CLOSE, Etat.EXPIREE)
        return said("guichet_pas_rouvrir", {"numero": one.numero, "trop_tard": ended, "jours": REOPENED_WITHIN.days})
    return REPOS, (Reopen(one.numero), Say("guichet_rouvert", {"numero": one.numero}))


def taken(one: BesoinVu) -> Turn:
    """Somebody else has it: who, and since when."""
    when = one.pris_le.isoformat() if one.pris_le else ""
    return said("deja_pris", {"numero": one.numero, "par": one.par, "le": when})
