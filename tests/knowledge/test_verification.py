"""What `aiguilleur verifier` tells, to people and to machines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from aiguilleur_bot.knowledge.verification import verify

from .petite_base import Edit


def test_a_sound_base_is_summed_up(folder: Path) -> None:
    report = verify([folder])
    assert report.valid
    assert [line.replace("\u00a0", " ") for line in report.lines] == [
        "Au 31/01/2026 : 2 communs (dont 2 proposables), 2 réseaux, 1 question, 3 phrases hors sujet.",
        "0 erreur, 0 avertissement. La base peut servir.",
    ]


def test_errors_come_first_then_a_clear_end(folder: Path, edit: Edit) -> None:
    edit("communs/wiki.yaml", ("complexite: 2", "complexite: 4"), ("statut: actif", "statut: vivant"))
    (folder / "communs" / "notes.txt").write_text("à ranger")
    report = verify([folder])
    lines = [line.replace("\u00a0", " ") for line in report.lines]
    assert not report.valid
    assert [line.split(" : ")[0] for line in lines[:3]] == ["erreur", "erreur", "avertissement"]
    assert lines[-1] == "2 erreurs, 1 avertissement. La base ne peut pas servir : corrigez les erreurs."


def test_machines_get_the_same_and_the_day_can_be_chosen(folder: Path, edit: Edit) -> None:
    report = verify([folder], day=date(2026, 5, 1))
    data = json.loads(json.dumps(report.as_dict()))
    assert data["valide"] is True
    assert data["au"] == "2026-05-01"
    assert data["contenu"]["communs"] == 2
    assert {a["fichier"] for a in data["avertissements"]} == {
        "communs/agenda.yaml",
        "communs/wiki.yaml",
        "reseaux/national.yaml",
        "reseaux/nord.yaml",
    }
    edit("communs/wiki.yaml", ("complexite: 2", "complexite: 4"))
    broken = json.loads(json.dumps(verify([folder]).as_dict()))
    assert broken["valide"] is False
    assert broken["erreurs"] == [
        {
            "fichier": "communs/wiki.yaml",
            "ligne": 16,
            "champ": "complexite",
            "trouve": "«\u00a04\u00a0» trouvé",
            "attendu": "1, 2, 3 ou inconnu",
        }
    ]
