"""What is left of a conversation once nobody has said anything in it for a day (domain notes §5.4)."""

from __future__ import annotations

from aiguilleur_bot.dialogue.apports import Saisie
from aiguilleur_bot.dialogue.model import Conversation, Phase
from aiguilleur_bot.dialogue.turn import SENT, is_sensitive, settled
from aiguilleur_bot.vocabulary import Reponse, Suite

_IN_HUMAN_HANDS = (*SENT, Phase.CORRECTION_TRANSMIS)
_ASKED_AGAIN = (Phase.SUIVI_AVANCE, Phase.SUIVI_PARLE, Phase.REFERENT_ENCORE)


def at_rest(conversation: Conversation, *, besoin_open: bool, long_ago: bool) -> Conversation | None:
    """The same conversation without any word of the person; None when nothing of it is worth keeping.

    A besoin in human hands keeps its number and the robot's silence, as long as it is open; what the bot itself just
    asked (a follow-up, an invitation, one year more) keeps its question, until `long_ago`.
    """
    phase, saisie = conversation.phase, conversation.saisie
    asked = phase in _ASKED_AGAIN or (saisie is not None and bool(saisie.invite_par) and phase is Phase.REFERENT)
    if not asked and saisie is not None:
        conversation = settled(conversation)
        phase = conversation.phase
    kept = besoin_open if phase in _IN_HUMAN_HANDS else asked and not long_ago
    if not kept:
        return None
    return Conversation(
        direct=conversation.direct,
        phase=Phase.TRANSMIS if phase is Phase.CORRECTION_TRANSMIS else phase,
        numero=conversation.numero,
        media_dit=conversation.media_dit,
        suivi_demande=conversation.suivi_demande,
        avance=conversation.avance,
        saisie=Saisie(saisie.communs, invite_par=saisie.invite_par) if asked and saisie is not None else None,
        reponse=Reponse(Suite.SENSIBLE) if is_sensitive(conversation) else None,
    )
