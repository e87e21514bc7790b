"""People who bring something: their commands, and what the next words of a form are read as."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from aiguilleur_bot.dialogue import corrections, places, proposals, referents, soutiens
from aiguilleur_bot.dialogue.giving import named_part
from aiguilleur_bot.dialogue.model import Conversation, Phase, World
from aiguilleur_bot.dialogue.mots import Command, Mot
from aiguilleur_bot.dialogue.turn import Turn
from aiguilleur_bot.vocabulary import Suite

Handler = Callable[[Conversation, Command, World], Turn]
Words = Callable[[Conversation, str, World], Turn | None]
Again = Callable[[Conversation, World], Turn]

COMMANDS: Mapping[Mot, Handler] = MappingProxyType(
    {
        Mot.JE_CONNAIS: referents.knows,
        Mot.MES_CONTACTS: lambda conversation, _, world: referents.mine(conversation, world),
        Mot.RETIRER_CONTACT: referents.withdrawn,
        Mot.GARDER_CONTACT: referents.renewed,
        Mot.PROPOSER: lambda conversation, command, _: proposals.proposed(conversation, command),
        Mot.FICHE_FAUSSE: corrections.wrong,
        Mot.MON_LIEU: places.told,
        Mot.OUBLIE_LIEU: lambda conversation, _, __: places.forgotten(conversation),
        Mot.PAS_MOI: soutiens.unsaid,
        **dict.fromkeys(soutiens.GENRES, soutiens.supported),
    }
)
"""What each command does, wherever the conversation stands."""

_NAMING = (Mot.JE_CONNAIS, Mot.FICHE_FAUSSE, Mot.RETIRER_CONTACT, Mot.GARDER_CONTACT)
_NAMED = (Phase.REFERENT_CHOIX, Phase.FICHE_LAQUELLE)
"""Phases where a name alone is an answer."""

_AGAIN: Mapping[Phase, Again] = MappingProxyType(
    {
        Phase.REFERENT: referents.form,
        Phase.PROPOSER_NOM: lambda conversation, _: proposals.again(conversation),
        Phase.PROPOSER_LIEN: lambda conversation, _: proposals.again(conversation),
        Phase.PROPOSER_USAGE: lambda conversation, _: proposals.again(conversation),
        Phase.PROPOSER_CONTACT: lambda conversation, _: proposals.again(conversation),
        Phase.FICHE_LAQUELLE: corrections.again,
    }
)
_YES: Mapping[Phase, Again] = MappingProxyType(
    {
        Phase.REFERENT: referents.agreed,
        Phase.REFERENT_ENCORE: referents.goes_on,
        Phase.PROPOSER_CONTACT: lambda conversation, _: proposals.myself(conversation),
    }
)
_NO: Mapping[Phase, Again] = MappingProxyType(
    {
        Phase.REFERENT: referents.declined,
        Phase.REFERENT_CHOIX: referents.declined,
        Phase.REFERENT_ENCORE: referents.stops,
        Phase.PROPOSER_NOM: lambda conversation, _: proposals.dropped(conversation),
        Phase.PROPOSER_LIEN: lambda conversation, _: proposals.without_a_link(conversation),
        Phase.PROPOSER_USAGE: lambda conversation, _: proposals.without_use(conversation),
        Phase.PROPOSER_CONTACT: lambda conversation, _: proposals.nobody(conversation),
        Phase.FICHE_LAQUELLE: lambda conversation, _: corrections.never_mind(conversation),
        Phase.LIEU: lambda conversation, _: places.never_mind(conversation),
    }
)
_STOP: Mapping[Phase, Again] = MappingProxyType(
    {
        **_NO,
        Phase.PROPOSER_LIEN: lambda conversation, _: proposals.dropped(conversation),
        Phase.PROPOSER_USAGE: lambda conversation, _: proposals.dropped(conversation),
        Phase.PROPOSER_CONTACT: lambda conversation, _: proposals.dropped(conversation),
    }
)
_WORDS: Mapping[Phase, Words] = MappingProxyType(
    {
        Phase.REFERENT: referents.field_said,
        Phase.PROPOSER_NOM: lambda conversation, texte, _: proposals.named(conversation, texte),
        Phase.PROPOSER_LIEN: lambda conversation, texte, _: proposals.linked(conversation, texte),
        Phase.PROPOSER_USAGE: lambda conversation, texte, _: proposals.used(conversation, texte),
        Phase.PROPOSER_CONTACT: lambda conversation, texte, _: proposals.callable_by(conversation, texte),
        Phase.FICHE_LAQUELLE: lambda conversation, _, world: corrections.which_named(conversation, world),
        Phase.LIEU: places.said_so,
    }
)
FORMS = frozenset((*_NO, *_WORDS, *_YES))
"""Phases of a form: what is said next may belong to it."""


def wants_names(conversation: Conversation, command: Command | None, texte: str) -> str | None:
    """The words in which a commun may be named, or None: read by the matching before the decision."""
    if command is not None:
        return named_part(command) or None if command.mot in _NAMING else None
    return texte if conversation.phase in _NAMED else None


def answered(conversation: Conversation, command: Command, world: World) -> Turn | None:
    """What a yes, a no, a number or a word that steers does in a form; None when the form has no use for it."""
    phase = conversation.phase
    match command.mot:
        case Mot.OUI if phase in _YES:
            return _YES[phase](conversation, world)
        case Mot.NON if phase in _NO:
            return _NO[phase](conversation, world)
        case Mot.RETIRER if phase in _STOP and not command.numero:
            return _STOP[phase](conversation, world)
        case Mot.CHOIX if phase is Phase.REFERENT:
            return referents.scoped(conversation, command.numero, world)
        case Mot.CHOIX if phase is Phase.REFERENT_CHOIX:
            return referents.chosen(conversation, command.numero, world)
        case Mot.CHOIX if phase is Phase.FICHE_LAQUELLE:
            return corrections.which(conversation, command.numero, world) or corrections.again(conversation, world)
        case Mot.OUI | Mot.NON | Mot.CHOIX | Mot.AUTRE | Mot.MERCI | Mot.DETAILS if phase in _AGAIN:
            return _AGAIN[phase](conversation, world)
    return None


def heard(conversation: Conversation, texte: str, world: World) -> Turn | None:
    """What free words do in a form; None when they are a need, somebody in trouble, or nothing to do with it."""
    suite = world.reponse.suite if world.reponse is not None else Suite.IGNORE
    phase = conversation.phase
    if phase not in FORMS or suite is Suite.SENSIBLE:
        return None
    if phase is Phase.REFERENT_CHOIX and world.nommes.communs:
        return referents.knows(conversation, Command(Mot.JE_CONNAIS, reste=texte), world)
    turn = _WORDS[phase](conversation, texte, world) if phase in _WORDS else None
    if turn is not None or suite in (Suite.REPONSE, Suite.QUESTION) or phase not in _AGAIN:
        return turn
    return _AGAIN[phase](conversation, world)


def meant_otherwise(command: Command, world: World) -> bool:
    """Whether these were words of a need after all: somebody in trouble, or « je connais les associations »."""
    suite = world.reponse.suite if world.reponse is not None else Suite.IGNORE
    if command.mot is Mot.JE_CONNAIS and not world.nommes.communs:
        return suite in (Suite.REPONSE, Suite.QUESTION, Suite.SENSIBLE)
    return command.mot is Mot.PROPOSER and suite is Suite.SENSIBLE
