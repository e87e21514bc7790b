"""What the matching is worth: on labelled needs, on sensitive messages, on any corpus, beside other engines."""

from __future__ import annotations

from aiguilleur_bot.matching.evaluation.besoins import evaluate_besoins, evaluate_sensibles
from aiguilleur_bot.matching.evaluation.corpus import evaluate_corpus
from aiguilleur_bot.matching.evaluation.labelled import EvaluationError
from aiguilleur_bot.matching.evaluation.measures import Figures, proposed
from aiguilleur_bot.matching.evaluation.mutations import MUTATIONS, mutations_named
from aiguilleur_bot.matching.evaluation.report import as_text

__all__ = [
    "MUTATIONS",
    "EvaluationError",
    "Figures",
    "as_text",
    "evaluate_besoins",
    "evaluate_corpus",
    "evaluate_sensibles",
    "mutations_named",
    "proposed",
]
