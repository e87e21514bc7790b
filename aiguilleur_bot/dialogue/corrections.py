"""« cette fiche est fausse »: one word after a fiche, or its name; gardeners hear of it, the person is thanked."""

from __future__ import annotations

from dataclasses import replace

from aiguilleur_bot.dialogue.apports import ReportFiche, Saisie
from aiguilleur_bot.dialogue.besoin_words import besoin_words
from aiguilleur_bot.dialogue.giving import named_part, remark
from aiguilleur_bot.dialogue.model import Conversation, Phase, Say, World
from aiguilleur_bot.dialogue.mots import Command
from aiguilleur_bot.dialogue.turn import Turn, said, settled


def wrong(conversation: Conversation, command: Command, world: World) -> Turn:
    """The fiche they name, else the one they opened, else the only one shown; else it is asked which."""
    named = world.nommes.communs
    shown = tuple(dict.fromkeys(ids[0] for ids in conversation.choix if ids and _exists(ids[0], world)))
    if named:
        return _reported(conversation, named[0], remark(command), world)
    words = command.reste
    if conversation.ouvert and _exists(conversation.ouvert, world):
        return _reported(conversation, conversation.ouvert, words, world)
    if len(shown) == 1:
        return _reported(conversation, shown[0], words, world)
    asked = replace(conversation, phase=Phase.FICHE_LAQUELLE, saisie=Saisie(shown, usage=besoin_words(words)))
    names = tuple(world.savoir.fiche(commun).nom for commun in shown)
    return said(asked, "fiche_laquelle", {"noms": names, "dit": besoin_words(named_part(command))})


def which(conversation: Conversation, number: int, world: World) -> Turn | None:
    """One of those shown, by its number; None when there is no such number."""
    saisie = conversation.saisie or Saisie()
    if not 0 < number <= len(saisie.communs):
        return None
    return _reported(conversation, saisie.communs[number - 1], saisie.usage, world)


def which_named(conversation: Conversation, world: World) -> Turn | None:
    """The one they name; None when it is none."""
    named = world.nommes.communs
    words = conversation.saisie.usage if conversation.saisie is not None else ""
    return _reported(conversation, named[0], words, world) if named else None


def never_mind(conversation: Conversation) -> Turn:
    """None of them, after all."""
    return said(settled(conversation), "fiche_non")


def again(conversation: Conversation, world: World) -> Turn:
    """Which one, again."""
    communs = (conversation.saisie or Saisie()).communs
    names = tuple(world.savoir.fiche(commun).nom for commun in communs if _exists(commun, world))
    return said(conversation, "fiche_laquelle", {"noms": names, "dit": ""})


def _reported(conversation: Conversation, commun: str, words: str, world: World) -> Turn:
    nom = world.savoir.fiche(commun).nom if _exists(commun, world) else commun
    back = settled(conversation) if conversation.phase is Phase.FICHE_LAQUELLE else conversation
    told = besoin_words(words)
    return back, (ReportFiche(commun, told), Say("fiche_signalee", {"nom": nom, "mots": told}))


def _exists(commun: str, world: World) -> bool:
    try:
        world.savoir.fiche(commun)
    except KeyError:
        return False
    return True
