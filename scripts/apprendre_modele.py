"""Learn the shipped weights of the matching (aiguilleur_bot/matching/data/fusion.json) and say what they are worth.

    python scripts/apprendre_modele.py            # learn, write, print cross-validated figures
    python scripts/apprendre_modele.py --sec      # the same without writing

It learns from `knowledge/` (each example measured by an engine that has not seen it: five folds) and from the blind
sets of `tests/evaluation/`; never from `tests/evaluation/partage/`, which only measures. Deterministic, numpy only.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.encoder import UniversalEncoder
from aiguilleur_bot.matching.engine import Moteur, pair_signals
from aiguilleur_bot.matching.fusion import from_json
from aiguilleur_bot.matching.signals import Lecture
from aiguilleur_bot.settings import shipped

RACINE = Path(__file__).parent.parent
EVALUATION = RACINE / "tests" / "evaluation"
SORTIE = RACINE / "aiguilleur_bot" / "matching" / "data" / "fusion.json"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "aiguilleur"
PLIS = 5
DIXIEMES = 10

SIGNAUX_MESSAGE = (
    "premier", "marge", "trois", "besoin", "genre_bavardage", "genre_hors-sujet", "genre_annonce", "genre_voisin",
    "genre_sensible", "sens_fiche", "sens_besoins", "sens_hors", "mots_fiche", "mots_besoins", "mots_hors", "explique",
    "connu", "longueur", "rarete", "nom", "produit",
)  # fmt: skip
SIGNAUX_PAIRE = ("score", "retard", "part", "devant", "premier")
SIGNAUX_JUSTE = (*SIGNAUX_MESSAGE,)
PENALITES = {"besoin": 10.0, "juste": 10.0, "sert": 1.0, "sensible": 3.0}
SEUIL_SENSIBLE = 0.15
SEUILS = {
    "direct": {"besoin": 0.5, "sert": 0.1, "question": 0.3, "sensible": 0.15},
    "mention": {"besoin": 0.6, "sert": 0.15, "question": 0.3, "sensible": 0.25},
    "invite": {"besoin": 0.92, "sert": 0.25, "question": 0.0, "sensible": 0.6},
}
"""Chosen on the cross-validated tables this script prints, never on the shared sets."""
SIGNAUX_SENSIBLE = (
    "premier", "besoin", "genre_bavardage", "genre_hors-sujet", "genre_annonce", "genre_voisin", "genre_sensible",
    "longueur", "alarme_grave", "alarme_trouble", "premiere_personne", "sens_hors", "mots_hors",
    "faux_sensible", "sens_sensible", "sens_autre", "mots_sensible", "mots_autre",
)  # fmt: skip
VIDE = '{"biais": 0, "poids": {}}'
SANS_POIDS = from_json(
    f'{{"besoin": {VIDE}, "juste": {VIDE}, "sert": {VIDE}, "sensible": {VIDE}, "seuil_sensible": 1, "seuils": {{}}}}'
)


@dataclass(frozen=True)
class Regression:
    noms: tuple[str, ...]
    poids: np.ndarray
    biais: float
    moyennes: np.ndarray
    ecarts: np.ndarray

    def __call__(self, tableau: np.ndarray) -> np.ndarray:
        reduit = np.clip((tableau - self.moyennes) / self.ecarts, -5, 5)
        return 1 / (1 + np.exp(-(reduit @ self.poids + self.biais)))

    def as_dict(self) -> dict[str, object]:
        return {
            "biais": round(float(self.biais), 4),
            "poids": {
                nom: [round(float(x), 4) for x in trois]
                for nom, *trois in zip(self.noms, self.poids, self.moyennes, self.ecarts, strict=True)
            },
        }


def fit(noms: Sequence[str], tableau: np.ndarray, cibles: np.ndarray, penalite: float) -> Regression:
    """Ridge logistic regression by Newton's method."""
    moyennes, ecarts = tableau.mean(0), tableau.std(0) + 1e-6
    x = np.c_[np.clip((tableau - moyennes) / ecarts, -5, 5), np.ones(len(tableau))]
    poids = np.zeros(x.shape[1])
    frein = np.diag([penalite] * len(noms) + [1e-6])
    for _ in range(60):
        p = 1 / (1 + np.exp(-(x @ poids)))
        pas = np.linalg.solve((x.T * (p * (1 - p))) @ x + frein, x.T @ (p - cibles) + frein @ poids)
        poids -= pas
        if np.abs(pas).max() < 1e-9:
            break
    return Regression(tuple(noms), poids[:-1], float(poids[-1]), moyennes, ecarts)


