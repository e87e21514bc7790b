"""A simulated network: nobody waits untold, no phone rings when it may not, and the work is shared."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine.annee import Annee, by_day

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.handoff.calendar import of_region
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.vocabulary import Etat


@pytest.mark.parametrize(
    ("demandes", "days"),
    [
        pytest.param(60, 4, id="une-semaine", marks=pytest.mark.timeout(600)),
        pytest.param(5000, 365, id="une-annee", marks=[pytest.mark.preuves, pytest.mark.timeout(5400)]),
    ],
)
async def test_a_network_lives(demandes: int, days: int, tmp_path: Path, base: Base, voice: Voice) -> None:
    annee = Annee(tmp_path, base, voice, demandes, days)
    await annee.live()
    assert annee.left_alone == []
    assert sum(annee.states.values()) == demandes
    assert set(annee.states) <= {Etat.CLOSE, Etat.EXPIREE}, annee.states
    everybody_within_their_limits(annee)


def everybody_within_their_limits(annee: Annee) -> None:
    """Read on what was sent: one ring a day but for coups durs and the digest, three at most, and never at night."""
    for one in annee.people:
        place = of_region(one.regions[0])
        for day, told in by_day(annee.told, one).items():
            usual = [ring for ring in told if ring.genre in ("carte", "mot")]
            assert len(usual) <= 1, (one, told)
            assert len(told) <= 3, (one, told)
            assert not any(away.covers(day) for away in one.away), (one, told)
            assert not place.is_holiday(day), (one, told)
            for ring in told:
                here = place.local(ring.quand)
                minute = here.hour * 60 + here.minute
                own = any(c.jour == day.weekday() and c.debut <= minute < c.fin for c in one.creneaux)
                office = place.is_working_day(day) and 8 <= here.hour < 20
                assert own or (office and (not one.creneaux or ring.genre == "coup-dur")), (one, ring)
