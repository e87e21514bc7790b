"""What is kept on disk is never trusted more than it deserves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from aiguilleur_bot.matching.cache import Cache
from aiguilleur_bot.matching.encoder import Vecteurs


class Counting:
    """An encoder that says what it was asked."""

    nom = "compteur"

    def __init__(self) -> None:
        self.demandes: list[str] = []

    def encode(self, textes: Sequence[str]) -> Vecteurs:
        self.demandes += textes
        return np.array([[len(texte), 1, 0, 0] for texte in textes], dtype=np.float32)


def test_only_new_sentences_are_encoded(tmp_path: Path) -> None:
    encodeur = Counting()
    premier = Cache(tmp_path).vectors(encodeur, ["une salle", "un pad"])
    assert encodeur.demandes == ["une salle", "un pad"]
    second = Cache(tmp_path).vectors(encodeur, ["un pad", "une visio", "une salle"])
    assert encodeur.demandes == ["une salle", "un pad", "une visio"]
    assert (second[[2, 0]] == premier).all()


@pytest.mark.parametrize("contenu", [b"", b"pas une archive", b"PK\x03\x04" + b"\x00" * 40])
def test_a_damaged_file_is_computed_again(tmp_path: Path, contenu: bytes) -> None:
    Cache(tmp_path).vectors(Counting(), ["une salle"])
    for fichier in tmp_path.glob("*.npz"):
        fichier.write_bytes(contenu)
    encodeur = Counting()
    assert Cache(tmp_path).vectors(encodeur, ["une salle"])[0, 0] == len("une salle")
    assert encodeur.demandes == ["une salle"]


def test_a_pickled_object_is_never_read(tmp_path: Path) -> None:
    encodeur = Counting()
    Cache(tmp_path).vectors(encodeur, ["une salle"])
    (fichier,) = tmp_path.glob("*.npz")
    np.savez(fichier, cles=np.array([{"un": "objet"}], dtype=object), vecteurs=np.zeros((1, 4)))
    Cache(tmp_path).vectors(encodeur, ["une salle"])
    assert encodeur.demandes == ["une salle", "une salle"]


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    obstacle = tmp_path / "fichier"
    obstacle.write_text("je ne suis pas un dossier", encoding="utf-8")
    cache = Cache(obstacle / "cache")
    assert cache.array("poids", "x", lambda: np.ones(2, dtype=np.float32)).tolist() == [1, 1]


def test_old_results_do_not_pile_up(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for rang in range(12):
        cache.array("poids", str(rang), lambda: np.ones(2, dtype=np.float32))
    assert len(list(tmp_path.glob("poids-*.npz"))) <= 4
