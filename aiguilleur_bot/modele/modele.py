"""The one face of the model: asked about words and communs, it gives an opinion that obeys the rules, or none."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from aiguilleur_bot import settings
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.advice import CHOSEN_MAX, SHORTLIST_MAX
from aiguilleur_bot.modele.breaker import Breaker
from aiguilleur_bot.modele.client import Client, ModeleOptions, NoAnswer
from aiguilleur_bot.modele.phrases import Phrases, sendable
from aiguilleur_bot.modele.reformulation import Reformulation

INVENTED = "nous cherchons comment réserver les salles de notre tiers-lieu"
"""A need nobody said, to try a model with."""
_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)\n?```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model thinks: distinct numbers (from 1), best first, none to refuse; the need in other words, or ""."""

    choix: tuple[int, ...]
    besoin: str = ""


class _Said(BaseModel):
    """The very object asked for, and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    choix: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(max_length=CHOSEN_MAX)]
    besoin: str = ""


class Modele:
    """A model at the operator's address. `prompts` is the folder of all prompts. Close it in the loop that used it."""

    def __init__(self, options: ModeleOptions, prompts: Path, breaker: Breaker | None = None) -> None:
        self._client = Client(options)
        self._phrases = Phrases(prompts)
        self._breaker = breaker or Breaker()
        self._rule: Reformulation | None = None

    @classmethod
    def of(cls, given: settings.Modele, prompts: Path) -> Modele:
        """The model of the settings."""
        jeton = given.jeton.get_secret_value() if given.jeton is not None else ""
        return cls(ModeleOptions(given.adresse, given.nom, jeton, given.delai), prompts)

    async def opinion(self, words: str, communs: Sequence[str], base: Base) -> Opinion | None:
        """What it thinks of `words` (masked here) and of these communs, best first; None when it is no help.

        Never raises for what a server does, and takes no longer than the setting `modele.delai`.
        """
        question = sendable(words)
        if not self._breaker.closed or not question or not communs:
            return None
        try:
            read = await self._asked(question, [base.fiche(commun) for commun in communs])
        except NoAnswer as trouble:
            self._breaker.failed(trouble.why, lasting=trouble.lasting)
            return None
        self._breaker.succeeded()
        rule = await self._rule_for(base)
        return Opinion(read.choix, rule.kept(read.besoin, question))

    async def probe(self, base: Base) -> None:
        """Ask about an invented need and some communs of the base. Raises NoAnswer when it is no help."""
        await self._asked(INVENTED, base.proposable()[:SHORTLIST_MAX])

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def _asked(self, question: str, fiches: Sequence[Commun]) -> Opinion:
        said = await self._client.ask(self._phrases.consigne(len(fiches)), self._phrases.besoin(question, fiches))
        return read_opinion(said, len(fiches))

    async def _rule_for(self, base: Base) -> Reformulation:
        """Built once for each base, in a thread: a tenth of a second."""
        rule = self._rule
        if rule is None or rule.fingerprint != base.fingerprint:
            rule = self._rule = await asyncio.to_thread(Reformulation, base)
        return rule


def read_opinion(said: str, count: int) -> Opinion:
    """What the model wrote, as it wrote it, about `count` communs. Raises NoAnswer unless it is exactly what was asked.

    A code fence around the object, which many models add, is allowed; prose is not.
    """
    fenced = _FENCE.fullmatch(said.strip())
    try:
        read = _Said.model_validate_json(fenced[1] if fenced else said)
    except ValidationError as error:
        raise NoAnswer("illisible") from error
    if len(set(read.choix)) != len(read.choix) or any(number > count for number in read.choix):
        raise NoAnswer("hors-liste")
    return Opinion(read.choix, read.besoin)
