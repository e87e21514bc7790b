"""What is kept on disk is never trusted more than it deserves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from aiguilleur_bot.matching.cache import Cache
from aiguilleur_bot.matching.encoder import Vectors


class Counting:
    """An encoder that says what it was asked."""

    name = "compteur"

    def __init__(self) -> None:
        self.queries: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.queries += texts
        return np.array([[len(text), 1, 0, 0] for text in texts], dtype=np.float32)


def test_only_new_sentences_are_encoded(tmp_path: Path) -> None:
    encoder = Counting()
    first = Cache(tmp_path).vectors(encoder, ["une salle", "un pad"])
    assert encoder.queries == ["une salle", "un pad"]
    second = Cache(tmp_path).vectors(encoder, ["un pad", "une visio", "une salle"])
    assert encoder.queries == ["une salle", "un pad", "une visio"]
    assert (second[[2, 0]] == first).all()


@pytest.mark.parametrize("content", [b"", b"pas une archive", b"PK\x03\x04" + b"\x00" * 40])
def test_a_damaged_file_is_computed_again(tmp_path: Path, content: bytes) -> None:
    Cache(tmp_path).vectors(Counting(), ["une salle"])
    for file in tmp_path.glob("*.npz"):
        file.write_bytes(content)
    encoder = Counting()
    assert Cache(tmp_path).vectors(encoder, ["une salle"])[0, 0] == len("une salle")
    assert encoder.queries == ["une salle"]


def test_a_pickled_object_is_never_read(tmp_path: Path) -> None:
    encoder = Counting()
    Cache(tmp_path).vectors(encoder, ["une salle"])
    (file,) = tmp_path.glob("*.npz")
    np.savez(file, keys=np.array([{"un": "objet"}], dtype=object), vectors=np.zeros((1, 4)))
    Cache(tmp_path).vectors(encoder, ["une salle"])
    assert encoder.queries == ["une salle", "une salle"]


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    obstacle = tmp_path / "fichier"
    obstacle.write_text("je ne suis pas un dossier", encoding="utf-8")
    cache = Cache(obstacle / "cache")
    assert cache.array("weights", "x", lambda: np.ones(2, dtype=np.float32)).tolist() == [1, 1]


def test_old_results_do_not_pile_up(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for rank in range(12):
        cache.array("weights", str(rank), lambda: np.ones(2, dtype=np.float32))
    assert len(list(tmp_path.glob("weights-*.npz"))) <= 4
