"""What whoever holds a besoin says of it: in touch, given back, waiting, going on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from aiguilleur_bot.handoff.guichet import days
from aiguilleur_bot.handoff.guichet.effects import Contacted, GiveBack, Say, Turn, Wait, asked, said
from aiguilleur_bot.handoff.guichet.model import REPOS, Attente, BesoinVu, Poste, World
from aiguilleur_bot.handoff.guichet.taking import taken
from aiguilleur_bot.handoff.guichet.words import Mot, Word
from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.vocabulary import HELD_STATES, Etat

LONGEST_WAIT = timedelta(days=92)
"""The furthest day a besoin may wait for: three months, then it is closed, and may be opened again."""

FROM: Mapping[Mot, frozenset[Etat]] = MappingProxyType(
    {
        Mot.CONTACT: HELD_STATES - {Etat.TRANSMISE},
        Mot.ATTENDRE: frozenset({Etat.PRISE_EN_CHARGE, Etat.EN_COURS, Etat.EN_ATTENTE}),
        Mot.CLORE: HELD_STATES - {Etat.TRANSMISE},
        Mot.TRANSMETTRE: frozenset({Etat.PRISE_EN_CHARGE, Etat.EN_COURS}),
        Mot.REPRENDRE: frozenset({Etat.EN_ATTENTE, Etat.TRANSMISE, Etat.RELANCEE}),
    }
)
"""The states in which each word makes sense; the others make sense in every state somebody holds."""


def refused(one: BesoinVu, mot: Mot) -> Turn | None:
    """Why this word cannot be said of this besoin by them, or None when it can."""
    if one.etat not in HELD_STATES:
        return said("guichet_pas_pris", {"numero": one.numero, "etat": one.etat.value})
    if not one.a_moi:
        return taken(one)
    if mot in FROM and one.etat not in FROM[mot]:
        return said("guichet_impossible", {"numero": one.numero, "etat": one.etat.value, "mot": mot.value})
    return None


def give_back(one: BesoinVu, _word: Word, _world: World) -> Turn:
    """« je rends »: back to the group, without a reason."""
    no = refused(one, Mot.RELACHER)
    return no or (REPOS, (GiveBack(one.numero), Say("guichet_rendu", {"numero": one.numero})))


def contacted(one: BesoinVu, _word: Word, _world: World) -> Turn:
    """« c'est fait »: the lease becomes theirs for good. Said twice it is the same."""
    if no := refused(one, Mot.CONTACT):
        return no
    told = Say("guichet_contact", {"numero": one.numero})
    return REPOS, (told,) if one.etat is Etat.EN_COURS else (Contacted(one.numero), told)


def resume(one: BesoinVu, _word: Word, _world: World) -> Turn:
    """« je reprends »: what waited, or was offered to somebody else, goes on with them."""
    no = refused(one, Mot.REPRENDRE)
    return no or (REPOS, (Contacted(one.numero), Say("guichet_repris", {"numero": one.numero})))


def wait(one: BesoinVu, word: Word, world: World) -> Turn:
    """« attendre jusqu'au 12/12 »: a day is needed, or everybody forgets."""
    if no := refused(one, Mot.ATTENDRE):
        return no
    poste = Poste(Attente.DATE, one.numero, reste=word.reste)
    return _waiting(poste, word.reste, world) if word.reste else _ask_when(poste)


def until_when(poste: Poste, texte: str, word: Word | None, world: World) -> Turn:
    """The day asked for."""
    if word is not None and word.mot is Mot.NON:
        return said("guichet_non")
    return _waiting(poste, texte, world)


def _waiting(poste: Poste, texte: str, world: World) -> Turn:
    numero = poste.numero or 0
    day = days.read(texte, days.today(world.maintenant))
    if day is None:
        return _ask_when(poste)
    if not _reasonable(day, days.today(world.maintenant)):
        return poste, (asked(poste, "guichet_attendre_loin", {"numero": numero, "jours": LONGEST_WAIT.days}),)
    whom: Literal["demandeur", "referent"] = "referent" if "referent" in flat(texte + poste.reste) else "demandeur"
    told = Say("guichet_attend", {"numero": numero, "jour": day.isoformat(), "qui": whom})
    return REPOS, (Wait(numero, whom, day), told)


def _reasonable(day: date, today: date) -> bool:
    return today < day <= today + LONGEST_WAIT


def _ask_when(poste: Poste) -> Turn:
    return poste, (asked(poste, "guichet_attendre", {"numero": poste.numero or 0}),)
