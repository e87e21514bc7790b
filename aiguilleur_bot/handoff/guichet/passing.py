"""Passing a besoin on, preparing a call, and answering what others ask: nothing changes hands without a yes."""

from __future__ import annotations

from dataclasses import replace

from aiguilleur_bot.handoff import comptes
from aiguilleur_bot.handoff.guichet.effects import Answer, Offer, Prepare, Say, Show, Turn, asked, said
from aiguilleur_bot.handoff.guichet.holding import refused
from aiguilleur_bot.handoff.guichet.model import REPOS, Attente, BesoinVu, Offre, Poste, Value, World
from aiguilleur_bot.handoff.guichet.taking import taken
from aiguilleur_bot.handoff.guichet.words import Mot, Word
from aiguilleur_bot.vocabulary import HELD_STATES, Etat


def pass_on(one: BesoinVu, word: Word, world: World) -> Turn:
    """« transmettre @x »: x must accept; until then it stays theirs."""
    free = one.etat is Etat.NOUVELLE and not one.coup_dur
    if not free and (no := refused(one, Mot.TRANSMETTRE)):
        return no
    if not word.compte:
        poste = Poste(Attente.QUI, one.numero)
        return poste, (asked(poste, "guichet_transmettre", {"numero": one.numero}),)
    return _offered(one, word.compte, world)


def to_whom(poste: Poste, texte: str, word: Word | None, world: World) -> Turn:
    """The account asked for."""
    if word is not None and word.mot in (Mot.NON, Mot.PASSER):
        return said("guichet_non")
    named = next(iter(comptes.named(texte)), texte.strip())
    one = world.besoins.get(poste.numero or 0)
    return _offered(one, named, world) if one else said("guichet_non")


def _offered(one: BesoinVu, compte: str, world: World) -> Turn:
    found = world.collegue(compte)
    if found is None or found.personne == world.personne:
        return said("guichet_collegue_inconnu", {"compte": compte, "vous": found is not None})
    data: dict[str, Value] = {"numero": one.numero, "a": found.compte}
    if one.etat is Etat.NOUVELLE:
        return REPOS, (Show(one.numero, found.personne), Say("guichet_montre", data))
    return REPOS, (Offer(one.numero, found.personne), Say("guichet_transmis", data))


def prepare(one: BesoinVu, _word: Word, _world: World) -> Turn:
    """« préparer »: what helps before writing or calling. What another holds is theirs to prepare."""
    if one.etat in HELD_STATES and not one.a_moi:
        return taken(one)
    return REPOS, (Prepare(one.numero),)


# ---------------------------------------------------------------- what others ask


def answer(word: Word, world: World) -> Turn | None:
    """A yes or a no to the only thing asked of them, or to the besoin it names; several: which?"""
    offers = [one for one in world.offres if word.numero is None or _about(one, word.numero)]
    if len(offers) == 1:
        return answered(offers[0], oui=word.mot is Mot.OUI)
    if not offers:
        return None
    poste = Poste(Attente.OFFRE, mot=word.mot.value, choix=tuple(one.sujet for one in offers))
    shown: tuple[Value, ...] = tuple({"genre": one.genre, "de": one.de, "cle": one.cle} for one in offers)
    return poste, (asked(poste, "guichet_offres", {"offres": shown}),)


def which_offer(poste: Poste, _texte: str, word: Word | None, world: World) -> Turn:
    """The one of several offers that the yes, or the no, was for."""
    if word is None or word.mot is not Mot.CHOIX or word.choix > len(poste.choix):
        return said("guichet_non")
    chosen = next((one for one in world.offres if one.sujet == poste.choix[word.choix - 1]), None)
    return answered(chosen, oui=poste.mot == Mot.OUI) if chosen else said("guichet_rien_attendu")


def answered(offre: Offre, *, oui: bool) -> Turn:
    """Their answer; whoever asked is told."""
    data = {"genre": offre.genre, "oui": oui, "cle": offre.cle}
    told = () if oui and offre.genre == "transmission" else (Say("guichet_repondu", data),)
    return REPOS, (Answer(offre, oui), *told)


def tapped(sujet: str, word: Word, world: World) -> Turn | None:
    """A thumb on what was asked."""
    found = next((one for one in world.offres if one.sujet == sujet), None)
    if word.mot not in (Mot.OUI, Mot.NON):
        return None
    if found is None:
        genre, _, number = sujet.partition(":")
        return too_late(int(number), word, world) if genre == "transmission" else None
    return answered(found, oui=word.mot is Mot.OUI)


def too_late(numero: int | None, word: Word, world: World) -> Turn | None:
    """A yes to a besoin that was offered and is not any more: said plainly, or they would believe it theirs."""
    one = world.besoins.get(numero or 0)
    waits = any(offre.genre == "transmission" and offre.cle == numero for offre in world.offres)
    if one is None or one.a_moi or waits or word.mot is not Mot.OUI:
        return None
    return said("guichet_trop_tard", {"numero": one.numero, "par": one.par if one.etat in HELD_STATES else ""})


def _about(offre: Offre, numero: int) -> bool:
    return offre == replace(offre, genre="transmission", cle=numero)
