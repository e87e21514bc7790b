"""Somebody who knows a commun and lets others call them: shown first, agreed to, withdrawn in one word (domain §3.4).

Nothing is kept before the yes to the very form that was shown: which name, which address, to whom, until when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from aiguilleur_bot.dialogue.addresses import read_address
from aiguilleur_bot.dialogue.apports import (
    TEXTE_VERSION,
    DeclineInvitation,
    KeepReferent,
    ReferentConnu,
    RemoveReferent,
    RenewReferent,
    Saisie,
    ends_on,
)
from aiguilleur_bot.dialogue.besoin_words import shorten
from aiguilleur_bot.dialogue.events import Invited, ReferentDu
from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.dialogue.model import Conversation, Effect, Phase, Say, Value, World
from aiguilleur_bot.dialogue.mots import Command
from aiguilleur_bot.dialogue.turn import Turn, in_private, privately, said, settled
from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.vocabulary import Portee

_FIELD = re.compile(r"\s*(?:mon\s+)?(nom|contact|adresse)\s*[:=]\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_MINE = ("mon compte", "mon compte ici", "ce compte", "ici")
_LONGEST_NAME = 60
_AT_ONCE = 3
"""Communs one may agree for in one form."""
_SCOPES = tuple(Portee)


def knows(conversation: Conversation, command: Command, world: World) -> Turn:
    """« je connais dokos »: the form to agree to; or the nearest names, or the way to propose what nobody knows yet."""
    if not command.reste:
        return in_private(conversation, conversation, privately(conversation, "referent_lequel"))
    known = world.nommes.communs[:_AT_ONCE]
    if known:
        held = next((one for one in _active(world) if one.commun == known[0]), None)
        saisie = Saisie(known, held.nom, held.contact, held.portee) if held is not None else Saisie(known)
        return _shown(conversation, saisie, world)
    asked = replace(conversation, phase=Phase.REFERENT_CHOIX, saisie=Saisie(world.nommes.proches))
    names = tuple(_name(commun, world) for commun in world.nommes.proches)
    donnees: Mapping[str, Value] = {"dit": shorten(mask(command.reste), _LONGEST_NAME), "proches": names}
    return in_private(conversation, asked, privately(conversation, "referent_inconnu", donnees))


def chosen(conversation: Conversation, number: int, world: World) -> Turn | None:
    """One of the nearest names; None when there is no such number."""
    near = conversation.saisie.communs if conversation.saisie is not None else ()
    return _shown(conversation, Saisie((near[number - 1],)), world) if 0 < number <= len(near) else None


def form(conversation: Conversation, world: World) -> Turn:
    """The form again, as it stands."""
    return _shown(conversation, conversation.saisie or Saisie(), world)


def scoped(conversation: Conversation, number: int, world: World) -> Turn:
    """1 everybody, 2 members, 3 aiguilleurs only; any other number shows the form again."""
    saisie = conversation.saisie or Saisie()
    if 0 < number <= len(_SCOPES):
        saisie = replace(saisie, portee=_SCOPES[number - 1])
    return _shown(conversation, saisie, world)


def field_said(conversation: Conversation, texte: str, world: World) -> Turn | None:
    """« nom : Camille », « contact : une adresse », an address alone; None when the words are something else."""
    saisie = conversation.saisie or Saisie()
    led = _FIELD.fullmatch(texte)
    if led is not None and led[1].lower() == "nom":
        name = shorten(" ".join(led[2].split()), _LONGEST_NAME)
        if mask(name) != name or "@" in name or "://" in name:
            return said(conversation, "referent_nom_refuse")
        return _shown(conversation, replace(saisie, nom=name), world)
    wanted = (led[2] if led is not None else texte).strip()
    if flat(wanted) in _MINE or wanted == world.compte:
        return _shown(conversation, replace(saisie, contact=""), world)
    address = read_address(wanted)
    if address is None:
        return said(conversation, "referent_adresse_refusee") if led is not None else None
    return _shown(conversation, replace(saisie, contact=address[1]), world)


def agreed(conversation: Conversation, world: World) -> Turn:
    """« d'accord » to the form as it was shown."""
    saisie = conversation.saisie
    if saisie is None or not saisie.communs:
        return said(settled(conversation), "bienvenue")
    kept = KeepReferent(saisie.communs, saisie.nom, saisie.contact, saisie.portee)
    donnees: Mapping[str, Value] = {
        "noms": _names(saisie.communs, world),
        "fin": _end(world).isoformat(),
        "portee": saisie.portee.value,
    }
    return settled(conversation), (kept, Say("referent_oui", donnees))


def declined(conversation: Conversation, world: World) -> Turn:
    """No: nothing is kept; of somebody invited, that they said no, so that nobody asks them again."""
    saisie = conversation.saisie or Saisie()
    invited = bool(saisie.invite_par)
    effects: tuple[Effect, ...] = (DeclineInvitation(saisie.communs),) if invited else ()
    donnees: Mapping[str, Value] = {"noms": _names(saisie.communs, world), "invite": invited}
    return settled(conversation), (*effects, Say("referent_non", donnees))


