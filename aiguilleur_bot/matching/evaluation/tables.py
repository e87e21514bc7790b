"""What lies behind the figures on needs: by style, action and kind of message, calibration, confusions, errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from aiguilleur_bot.matching.evaluation.labelled import bootstrap
from aiguilleur_bot.matching.evaluation.measures import Asked, Figures, Unwanted, means, share, values
from aiguilleur_bot.vocabulary import Suite

GROUPED = ("top1", "rappel3", "action", "faux_refus")
BINS = 10
"""Of the reliability table, as wide as those of the expected calibration error."""
THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98)
"""Of the refusal curve."""
ERRORS = ("pris pour sensible", "refusé à tort", "mauvais commun", "idéal absent des trois", "servi à tort")


def by(asked: Sequence[Asked], key: Callable[[Asked], str]) -> dict[str, Figures]:
    """The main figures of each group of needs, in the order met."""
    table: dict[str, Figures] = {}
    for group in dict.fromkeys(key(one) for one in asked):
        own = [one for one in asked if key(one) == group]
        counted = values(own, ())
        figures = means({name: counted[name] for name in GROUPED})
        table[group] = {"n": len(own), **figures, "intervalle_rappel3": bootstrap(counted["rappel3"])}
    return table


def genres(unwanted: Sequence[Unwanted]) -> dict[str, Figures]:
    """The refusals of each kind of message."""
    table: dict[str, Figures] = {}
    for genre in dict.fromkeys(one.genre for one in unwanted):
        refused = [float(not one.measure.offered) for one in unwanted if one.genre == genre]
        table[genre] = {"n": len(refused), "refus": share(sum(refused), len(refused)), "intervalle": bootstrap(refused)}
    return table


def answers(asked: Sequence[Asked], unwanted: Sequence[Unwanted]) -> tuple[list[float], list[bool]]:
    """The confidence of every answer given, and whether it was right; none is right for a message to refuse."""
    given = [(one.measure.confidence, one.right) for one in asked if one.measure.offered]
    given += [(one.measure.confidence, False) for one in unwanted if one.measure.offered]
    return [said for said, _ in given], [right for _, right in given]


def reliability(said: Sequence[float], right: Sequence[bool]) -> list[Figures]:
    """By tenth of confidence: how many answers, the confidence said on average, the share that was right."""
    chances, hits = np.asarray(said, dtype=float), np.asarray(right, dtype=float)
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    return [
        {
            "de": round(int(one) / BINS, 2),
            "a": round((int(one) + 1) / BINS, 2),
            "n": int((bins == one).sum()),
            "confiance": round(float(chances[bins == one].mean()), 4),
            "juste": round(float(hits[bins == one].mean()), 4),
        }
        for one in np.unique(bins)
    ]


def confusions(asked: Sequence[Asked]) -> list[Figures]:
    """The wrong first answers by pair (best wanted, given), most frequent first, with one need as an example."""
    pairs: dict[tuple[str, str], list[Asked]] = {}
    for one in asked:
        if one.measure.offered and not one.right:
            wanted = (one.besoin.ideal or one.besoin.communs or ("?",))[0]
            pairs.setdefault((wanted, one.measure.offered[0]), []).append(one)
    ordered = sorted(pairs.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        {"voulu": wanted, "donne": given, "n": len(own), "exemple": own[0].besoin.text}
        for (wanted, given), own in ordered
    ]


def curve(asked: Sequence[Asked], unwanted: Sequence[Unwanted]) -> list[Figures]:
    """What each threshold of need-likeness would refuse: needs (wrongly), messages, and messages by kind.

    What is refused for another reason (distress, empty, of another region) stays refused at every threshold.
    """
    points: list[Figures] = []
    for threshold in THRESHOLDS:
        point: Figures = {"seuil": threshold, "faux_refus": _refused(asked, threshold)}
        if unwanted:
            kinds = dict.fromkeys(one.genre for one in unwanted)
            point["refus"] = _refused(unwanted, threshold)
            point["genres"] = {k: _refused([one for one in unwanted if one.genre == k], threshold) for k in kinds}
        points.append(point)
    return points


def _refused(messages: Sequence[Asked] | Sequence[Unwanted], threshold: float) -> float:
    refused = [one.measure.closed or one.measure.need < threshold for one in messages]
    return share(sum(refused), len(refused))


def errors(asked: Sequence[Asked], unwanted: Sequence[Unwanted]) -> dict[str, list[Figures]]:
    """Every wrong answer, by kind of error."""
    found: dict[str, list[Figures]] = {kind: [] for kind in ERRORS}
    for one in asked:
        kind = _error(one)
        if kind is not None:
            wanted, offered = list(one.besoin.ideal), list(one.measure.offered)
            found[kind].append({"id": one.besoin.id, "texte": one.besoin.text, "voulu": wanted, "propose": offered})
    for other in unwanted:
        if other.measure.offered:
            line = {"id": other.line["id"], "texte": other.line["texte"]}
            found["servi à tort"].append({**line, "propose": list(other.measure.offered)})
    return found


def _error(one: Asked) -> str | None:
    """What is wrong with the answer to a need, None when it is right."""
    if one.measure.suite is Suite.SENSIBLE:
        return "pris pour sensible"
    if not one.measure.offered:
        return "refusé à tort"
    if not one.right:
        return "mauvais commun"
    return None if one.recalled else "idéal absent des trois"