def crossed(noms: Sequence[str], tableau: np.ndarray, cibles: np.ndarray, penalite: float) -> np.ndarray:
    """The probability of each row, from a regression that has not seen it."""
    tires = np.random.default_rng(0).permutation(len(tableau)) % DIXIEMES
    sortie = np.zeros(len(tableau))
    for pli in range(DIXIEMES):
        appris = fit(noms, tableau[tires != pli], cibles[tires != pli], penalite)
        sortie[tires == pli] = appris(tableau[tires == pli])
    return sortie


def lines(nom: str) -> list[dict]:
    return [json.loads(ligne) for ligne in (EVALUATION / nom).read_text(encoding="utf-8").splitlines()]


def table(lectures: Sequence[Lecture], noms: Sequence[str]) -> np.ndarray:
    return np.array([[lecture.signaux[nom] for nom in noms] for lecture in lectures])


def held_out(base: Base) -> list[tuple[Lecture, str]]:
    """Every example of the base, read by an engine built without it, with its class."""
    encodeur = UniversalEncoder()
    lus = []
    for pli in range(PLIS):

        def garde(rang: int, pli: int = pli) -> bool:
            return rang % PLIS != pli

        communs = {
            f.id: f.model_copy(update={"besoins_types": tuple(p for i, p in enumerate(f.besoins_types) if garde(i))})
            for f in base.communs.values()
        }
        hors = tuple(
            h.model_copy(update={"lignes": tuple(x for i, x in enumerate(h.lignes) if garde(i))}) for h in base.hors
        )
        reste = replace(base, communs=communs, hors=hors)
        moteur = Moteur.load(reste, cache=CACHE / "apprendre", encodeur=encodeur, fusion=SANS_POIDS)
        for f in base.proposable():
            lus += [(moteur.lire(p), f.id) for i, p in enumerate(f.besoins_types) if not garde(i)]
        for h in base.hors:
            lus += [(moteur.lire(x), "#" + h.genre) for i, x in enumerate(h.lignes) if not garde(i)]
    return lus


TOURNURES = (
    "c'est quoi {} ?",
    "quelqu'un utilise {} ici ?",
    "{}",
    "vous avez un contact chez {} ?",
    "on voudrait essayer {}",
)


