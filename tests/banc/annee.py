"""A simulated year of handoffs: who is told, how the work is shared, how often phones ring.

    PYTHONPATH=tests python -m banc.annee [DEMANDES] [DAYS]

The checks are those of `tests/engine/test_annee.py`; this prints the figures of docs/benchmarks.md.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from engine.annee import Annee, by_day

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.settings import shipped


def spread(values: Sequence[float]) -> str:
    """« min / médiane / max »."""
    return f"{min(values):.0f} / {statistics.median(values):.0f} / {max(values):.0f}"


def report(annee: Annee, seconds: float) -> list[str]:
    """The figures, a line each."""
    helpers = [one.account for one in annee.people if not one.coordonne]
    days = {one.account: by_day(annee.told, one) for one in annee.people}
    rung = [told for found in days.values() for told in found.values()]
    a_day = Counter(len(told) for told in rung)
    a_day[0] = len(annee.people) * (annee.days + annee.tail) - a_day.total()
    usual = max(sum(ring.genre in ("carte", "mot") for ring in told) for told in rung)
    kinds = Counter(one.genre for one in annee.told if one.who in annee.by_account)
    owned = sum("Personne n'a encore" in one.body for one in annee.told)
    shares = ", ".join(f"{n} : {100 * count / a_day.total():.1f} %" for n, count in sorted(a_day.items()))
    return [
        f"demandes : {annee.demandes} sur {annee.days} jours, {len(annee.people)} personnes, {seconds:.0f} s de calcul",
        f"fins : {dict(sorted(annee.states.items()))}",
        f"sans personne et sans mot, délai annoncé passé : {len(annee.left_alone)}",
        f"à qui « personne encore » a été dit : {owned}",
        f"heures avant qu'une personne prenne (médiane, 90 %) : {quantiles(annee.waits)}",
        f"prises par personne (min / médiane / max) : {spread([annee.claims[name] for name in helpers])}",
        f"sonneries par personne : {spread([sum(map(len, days[name].values())) for name in helpers])}",
        f"sonneries par personne et par jour : {shares}",
        f"au plus, par jour : {max(map(len, rung))} en tout, {usual} hors coup dur et résumé",
        f"de quoi : {dict(sorted(kinds.items()))}",
    ]


def quantiles(values: Sequence[float]) -> str:
    """The median and the nine tenths."""
    ordered = sorted(values)
    return f"{statistics.median(ordered):.0f}, {ordered[int(len(ordered) * 0.9)]:.0f}"


async def main(demandes: int, days: int) -> None:
    """Live it, and print."""
    base = load([shipped("knowledge")]).base
    if base is None:
        raise SystemExit("la base de connaissances ne se lit pas")
    with tempfile.TemporaryDirectory() as folder:
        annee = Annee(Path(folder), base, Voice(shipped("prompts")), demandes, days)
        begun = time.process_time()
        await annee.live()
        print("\n".join(report(annee, time.process_time() - begun)))


if __name__ == "__main__":
    asyncio.run(main(*(int(word) for word in sys.argv[1:3])) if len(sys.argv) > 2 else main(5000, 365))
