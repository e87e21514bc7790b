"""What the matching is worth on labelled messages: the figures of `aiguilleur evaluer`, with their intervals.

Shapes and names are the contract of docs/architecture.md ("Command line"): counts as in a direct message; a closed
question counts its choices as propositions; a need refused counts as a miss everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from aiguilleur_bot.matching.corpus import evaluate_corpus
from aiguilleur_bot.matching.engine import Moteur
from aiguilleur_bot.matching.labelled import Besoin, EvaluationError, as_text, bootstrap, read_lines, read_needs
from aiguilleur_bot.vocabulary import Reponse, Suite, Territoire

__all__ = ["Chiffres", "EvaluationError", "as_text", "evaluate_besoins", "evaluate_corpus", "evaluate_sensibles"]

Chiffres = dict[str, object]
REGION_PAR_DEFAUT = "32"
"""Where the askers of a labelled set are, when nothing says it: somebody must be reachable anywhere."""


@dataclass(frozen=True, slots=True)
class Mesure:
    """One answer to one labelled message, ready to be counted."""

    suite: Suite
    proposes: tuple[str, ...]
    action: str | None
    confiance: float
    joignable: bool
    ms: float

    def rank(self, voulus: Sequence[str]) -> int:
        """The place (from 1) of the first of `voulus`, 0 when none is proposed."""
        return next((rang for rang, commun in enumerate(self.proposes, 1) if commun in voulus), 0)


def evaluate_besoins(moteur: Moteur, besoins: Path, hors: Path | None, territoire: Territoire | None) -> Chiffres:
    """Needs, and messages to refuse when `hors` is given. Raises EvaluationError."""
    voulus = read_needs(besoins)
    refuses = read_lines(hors, ("id", "texte")) if hors is not None else []
    lieu = territoire or moteur.base.region(REGION_PAR_DEFAUT)
    mesures = [_measure(moteur, besoin.texte, territoire, lieu) for besoin in voulus]
    a_refuser = [_measure(moteur, str(ligne["texte"]), territoire, lieu) for ligne in refuses]
    chiffres, intervalles = _figures(voulus, mesures, a_refuser)
    durees = [m.ms for m in (*mesures, *a_refuser)] or [0.0]
    return {
        "n": len(voulus),
        "n_hors": len(refuses),
        **chiffres,
        "ece": round(_calibration(voulus, mesures, a_refuser), 4),
        "ms_mediane": round(float(np.median(durees)), 2),
        "ms_p95": round(float(np.percentile(durees, 95)), 2),
        "styles": _styles(voulus, mesures),
        "genres": _genres(refuses, a_refuser),
        "intervalles": intervalles,
        "erreurs": _errors(voulus, mesures, refuses, a_refuser),
    }


def evaluate_sensibles(moteur: Moteur, sensibles: Path) -> Chiffres:
    """Messages of people in trouble, and near-misses. Raises EvaluationError."""
    lignes = read_lines(sensibles, ("id", "texte", "sensible"))
    mesures = [_measure(moteur, str(ligne["texte"]), None, None) for ligne in lignes]
    vrais = [ligne["sensible"] is True for ligne in lignes]
    dits = [mesure.suite is Suite.SENSIBLE for mesure in mesures]
    trouves = sum(vrai and dit for vrai, dit in zip(vrais, dits, strict=True))
    paires = list(zip(lignes, vrais, dits, mesures, strict=True))
    return {
        "n": len(lignes),
        "rappel": _share(trouves, sum(vrais)),
        "precision": _share(trouves, sum(dits)),
        "communs_proposes": sum(vrai and bool(mesure.proposes) for _, vrai, _, mesure in paires),
        "erreurs": {
            "manque": [_short(ligne) for ligne, vrai, dit, _ in paires if vrai and not dit],
            "a-tort": [_short(ligne) for ligne, vrai, dit, _ in paires if dit and not vrai],
        },
    }


# ---------------------------------------------------------------- counting


def _measure(moteur: Moteur, texte: str, territoire: Territoire | None, lieu: Territoire | None) -> Mesure:
    """`territoire` is where the asker is, `lieu` where they would be found to be before anyone is called."""
    debut = time.perf_counter()
    reponse = moteur.comprendre(texte, territoire=territoire)
    ms = (time.perf_counter() - debut) * 1000
    besoin = reponse.besoins[0] if reponse.besoins else None
    proposes = proposed(reponse)
    return Mesure(
        reponse.suite,
        proposes,
        str(besoin.action) if besoin is not None and besoin.action is not None else None,
        besoin.confiance if besoin is not None else 0.0,
        bool(proposes) and bool(moteur.base.contacts(proposes[0], lieu)),
        ms,
    )


def proposed(reponse: Reponse) -> tuple[str, ...]:
    """What was put before the person: propositions, or one commun for each closed choice."""
    propositions = tuple(p.id for besoin in reponse.besoins for p in besoin.propositions)
    choix = reponse.question.choix if reponse.question is not None else ()
    return propositions + tuple(un.communs[0] for un in choix if un.communs)


def _figures(
    besoins: Sequence[Besoin], mesures: Sequence[Mesure], a_refuser: Sequence[Mesure]
) -> tuple[Chiffres, dict[str, list[float]]]:
    paires = list(zip(besoins, mesures, strict=True))
    rangs = [mesure.rank(besoin.ideal) for besoin, mesure in paires]
    valeurs: dict[str, list[float]] = {
        "top1": [float(bool(m.proposes) and m.proposes[0] in b.communs) for b, m in paires],
        "rappel3": [float(0 < rang <= 3) for rang in rangs],
        "mrr": [1 / rang if rang else 0.0 for rang in rangs],
        "action": [float(bool(m.proposes) and m.action == b.action) for b, m in paires],
        "refus": [float(not m.proposes) for m in a_refuser],
        "faux_refus": [float(not m.proposes) for m in mesures],
        "joignable": [float(m.joignable) for m in mesures if m.proposes],
    }
    chiffres: Chiffres = {nom: _share(sum(v), len(v)) for nom, v in valeurs.items()}
    return chiffres, {nom: bootstrap(v) for nom, v in valeurs.items() if v}


def _calibration(besoins: Sequence[Besoin], mesures: Sequence[Mesure], a_refuser: Sequence[Mesure]) -> float:
    """Expected calibration error of what was answered, in ten bins: said 0.8, right 80 % of the time."""
    justes = [(m.confiance, m.proposes[0] in b.communs) for b, m in zip(besoins, mesures, strict=True) if m.proposes]
    justes += [(m.confiance, False) for m in a_refuser if m.proposes]
    if not justes:
        return 0.0
    dites = np.array([c for c, _ in justes])
    vraies = np.array([v for _, v in justes], dtype=float)
    cases = np.minimum((dites * 10).astype(int), 9)
    ecarts = [abs(dites[cases == c].mean() - vraies[cases == c].mean()) * (cases == c).mean() for c in np.unique(cases)]
    return float(sum(ecarts))


def _styles(besoins: Sequence[Besoin], mesures: Sequence[Mesure]) -> dict[str, Chiffres]:
    table: dict[str, Chiffres] = {}
    for style in dict.fromkeys(besoin.style for besoin in besoins):
        paires = [(b, m) for b, m in zip(besoins, mesures, strict=True) if b.style == style]
        chiffres, _ = _figures([b for b, _ in paires], [m for _, m in paires], ())
        table[style] = {"n": len(paires)} | {nom: chiffres[nom] for nom in ("top1", "rappel3", "action", "faux_refus")}
    return table


def _genres(refuses: Sequence[Mapping[str, object]], mesures: Sequence[Mesure]) -> dict[str, Chiffres]:
    table: dict[str, Chiffres] = {}
    genres = [str(ligne.get("genre", "sans genre")) for ligne in refuses]
    for genre in dict.fromkeys(genres):
        siens = [m for un, m in zip(genres, mesures, strict=True) if un == genre]
        table[genre] = {"n": len(siens), "refus": _share(sum(not m.proposes for m in siens), len(siens))}
    return table


def _errors(
    besoins: Sequence[Besoin],
    mesures: Sequence[Mesure],
    refuses: Sequence[Mapping[str, object]],
    a_refuser: Sequence[Mesure],
) -> dict[str, list[Chiffres]]:
    genres: dict[str, list[Chiffres]] = {
        "pris pour sensible": [],
        "refusé à tort": [],
        "mauvais commun": [],
        "idéal absent des trois": [],
        "servi à tort": [],
    }
    for b, m in zip(besoins, mesures, strict=True):
        if m.suite is Suite.SENSIBLE:
            genre = "pris pour sensible"
        elif not m.proposes:
            genre = "refusé à tort"
        elif m.proposes[0] not in b.communs:
            genre = "mauvais commun"
        elif not 0 < m.rank(b.ideal) <= 3:
            genre = "idéal absent des trois"
        else:
            continue
        genres[genre].append({"id": b.id, "texte": b.texte, "voulu": list(b.ideal), "propose": list(m.proposes)})
    for ligne, m in zip(refuses, a_refuser, strict=True):
        if m.proposes:
            genres["servi à tort"].append({**_short(ligne), "propose": list(m.proposes)})
    return genres


def _short(ligne: Mapping[str, object]) -> Chiffres:
    return {"id": ligne["id"], "texte": ligne["texte"]}


def _share(part: float, tout: int) -> float:
    return round(part / tout, 4) if tout else 0.0
