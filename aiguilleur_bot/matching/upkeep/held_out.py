"""What the base makes of its own phrases when it has not seen them: who never wins, who takes from whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.engine import Matcher

FOLDS = 5
"""Engines the phrases of the base are held out from, in turn."""


@dataclass(frozen=True, slots=True)
class Held:
    """A phrase of `commun`, and the commun that came first when the phrase was not known."""

    texte: str
    commun: str
    trouve: str

    @property
    def found(self) -> bool:
        """Whether its own commun came first."""
        return self.commun == self.trouve


def held_out(base: Base, build: Callable[[Base], Matcher]) -> tuple[Held, ...]:
    """Every phrase of a proposable commun, read by an engine built without it (and one phrase out of five)."""
    read = []
    for fold in range(FOLDS):
        matcher = build(without(base, fold))
        for fiche in base.proposable():
            for phrase in base.besoins_dits(fiche.id)[fold::FOLDS]:
                reading = matcher.read(phrase)
                read.append(Held(phrase, fiche.id, reading.communs[reading.order[0]]))
    return tuple(read)


def without(base: Base, fold: int, folds: int = FOLDS) -> Base:
    """The base, less one phrase out of `folds` of every commun (its `exemples/` included) and file of `hors/`."""

    def rest(phrases: Sequence[str]) -> tuple[str, ...]:
        return tuple(phrase for position, phrase in enumerate(phrases) if position % folds != fold)

    communs = {
        fiche.id: fiche.model_copy(update={"besoins_types": rest(base.besoins_dits(fiche.id))})
        for fiche in base.communs.values()
    }
    hors = tuple(one.model_copy(update={"lignes": rest(one.lignes)}) for one in base.hors)
    return replace(base, communs=communs, exemples=(), hors=hors)