def named(base: Base) -> list[tuple[str, str]]:
    """Questions about a commun by its name, as it is written and badly typed (a letter doubled, dropped or swapped)."""
    dits = []
    for rang, fiche in enumerate(base.proposable()):
        lettres = fiche.nom.split(" (")[0]
        coupe = max(2, len(lettres) // 2)
        fautes = (
            lettres,
            lettres[:coupe] + lettres[coupe - 1 :],
            lettres.lower(),
            lettres[:coupe] + lettres[coupe + 1 :],
        )
        for tour, faute in ((rang, rang), (rang + 1, rang + 3)):
            phrase = TOURNURES[tour % len(TOURNURES)].format(fautes[faute % len(fautes)])
            dits += [(phrase, fiche.id)]
    return dits


@dataclass(frozen=True)
class Donnees:
    tenus: list[tuple[Lecture, str]]
    nommes: list[tuple[Lecture, str]]
    besoins: list[tuple[Lecture, dict]]
    hors: list[tuple[Lecture, dict]]
    sensibles: list[tuple[Lecture, dict]]
    dramatiques: list[tuple[Lecture, dict]]


def gather(base: Base) -> Donnees:
    moteur = Moteur.load(base, cache=CACHE / "apprendre", fusion=SANS_POIDS)

    def lus(nom: str) -> list[tuple[Lecture, dict]]:
        return [(moteur.lire(ligne["texte"]), ligne) for ligne in lines(nom)]

    return Donnees(
        held_out(base),
        [(moteur.lire(texte), commun) for texte, commun in named(base)],
        lus("besoins_aveugles.jsonl"),
        lus("hors_aveugles.jsonl"),
        lus("sensibles.jsonl"),
        lus("sensibles_entrainement.jsonl"),
    )


def learn_besoin(d: Donnees) -> tuple[Regression, np.ndarray, np.ndarray]:
    """Is it a need the base serves? From the held-out examples, the named questions and the blind sets."""
    positifs = [x for x, c in d.tenus if not c.startswith("#")] + [x for x, _ in d.nommes] + [x for x, _ in d.besoins]
    negatifs = [x for x, c in d.tenus if c.startswith("#")] + [x for x, _ in d.hors]
    tableau = table(positifs + negatifs, SIGNAUX_MESSAGE)
    cibles = np.r_[np.ones(len(positifs)), np.zeros(len(negatifs))]
    croise = crossed(SIGNAUX_MESSAGE, tableau, cibles, PENALITES["besoin"])
    debut, n, h = len(positifs) - len(d.besoins), len(d.besoins), len(d.hors)
    return (
        fit(SIGNAUX_MESSAGE, tableau, cibles, PENALITES["besoin"]),
        croise[debut : debut + n],
        croise[len(croise) - h :],
    )


def learn_juste(d: Donnees) -> tuple[Regression, np.ndarray, np.ndarray]:
    """Is the first commun right? From the blind needs and messages, and the named questions."""
    lectures = [x for x, _ in d.besoins] + [x for x, _ in d.hors] + [x for x, _ in d.nommes]
    cibles = np.array(
        [x.communs[x.ordre[0]] in ligne["communs"] for x, ligne in d.besoins]
        + [False] * len(d.hors)
        + [x.communs[x.ordre[0]] == commun for x, commun in d.nommes]
    ).astype(float)
    tableau = table(lectures, SIGNAUX_JUSTE)
    croise = crossed(SIGNAUX_JUSTE, tableau, cibles, PENALITES["juste"])
    return fit(SIGNAUX_JUSTE, tableau, cibles, PENALITES["juste"]), croise, cibles


def learn_sert(d: Donnees) -> tuple[Regression, np.ndarray, np.ndarray]:
    """Does this commun serve that need? From the six best of each blind need."""
    lignes, cibles = [], []
    for lecture, ligne in d.besoins:
        for i in lecture.ordre[:6]:
            signaux = pair_signals(lecture, lecture.communs[i])
            lignes.append([signaux[nom] for nom in SIGNAUX_PAIRE])
            cibles.append(float(lecture.communs[i] in ligne["communs"]))
    tableau, y = np.array(lignes), np.array(cibles)
    croise = crossed(SIGNAUX_PAIRE, tableau, y, PENALITES["sert"])
    return fit(SIGNAUX_PAIRE, tableau, y, PENALITES["sert"]), croise, y


def learn_sensible(d: Donnees) -> tuple[Regression, np.ndarray, np.ndarray]:
    """Is a person in trouble? From the held-out examples, and the dramatic words said of ordinary needs."""
    lectures = [x for x, _ in d.tenus] + [x for x, _ in d.dramatiques]
    cibles = np.array([c == "#sensible" for _, c in d.tenus] + [False] * len(d.dramatiques)).astype(float)
    tableau = table(lectures, SIGNAUX_SENSIBLE)
    croise = crossed(SIGNAUX_SENSIBLE, tableau, cibles, PENALITES["sensible"])
    return fit(SIGNAUX_SENSIBLE, tableau, cibles, PENALITES["sensible"]), croise, cibles


def main() -> None:
    base = load([shipped("knowledge")]).base
    assert base is not None, "la base livrée ne se charge pas : aiguilleur verifier"
    d = gather(base)
    besoin, oui, non = learn_besoin(d)
    juste, juste_croise, juste_vrai = learn_juste(d)
    sert, sert_croise, sert_vrai = learn_sert(d)
    sensible, sens_croise, sens_vrai = learn_sensible(d)
    print("besoin, validation croisée sur les jeux aveugles (seuil : besoins refusés à tort, messages refusés)")
    for seuil in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        print(f"  {seuil:.2f}  {(oui < seuil).mean():.3f}  {(non < seuil).mean():.3f}")
    print(f"juste : erreur de calibrage {calibration(juste_croise, juste_vrai):.3f}")
    print("sert (seuil : précision, rappel)")
    for seuil in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        dits = sert_croise >= seuil
        print(f"  {seuil:.2f}  {sert_vrai[dits].mean():.3f}  {dits[sert_vrai > 0].mean():.3f}")
    print("sensible, validation croisée (seuil : rappel, précision ; puis sur sensibles.jsonl)")
    mesure = sensible(table([x for x, _ in d.sensibles], SIGNAUX_SENSIBLE))
    vrai = np.array([ligne["sensible"] for _, ligne in d.sensibles])
    for seuil in (0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        dits = sens_croise >= seuil
        print(
            f"  {seuil:.2f}  {dits[sens_vrai > 0].mean():.3f}  {sens_vrai[dits].mean():.3f}"
            f"  |  {(mesure[vrai] >= seuil).mean():.3f}  {vrai[mesure >= seuil].mean():.3f}"
        )
    appris = {
        "besoin": besoin.as_dict(),
        "juste": juste.as_dict(),
        "sert": sert.as_dict(),
        "sensible": sensible.as_dict(),
        "seuil_sensible": SEUIL_SENSIBLE,
        "seuils": SEUILS,
    }
    if "--sec" not in sys.argv:
        SORTIE.write_text(json.dumps(appris, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def calibration(prevu: np.ndarray, vrai: np.ndarray) -> float:
    rangs = np.minimum((prevu * 10).astype(int), 9)
    return float(sum(abs(prevu[rangs == r].mean() - vrai[rangs == r].mean()) * (rangs == r).mean() for r in set(rangs)))


if __name__ == "__main__":
    main()
