"""What is kept on disk is never trusted more than it deserves."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from aiguilleur_bot.matching.index import arrays_file
from aiguilleur_bot.matching.index.cache import Cache
from aiguilleur_bot.matching.index.vectors import Vectors


class Counting:
    """An encoder that says what it was asked."""

    name = "compteur"

    def __init__(self) -> None:
        self.queries: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.queries += texts
        return np.array([[len(text), 1, 0, 0] for text in texts], dtype=np.float32)


def ones() -> Vectors:
    return np.ones(2, dtype=np.float32)


def test_only_new_sentences_are_encoded(tmp_path: Path) -> None:
    encoder = Counting()
    first = Cache(tmp_path).vectors(encoder, ["une salle", "un pad"])
    assert encoder.queries == ["une salle", "un pad"]
    second = Cache(tmp_path).vectors(encoder, ["un pad", "une visio", "une salle"])
    assert encoder.queries == ["une salle", "un pad", "une visio"]
    assert (second[[2, 0]] == first).all()


def test_sentences_that_are_known_by_name_are_not_even_read(tmp_path: Path) -> None:
    first = Cache(tmp_path).vectors_of(Counting(), "nom", 2, lambda: ["une salle", "un pad"])
    again = Cache(tmp_path).vectors_of(Counting(), "nom", 2, lambda: pytest.fail("read again"))
    assert (again == first).all()
    assert len(Cache(tmp_path).vectors_of(Counting(), "nom", 1, lambda: ["un pad"])) == 1


def test_a_sentence_said_twice_is_encoded_once(tmp_path: Path) -> None:
    encoder = Counting()
    vectors = Cache(tmp_path).vectors(encoder, ["un pad", "une visio", "un pad"])
    assert encoder.queries == ["un pad", "une visio"]
    assert vectors[:, 0].tolist() == [6, 9, 6]


def test_two_bases_in_turn_are_encoded_once(tmp_path: Path) -> None:
    encoder = Counting()
    for _ in range(3):
        Cache(tmp_path).vectors(encoder, ["une salle", "un pad"])
        Cache(tmp_path).vectors(encoder, ["une carte", "un pad"])
    assert sorted(encoder.queries) == ["un pad", "une carte", "une salle"]


def test_many_sentences_are_encoded_a_few_at_a_time(tmp_path: Path) -> None:
    texts = [f"besoin n{rank}" for rank in range(1300)]
    asked: list[int] = []

    class Paced(Counting):
        def encode(self, texts: Sequence[str]) -> Vectors:
            asked.append(len(texts))
            return super().encode(texts)

    vectors = Cache(tmp_path).vectors(Paced(), texts)
    assert vectors[:, 0].tolist() == [len(text) for text in texts]
    assert sum(asked) == len(texts)
    assert max(asked) <= 512


DAMAGE = [b"", b"pas une archive", b"PK\x03\x04" + b"\x00" * 40]


@pytest.mark.parametrize("content", DAMAGE)
def test_a_damaged_file_is_computed_again(tmp_path: Path, content: bytes) -> None:
    Cache(tmp_path).vectors(Counting(), ["une salle"])
    for file in tmp_path.glob("*.tableaux"):
        file.write_bytes(content)
    encoder = Counting()
    assert Cache(tmp_path).vectors(encoder, ["une salle"])[0, 0] == len("une salle")
    assert encoder.queries == ["une salle"]


def test_one_byte_changed_or_missing_anywhere_is_noticed(tmp_path: Path) -> None:
    Cache(tmp_path).vectors(Counting(), ["une salle", "un pad"])
    (file,) = tmp_path.glob("*.tableaux")
    whole = file.read_bytes()
    expected = Cache(None).vectors(Counting(), ["une salle", "un pad"]).tolist()
    for place in range(0, len(whole), 7):
        for content in (whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :], whole[:place]):
            file.write_bytes(content)
            assert Cache(tmp_path).vectors(Counting(), ["une salle", "un pad"]).tolist() == expected


def test_a_file_of_something_else_under_that_name_is_not_read(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.array("weights", "un", (2,), ones)
    (tmp_path / "weights-un.tableaux").rename(tmp_path / "weights-deux.tableaux")
    assert cache.array("weights", "deux", (2,), lambda: 2 * ones()).tolist() == [2, 2]


def test_an_array_of_another_shape_is_computed_again(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.array("weights", "un", (2,), ones)
    assert cache.array("weights", "un", (3,), lambda: np.zeros(3, dtype=np.float32)).tolist() == [0, 0, 0]


def test_a_pickled_object_is_never_read(tmp_path: Path) -> None:
    encoder = Counting()
    Cache(tmp_path).vectors(encoder, ["une salle"])
    (file,) = tmp_path.glob("*.tableaux")
    name = file.name.removesuffix(".tableaux")
    objects = np.zeros(1, dtype="V8")  # What an array of objects looks like on disk.
    with file.open("wb") as kept:
        arrays_file.write(kept, name, {"keys": objects, "vectors": np.zeros((1, 4), dtype=np.float32)})
    Cache(tmp_path).vectors(encoder, ["une salle"])
    assert encoder.queries == ["une salle", "une salle"]


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    obstacle = tmp_path / "fichier"
    obstacle.write_text("je ne suis pas un dossier", encoding="utf-8")
    cache = Cache(obstacle / "cache")
    assert cache.array("weights", "x", (2,), ones).tolist() == [1, 1]


def test_a_full_disk_is_done_without_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(arrays_file, "write", full)
    assert Cache(tmp_path).array("weights", "x", (2,), ones).tolist() == [1, 1]
    assert list(tmp_path.iterdir()) == []


def test_old_results_do_not_pile_up(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for rank in range(12):
        cache.array("weights", str(rank), (2,), ones)
    assert len(list(tmp_path.glob("weights-*.tableaux"))) <= 4


def test_what_was_never_finished_is_erased_later(tmp_path: Path) -> None:
    old, recent = tmp_path / "tmpa.part", tmp_path / "tmpb.part"
    old.touch()
    recent.touch()
    os.utime(old, (0, 0))
    Cache(tmp_path).array("weights", "x", (2,), ones)
    assert not old.exists()
    assert recent.exists()


PROCESS = """
import sys
from pathlib import Path
import numpy as np
from aiguilleur_bot.matching.index import arrays_file
from aiguilleur_bot.matching.index.cache import Cache

cache = Cache(Path(sys.argv[1]))
for turn in range(60):
    name = str(turn % 6)
    value = cache.array("weights", name, (50_000,), lambda: np.full(50_000, turn % 6, dtype=np.float32))
    assert (value == turn % 6).all(), value
"""


def test_processes_at_once_never_read_a_half_written_file(tmp_path: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", PROCESS, str(tmp_path)]) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert not list(tmp_path.glob("*.part"))
    assert len(list(tmp_path.glob("weights-*.tableaux"))) <= 6
