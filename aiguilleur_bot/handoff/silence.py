"""« silence » and « réveil »: what the moderators of a room say to the bot, mentioning it."""

from __future__ import annotations

from aiguilleur_bot.knowledge.folding import flat

_SILENCE = frozenset({"silence", "chut", "tais toi", "taisez vous", "silence svp", "silence s il te plait"})
_AWAKE = frozenset({"reveil", "reveille toi", "reveillez vous", "reveil svp"})


def read(texte: str) -> bool | None:
    """True for silence, False for the end of it, None when it is neither."""
    folded = flat(texte)
    if folded in _SILENCE:
        return True
    return False if folded in _AWAKE else None
