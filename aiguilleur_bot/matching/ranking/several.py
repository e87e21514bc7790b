"""Two needs in one message, or one need told at length: what tells them apart, as named signals.

The shipped regression (`fusion.json`, "plusieurs") weighs them: a story has many sentences and one need.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.index.vectors import Vectors
from aiguilleur_bot.matching.ranking.signals import Reading
from aiguilleur_bot.matching.reading.segments import marked

_BEST = 3
"""The best communs of a piece: two pieces that share one of them there say the same need twice."""
_ASKING = ("cue_asks", "cue_seeks", "cue_question", "cue_ails")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a message: read, its communs best first, the chance it is a need, the chance its first is right."""

    reading: Reading
    fiches: Sequence[Commun]
    need: float
    right: float

    @property
    def sure(self) -> float:
        """The chance that it is a need, and rightly answered, at most."""
        return min(self.need, self.right)


def different(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces of different uses, surest first: of two that say the same need, the surer."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: -one.sure):
        if not any(_same_use(piece, other) for other in kept):
            kept.append(piece)
    return tuple(kept)


def several_signals(whole: Reading, pieces: Sequence[Piece], usages: Mapping[str, Vectors]) -> dict[str, float]:
    """What tells whether the two surest different pieces are two needs of the message.

    Two needs told in one message: each piece looks more like its own commun than the whole does ("gain"), and little
    like the commun of the other ("score_lead").
    """
    one, other = pieces[0], pieces[1]
    first, second = one.fiches[0], other.fiches[0]
    score, second_score = one.reading.signals["first"], other.reading.signals["first"]
    crossed = max(one.reading.score(second.id), other.reading.score(first.id))
    meaning = float(one.reading.message.vector @ other.reading.message.vector)
    said = float(marked(whole.message.text))
    return {
        "usage": float(usages[first.id] @ usages[second.id]),
        "meaning": meaning,
        "both_asking": float(min(_asking(one.reading), _asking(other.reading)) > 0),
        "length": min(one.reading.signals["length"], other.reading.signals["length"]),
        "whole_length": whole.signals["length"],
        "marked": said,
        "marked_sure": said * other.sure,
        "need_apart": other.need * (1 - meaning),
        "second_score": second_score,
        "gain": second_score - whole.signals["first"],
        "gain_first": score - whole.signals["first"],
        "first_in_second": other.reading.score(first.id),
        "score_lead": min(score, second_score) - crossed,
    }


def _same_use(one: Piece, other: Piece) -> bool:
    return one.fiches[0] in other.fiches[:_BEST] or other.fiches[0] in one.fiches[:_BEST]


def _asking(reading: Reading) -> float:
    return sum(reading.signals[cue] for cue in _ASKING)
