"""What `aiguilleur verifier` tells, to people and to machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from aiguilleur_bot.knowledge.verification import verify

Changer = Callable[..., None]


def test_a_sound_base_is_summed_up(dossier: Path) -> None:
    rapport = verify([dossier])
    assert rapport.valid
    assert [ligne.replace("\u00a0", " ") for ligne in rapport.lines] == [
        "Au 31/01/2026 : 2 communs (dont 2 proposables), 2 réseaux, 1 question, 3 phrases hors sujet.",
        "0 erreur, 0 avertissement. La base peut servir.",
    ]


def test_errors_come_first_then_a_clear_end(dossier: Path, changer: Changer) -> None:
    changer("communs/wiki.yaml", ("complexite: 2", "complexite: 4"), ("statut: actif", "statut: vivant"))
    (dossier / "communs" / "notes.txt").write_text("à ranger")
    rapport = verify([dossier])
    lignes = [ligne.replace("\u00a0", " ") for ligne in rapport.lines]
    assert not rapport.valid
    assert [ligne.split(" : ")[0] for ligne in lignes[:3]] == ["erreur", "erreur", "avertissement"]
    assert lignes[-1] == "2 erreurs, 1 avertissement. La base ne peut pas servir : corrigez les erreurs."


def test_machines_get_the_same_and_the_day_can_be_chosen(dossier: Path, changer: Changer) -> None:
    rapport = verify([dossier], day=date(2026, 5, 1))
    donnees = json.loads(json.dumps(rapport.as_dict()))
    assert donnees["valide"] is True
    assert donnees["au"] == "2026-05-01"
    assert donnees["contenu"]["communs"] == 2
    assert {a["fichier"] for a in donnees["avertissements"]} == {
        "communs/agenda.yaml",
        "communs/wiki.yaml",
        "reseaux/national.yaml",
        "reseaux/nord.yaml",
    }
    changer("communs/wiki.yaml", ("complexite: 2", "complexite: 4"))
    casse = json.loads(json.dumps(verify([dossier]).as_dict()))
    assert casse["valide"] is False
    assert casse["erreurs"] == [
        {
            "fichier": "communs/wiki.yaml",
            "ligne": 16,
            "champ": "complexite",
            "trouve": "«\u00a04\u00a0» trouvé",
            "attendu": "1, 2, 3 ou inconnu",
        }
    ]
