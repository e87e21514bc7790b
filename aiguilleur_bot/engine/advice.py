"""Takes a language model's opinion of what the matching found, when the operator set one; else, or without it, nothing.

Asked between the matching and the decision, outside any transaction: a bot killed meanwhile asks again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from aiguilleur_bot.dialogue.events import Words
from aiguilleur_bot.dialogue.model import Conversation
from aiguilleur_bot.dialogue.step import wants_advice
from aiguilleur_bot.engine.logs import logger
from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.advice import Shortlist, follow, rephrased
from aiguilleur_bot.modele import Opinion
from aiguilleur_bot.vocabulary import Reponse, Territoire

_log = logger("modele")


class Adviser(Protocol):
    """Gives opinions. `modele.Modele` is one."""

    async def opinion(self, words: str, communs: Sequence[str], base: Base) -> Opinion | None: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Advice:
    """Asks `adviser`."""

    adviser: Adviser

    async def taken(self, words: str, reponse: Reponse, shortlist: Shortlist, base: Base) -> Reponse:
        """`reponse` once the opinion is taken; `reponse` itself when there is none. Never raises."""
        if not shortlist.propositions:
            return reponse
        communs = [proposition.id for proposition in shortlist.propositions]
        try:
            opinion = await self.adviser.opinion(words, communs, base)
            if opinion is None:
                return reponse
            return rephrased(follow(reponse, shortlist, opinion.choix, base), opinion.besoin)
        except Exception as error:  # noqa: BLE001 - an opinion is a bonus: nobody goes without an answer for it
            _log.warning("modele_en_panne", erreur=type(error).__name__)
            return reponse


async def answer_once(
    savoir: Savoir, words: str, territoire: Territoire | None = None, adviser: Adviser | None = None
) -> Reponse:
    """What would be made of these words by themselves, in private. `adviser` is closed after it."""
    if adviser is None:
        return savoir.matcher.understand(words, territoire=territoire)
    try:
        if not wants_advice(Conversation(direct=True), Words(words), savoir.base):
            return savoir.matcher.understand(words, territoire=territoire)
        reponse, shortlist = savoir.matcher.with_shortlist(words, territoire=territoire)
        return await Advice(adviser).taken(words, reponse, shortlist, savoir.base)
    finally:
        await adviser.close()
