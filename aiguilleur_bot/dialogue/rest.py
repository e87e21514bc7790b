"""What is left of a conversation once nobody has said anything in it for a day (domain notes §5.4)."""

from __future__ import annotations

from aiguilleur_bot.dialogue.model import Conversation, Phase
from aiguilleur_bot.dialogue.turn import SENT, is_sensitive
from aiguilleur_bot.vocabulary import Reponse, Suite

_IN_HUMAN_HANDS = (*SENT, Phase.CORRECTION_TRANSMIS)
_ASKED_AGAIN = (Phase.SUIVI_AVANCE, Phase.SUIVI_PARLE)


def at_rest(conversation: Conversation, *, besoin_open: bool, long_ago: bool) -> Conversation | None:
    """The same conversation without any word of the person; None when nothing of it is worth keeping.

    A besoin in human hands keeps its number and the robot's silence, as long as it is open; a follow-up just asked
    keeps its question, until `long_ago`.
    """
    phase = conversation.phase
    kept = besoin_open if phase in _IN_HUMAN_HANDS else phase in _ASKED_AGAIN and not long_ago
    if not kept:
        return None
    return Conversation(
        direct=conversation.direct,
        phase=Phase.TRANSMIS if phase is Phase.CORRECTION_TRANSMIS else phase,
        numero=conversation.numero,
        media_dit=conversation.media_dit,
        suivi_demande=conversation.suivi_demande,
        avance=conversation.avance,
        reponse=Reponse(Suite.SENSIBLE) if is_sensitive(conversation) else None,
    )
