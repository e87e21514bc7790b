"""Which unmet besoins look alike: the meanings of their words, kept in memory while the bot runs, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from aiguilleur_bot.engine.savoir import Savoir
from aiguilleur_bot.matching.answering.likeness import without_frame
from aiguilleur_bot.matching.reading.french import for_encoder
from aiguilleur_bot.needs import grouping
from aiguilleur_bot.needs.grouping import Groupe, Vector
from aiguilleur_bot.needs.manques import Manque

COMPARED = 2_000
"""Unmet besoins compared at once: the latest. Ten thousand take two seconds of a processor (docs/benchmarks.md)."""

KEPT = 12_000
"""Meanings kept at most: two kilobytes each."""


@dataclass(slots=True)
class Rapprochements:
    """Compares besoins. Nothing here waits: call it in a thread."""

    savoir: Callable[[], Savoir]
    _known: dict[str, Vector] = field(default_factory=dict)

    def groups(self, manques: Sequence[Manque]) -> tuple[Groupe, ...]:
        """What may be put together, and why."""
        return grouping.groups(manques, self._meanings(manques))

    def near(self, manques: Sequence[Manque]) -> dict[int, tuple[tuple[int, float], ...]]:
        """The besoins near each one."""
        return grouping.neighbours(manques, self._meanings(manques))

    def _meanings(self, manques: Sequence[Manque]) -> dict[int, Vector]:
        texts = {one.numero: without_frame(one.texte) for one in manques if one.texte}
        new = [text for text in dict.fromkeys(texts.values()) if text not in self._known]
        if len(self._known) + len(new) > KEPT:
            self._known.clear()
            new = list(dict.fromkeys(texts.values()))
        if new:
            vectors = self.savoir().matcher.encoder.encode([for_encoder(text) for text in new])
            self._known.update(zip(new, vectors, strict=True))
        return {numero: self._known[text] for numero, text in texts.items()}