def invited(conversation: Conversation, event: Invited, world: World) -> Turn:
    """Somebody of the network asks them whether they would be called: the same form, and who asks."""
    saisie = Saisie((event.commun,), invite_par=event.par)
    asked = replace(conversation, phase=Phase.REFERENT, saisie=saisie)
    return asked, (Say("referent_invitation", _form(saisie, world), ou="direct", sonne=True),)


# ---------------------------------------------------------------- what was agreed to


def mine(conversation: Conversation, world: World) -> Turn:
    """« mes contacts »: what is shown of them, for what, to whom, until when."""
    donnees: Mapping[str, Value] = {"contacts": tuple(_readable(one, world) for one in _active(world))}
    return in_private(conversation, conversation, privately(conversation, "mes_contacts", donnees))


def withdrawn(conversation: Conversation, command: Command, world: World) -> Turn:
    """« retirer mon contact »: at once, everywhere, or for the one that is named."""
    communs = _concerned(command, world, _held(world))
    effects: tuple[Effect, ...] = (RemoveReferent(communs),) if communs else ()
    told = privately(conversation, "contact_retire", {"noms": _names(communs, world)})
    state, said_there = in_private(conversation, conversation, told)
    return state, (*effects, *said_there)


def renewed(conversation: Conversation, command: Command, world: World) -> Turn:
    """« garder mon contact »: one year more."""
    communs = _concerned(command, world, _active(world))
    if not communs:
        return mine(conversation, world)
    donnees: Mapping[str, Value] = {"noms": _names(communs, world), "fin": _end(world).isoformat()}
    state, told = in_private(conversation, conversation, privately(conversation, "contact_garde", donnees))
    return state, (RenewReferent(communs), *told)


def due(conversation: Conversation, event: ReferentDu, world: World) -> Turn:
    """A month before the end: may it go on? No answer means no."""
    asked = replace(conversation, phase=Phase.REFERENT_ENCORE, saisie=Saisie(event.communs))
    donnees: Mapping[str, Value] = {"noms": _names(event.communs, world), "fin": event.le.isoformat()}
    return asked, (Say("referent_encore", donnees, ou="direct", sonne=True),)


def goes_on(conversation: Conversation, world: World) -> Turn:
    """Yes to one year more."""
    communs = conversation.saisie.communs if conversation.saisie is not None else ()
    donnees: Mapping[str, Value] = {"noms": _names(communs, world), "fin": _end(world).isoformat()}
    return settled(conversation), (RenewReferent(communs), Say("contact_garde", donnees))


def stops(conversation: Conversation, world: World) -> Turn:
    """No: it is taken away now."""
    communs = conversation.saisie.communs if conversation.saisie is not None else ()
    told = Say("contact_retire", {"noms": _names(communs, world)})
    return settled(conversation), (RemoveReferent(communs), told)


def _readable(one: ReferentConnu, world: World) -> Mapping[str, Value]:
    """What is held of a referent, as prompts take it."""
    return {
        "nom": _name(one.commun, world),
        "nom_affiche": one.nom,
        "contact": one.contact or world.compte,
        "portee": one.portee.value,
        "depuis": one.consenti_le.isoformat() if one.consenti_le else "",
        "fin": one.expire_le.isoformat() if one.expire_le else "",
    }


# ---------------------------------------------------------------- inside


def _shown(conversation: Conversation, saisie: Saisie, world: World) -> Turn:
    asked = replace(conversation, phase=Phase.REFERENT, saisie=saisie)
    return in_private(conversation, asked, privately(conversation, "referent_accord", _form(saisie, world)))


def _form(saisie: Saisie, world: World) -> Mapping[str, Value]:
    return {
        "noms": _names(saisie.communs, world),
        "nom_affiche": saisie.nom,
        "contact": saisie.contact or world.compte,
        "compte": not saisie.contact,
        "portee": saisie.portee.value,
        "fin": _end(world).isoformat(),
        "version": TEXTE_VERSION,
        "par": saisie.invite_par,
    }


def _concerned(command: Command, world: World, held: Sequence[ReferentConnu]) -> tuple[str, ...]:
    """The communs named among those held; all of them when none is named."""
    named = world.nommes.communs
    return tuple(one.commun for one in held if not command.reste or one.commun in named)


def _held(world: World) -> Sequence[ReferentConnu]:
    """What was agreed to, and what was asked and not answered yet."""
    held = world.dossier.referents if world.dossier is not None else ()
    return [one for one in held if one.etat in ("actif", "propose")]


def _active(world: World) -> Sequence[ReferentConnu]:
    return [one for one in _held(world) if one.etat == "actif"]


def _end(world: World) -> date:
    return ends_on(world.maintenant)


def _names(communs: Sequence[str], world: World) -> tuple[str, ...]:
    return tuple(_name(commun, world) for commun in communs)


def _name(commun: str, world: World) -> str:
    try:
        return world.savoir.fiche(commun).nom
    except KeyError:
        return commun
