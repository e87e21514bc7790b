"""Somebody proposes a resource (transcript 9): a link, what it is for, who to call; then gardeners read it.

A personal address is kept only of the person who gives it, and shown only after their own « je connais … ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiguilleur_bot.dialogue.addresses import first_link, of_an_organisation, without_links
from aiguilleur_bot.dialogue.apports import KeepBrouillon, Saisie
from aiguilleur_bot.dialogue.besoin_words import shorten
from aiguilleur_bot.dialogue.masking import hides_something, mask
from aiguilleur_bot.dialogue.model import Conversation, Phase, Say, Value
from aiguilleur_bot.dialogue.mots import Command
from aiguilleur_bot.dialogue.turn import Turn, in_private, privately, said, settled
from aiguilleur_bot.knowledge.folding import flat

_NAME, _USE = 120, 200
_MYSELF = (
    *("moi", "moi meme", "c est moi", "a moi", "m appeler moi", "appelez moi", "oui moi", "moi oui", "mon compte"),
    *("vous pouvez m appeler", "je suis d accord", "moi je suis d accord", "moi je veux bien"),
)


def proposed(conversation: Conversation, command: Command) -> Turn:
    """« proposer un modèle de convention »: the first of three short questions, in private."""
    name, link = _words(without_links(command.reste), _NAME), _link(command.reste)
    saisie = Saisie(nom=name, lien=link)
    if not name:
        asked = replace(conversation, phase=Phase.PROPOSER_NOM, saisie=saisie)
        return in_private(conversation, asked, privately(conversation, "proposer_nom"))
    return _next(conversation, saisie)


def named(conversation: Conversation, texte: str) -> Turn:
    """What the resource is."""
    saisie = conversation.saisie or Saisie()
    name = _words(without_links(texte), _NAME)
    if not name:
        return said(conversation, "proposer_nom")
    return _next(conversation, replace(saisie, nom=name, lien=saisie.lien or _link(texte)))


def linked(conversation: Conversation, texte: str) -> Turn:
    """Where it is; words around a link are what it is for, when they say something."""
    link = _link(texte)
    if not link:
        return said(conversation, "proposer_lien", {"nom": _form(conversation).nom, "encore": True})
    return _next(conversation, replace(_form(conversation), lien=link), after_link=True)


def without_a_link(conversation: Conversation) -> Turn:
    """No link: that is an answer."""
    return _next(conversation, _form(conversation), after_link=True)


def used(conversation: Conversation, texte: str) -> Turn:
    """What it is for, in one sentence."""
    return _whom(conversation, replace(_form(conversation), usage=_words(texte, _USE)))


def callable_by(conversation: Conversation, texte: str) -> Turn:
    """Who to call: themselves, or an organisation; somebody else must say so themselves."""
    saisie = _form(conversation)
    if flat(texte) in _MYSELF:
        return _kept(conversation, saisie, "", accord=True)
    address = of_an_organisation(texte)
    opens_a_door = "@" not in address and hides_something(mask(address))
    if not address or opens_a_door:
        return said(conversation, "proposer_contact_refuse")
    return _kept(conversation, saisie, address, accord=False)


def nobody(conversation: Conversation) -> Turn:
    """Nobody to call, for now."""
    return _kept(conversation, _form(conversation), "", accord=False)


def myself(conversation: Conversation) -> Turn:
    """A yes to "who to call?": the person themselves."""
    return _kept(conversation, _form(conversation), "", accord=True)


def dropped(conversation: Conversation) -> Turn:
    """The form is dropped: nothing is kept."""
    return said(settled(conversation), "proposer_non")


def again(conversation: Conversation) -> Turn:
    """The question of the form, again."""
    saisie = _form(conversation)
    match conversation.phase:
        case Phase.PROPOSER_LIEN:
            return said(conversation, "proposer_lien", {"nom": saisie.nom, "encore": True})
        case Phase.PROPOSER_USAGE:
            return said(conversation, "proposer_usage", {"nom": saisie.nom})
        case Phase.PROPOSER_CONTACT:
            return said(conversation, "proposer_contact")
    return said(conversation, "proposer_nom")


def _next(conversation: Conversation, saisie: Saisie, *, after_link: bool = False) -> Turn:
    if saisie.lien or after_link:
        asked = replace(conversation, phase=Phase.PROPOSER_USAGE, saisie=saisie)
        return in_private(conversation, asked, privately(conversation, "proposer_usage", {"nom": saisie.nom}))
    asked = replace(conversation, phase=Phase.PROPOSER_LIEN, saisie=saisie)
    donnees: Mapping[str, Value] = {"nom": saisie.nom, "encore": False}
    return in_private(conversation, asked, privately(conversation, "proposer_lien", donnees))


def _whom(conversation: Conversation, saisie: Saisie) -> Turn:
    return said(replace(conversation, phase=Phase.PROPOSER_CONTACT, saisie=saisie), "proposer_contact")


def without_use(conversation: Conversation) -> Turn:
    """They do not say what it is for."""
    return _whom(conversation, _form(conversation))


def _kept(conversation: Conversation, saisie: Saisie, contact: str, *, accord: bool) -> Turn:
    kept = KeepBrouillon(saisie.nom, saisie.lien, saisie.usage, contact, accord)
    return settled(conversation), (kept, Say("proposer_merci", {"nom": saisie.nom, "accord": accord}))


def _form(conversation: Conversation) -> Saisie:
    return conversation.saisie or Saisie()


def _link(texte: str) -> str:
    """A link that opens no door: those with a secret in them are not kept."""
    link = first_link(texte)
    return "" if hides_something(mask(link)) else link


def _words(texte: str, limit: int) -> str:
    return shorten(mask(" ".join(texte.split())), limit)
