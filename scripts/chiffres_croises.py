"""What the weights that were learned are worth, threshold by threshold: the cross-validated tables that are printed."""

from __future__ import annotations

import numpy as np
from jeux_appris import TOLD_ONLY, Data
from regressions import Learned

from aiguilleur_bot.vocabulary import Intention


def show_besoin(learned: Learned, data: Data) -> None:
    """Needs wrongly refused, messages rightly refused, as written and rewritten."""
    blind = learned.crossed[-len(data.besoins) - len(data.hors) :]
    wanted, unwanted = blind[: len(data.besoins)], blind[len(data.besoins) :]
    rewritten = learned.crossed[len(learned.crossed) - len(blind) - len(data.rewritten) : -len(blind)]
    needs = np.array([wanted for _, _, wanted in data.rewritten])
    print(
        "besoin, validation croisée sur les jeux aveugles (seuil : besoins refusés à tort, messages refusés ; récrits)"
    )
    for threshold in (0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        figures = [chances < threshold for chances in (wanted, unwanted, rewritten[needs], rewritten[~needs])]
        print(f"  {threshold:.2f}  " + "  ".join(f"{said.mean():.3f}" for said in figures))


def show_serves(learned: Learned) -> None:
    """Precision and recall of the communs shown beside the first."""
    print("sert (seuil : précision, rappel)")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        said = learned.crossed >= threshold
        print(f"  {threshold:.2f}  {learned.truth[said].mean():.3f}  {said[learned.truth > 0].mean():.3f}")


def show_sensible(learned: Learned, data: Data) -> None:
    """Recall and precision on the labelled messages; needs and other messages taken for distress: means over cuts."""
    print(
        "sensible, validation croisée (seuil : rappel, du plus bas au plus haut découpage, précision, sur les jeux de"
        " mesure ; autres messages pris à tort)"
    )
    first, served = len(data.held), len(data.besoins)
    others = slice(first, first + served + len(data.hors))
    measured = np.array([line["jeu"] != TOLD_ONLY for _, line in data.sensibles])
    truth = learned.truth[-len(data.sensibles) :][measured]
    for threshold in (0.05, 0.06, 0.07, 0.08, 0.09, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        cuts = [chances >= threshold for chances in learned.cuts]
        said = [cut[-len(data.sensibles) :][measured] for cut in cuts]
        recalls = [float(one[truth > 0].mean()) for one in said]
        precision = np.mean([truth[one].mean() for one in said])
        flagged, needs = (np.mean([cut[others][:count].sum() for cut in cuts]) for count in (None, served))
        recall = f"{np.mean(recalls):.3f} ({min(recalls):.3f} à {max(recalls):.3f})"
        print(f"  {threshold:.3f}  {recall}  {precision:.3f}  {flagged:.0f}, dont {needs:.0f} besoins")


def show_intentions(learned: dict[Intention, Learned]) -> None:
    """How often the intention is right, and each one's precision and recall."""
    names = list(learned)
    chances = np.array([learned[one].crossed for one in names])
    truth = np.array([learned[one].truth for one in names])
    said, right = chances.argmax(0), truth.argmax(0)
    print(f"intentions, validation croisée : {(said == right).mean():.3f} juste (précision, rappel)")
    for i, one in enumerate(names):
        precision, recall = (right[said == i] == i).mean(), (said[right == i] == i).mean()
        print(f"  {one.value:<12}{precision:.3f}  {recall:.3f}  n={int((right == i).sum())}")


def show_several(learned: Learned, measured: np.ndarray) -> None:
    """Messages of two needs seen, and single needs wrongly cut. `measured`: the rows that count."""
    chances, two = learned.crossed[measured], learned.truth[measured] > 0
    print(f"plusieurs : {two.sum()} messages de deux besoins coupés en deux morceaux différents")
    print("plusieurs, validation croisée (seuil : messages à deux besoins vus, besoins seuls coupés à tort)")
    for threshold in (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7):
        print(f"  {threshold:.2f}  {(chances[two] >= threshold).sum()}  {(chances[~two] >= threshold).sum()}")
