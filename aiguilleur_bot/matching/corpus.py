"""The same words and meanings on any corpus: a plain search without refusal, to be compared with other engines."""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from aiguilleur_bot.matching import text
from aiguilleur_bot.matching.encoder import Encoder, UniversalEncoder
from aiguilleur_bot.matching.labelled import EvaluationError, bootstrap, read_lines
from aiguilleur_bot.matching.lexical import Postings, Scores

_MOTS, _GRAMMES, _SENS = 1.0, 0.7, 0.8
"""What each standardised score weighs. The same on every corpus."""
_RENDUS = 10


class Search:
    """An index of titled texts, searched by stems, by pieces of words and by meaning."""

    def __init__(self, ids: Sequence[str], textes: Sequence[str], encodeur: Encoder) -> None:
        self._ids = tuple(ids)
        self._lecteur = text.Reader()
        formes = [text.words(texte) for texte in textes]
        self._mots = Postings([[mot.racine for mot in self._lecteur.read(mots)] for mots in formes])
        self._grammes = Postings([text.ngrams(mots) for mots in formes])
        self._encodeur = encodeur
        self._vecteurs = encodeur.encode([text.for_encoder(t) for t in textes])

    def find(self, requete: str, nombre: int = _RENDUS) -> tuple[str, ...]:
        """The ids of the best documents, best first."""
        formes = text.words(requete)
        vecteur = self._encodeur.encode([text.for_encoder(requete)])[0]
        total = (
            _MOTS * _standard(self._mots.bm25([mot.racine for mot in self._lecteur.read(formes)]))
            + _GRAMMES * _standard(self._grammes.bm25(text.ngrams(formes)))
            + _SENS * _standard(self._vecteurs @ vecteur)
        )
        return tuple(self._ids[int(i)] for i in np.argsort(-total, kind="stable")[:nombre])


def evaluate_corpus(corpus: Path, requetes: Path, qrels: Path, *, encodeur: Encoder | None = None) -> dict[str, object]:
    """hit@1, hit@3, recall@10, mrr@10, ndcg@10 and the median time of a query. Raises EvaluationError."""
    documents = read_lines(corpus, ("id", "text"))
    demandes = read_lines(requetes, ("id", "text"))
    juges = _qrels(qrels)
    recherche = Search(
        [str(d["id"]) for d in documents],
        [f"{d.get('title', '')} {d['text']}".strip() for d in documents],
        encodeur or UniversalEncoder(),
    )
    notes: dict[str, list[float]] = {nom: [] for nom in ("hit@1", "hit@3", "recall@10", "mrr@10", "ndcg@10")}
    durees = []
    for demande in demandes:
        utiles = juges.get(str(demande["id"]), {})
        if not utiles:
            continue
        debut = time.perf_counter()
        rendus = recherche.find(str(demande["text"]))
        durees.append((time.perf_counter() - debut) * 1000)
        for nom, valeur in _grade(rendus, utiles).items():
            notes[nom].append(valeur)
    if not durees:
        raise EvaluationError(f"{qrels} : aucune requête de {requetes} n'y est jugée")
    moyennes: dict[str, object] = {nom: round(sum(v) / len(v), 4) for nom, v in notes.items()}
    return {
        "n": len(durees),
        "documents": len(documents),
        **moyennes,
        "ms": round(float(np.median(durees)), 2),
        "intervalles": {nom: bootstrap(v) for nom, v in notes.items()},
    }


def _qrels(fichier: Path) -> Mapping[str, Mapping[str, float]]:
    juges: dict[str, dict[str, float]] = {}
    try:
        with fichier.open(encoding="utf-8", newline="") as flux:
            for ligne in csv.DictReader(flux, delimiter="\t"):
                note = float(ligne["grade"])
                if note > 0:
                    juges.setdefault(ligne["query-id"], {})[ligne["doc-id"]] = note
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as cause:
        raise EvaluationError(f"{fichier} : un TSV « query-id doc-id grade » était attendu ({cause})") from None
    return juges


def _grade(rendus: Sequence[str], utiles: Mapping[str, float]) -> dict[str, float]:
    rang = next((r for r, document in enumerate(rendus, 1) if document in utiles), 0)
    gain = sum(utiles.get(document, 0.0) / math.log2(r + 1) for r, document in enumerate(rendus, 1))
    ideal = sum(n / math.log2(r + 1) for r, n in enumerate(sorted(utiles.values(), reverse=True)[:_RENDUS], 1))
    return {
        "hit@1": float(rang == 1),
        "hit@3": float(0 < rang <= 3),
        "recall@10": sum(document in utiles for document in rendus) / len(utiles),
        "mrr@10": 1 / rang if rang else 0.0,
        "ndcg@10": gain / ideal if ideal else 0.0,
    }


def _standard(scores: Scores) -> Scores:
    ecart = float(scores.std())
    standard: Scores = (scores - scores.mean()) / np.float32(ecart if ecart > 1e-9 else 1.0)
    return standard
