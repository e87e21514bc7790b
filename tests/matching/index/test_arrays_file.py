"""Arrays read in place are those that were written; a file that is not whole is not read."""

from __future__ import annotations

import errno
import mmap
import os
from pathlib import Path

import numpy as np
import pytest

from aiguilleur_bot.matching.arrays import Arrays, Texts
from aiguilleur_bot.matching.index import arrays_file

KEPT: Arrays = {
    "vectors": np.arange(12, dtype=np.float32).reshape(3, 4),
    "quotable": np.array([True, False, True]),
    "places": np.array([-1, 1 << 40], dtype=np.int64),
    "letters": np.frombuffer(b"abc", dtype=np.uint8),
    "alone": np.array(7, dtype=np.int64),
    "nothing": np.zeros((0, 5), dtype=np.uint16),
}


def written(path: Path, arrays: Arrays, name: str = "essai") -> Path:
    with path.open("wb") as file:
        arrays_file.write(file, name, arrays)
    return path


def test_arrays_come_back_as_they_were_and_cannot_be_written(tmp_path: Path) -> None:
    again = arrays_file.read(written(tmp_path / "un", KEPT), "essai")
    assert list(again) == list(KEPT)
    for name, array in KEPT.items():
        assert (again[name].dtype, again[name].shape) == (array.dtype, array.shape)
        assert (again[name] == array).all()
    assert again["vectors"].flags.aligned
    assert again["places"].ctypes.data % 64 == 0
    with pytest.raises(ValueError, match="read-only"):
        again["vectors"][0, 0] = 1


def test_where_files_cannot_be_lent_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))

    monkeypatch.setattr(mmap, "mmap", refused)
    again = arrays_file.read(written(tmp_path / "un", KEPT), "essai")
    assert (again["vectors"] == KEPT["vectors"]).all()


def test_what_was_open_stays_whole_when_the_file_is_replaced_or_erased(tmp_path: Path) -> None:
    path = written(tmp_path / "un", KEPT)
    before = arrays_file.read(path, "essai")
    written(tmp_path / "deux", {"vectors": np.zeros(3, dtype=np.float32)}).replace(path)
    assert arrays_file.read(path, "essai")["vectors"].tolist() == [0, 0, 0]
    path.unlink()
    assert (before["vectors"] == KEPT["vectors"]).all()


@pytest.mark.parametrize("content", [b"", b"aiguilleur tableaux 1\n", b"PK\x03\x04" + b"\0" * 60, b"\0" * 4096])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "un"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="array"):
        arrays_file.read(path, "essai")


def test_arrays_of_another_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="something else"):
        arrays_file.read(written(tmp_path / "un", KEPT), "autre")


def test_a_large_array_is_checked_by_samples_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large: Arrays = {"large": np.arange(5 << 18, dtype=np.int64), "small": np.arange(3, dtype=np.int64)}
    whole = written(tmp_path / "un", large).read_bytes()
    assert (arrays_file.read(tmp_path / "un", "essai")["large"] == large["large"]).all()
    monkeypatch.setattr(arrays_file, "WHOLE", 1 << 20)
    whole = written(tmp_path / "un", large).read_bytes()
    assert (arrays_file.read(tmp_path / "un", "essai")["large"] == large["large"]).all()
    damages = {
        "blank": whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2),
        "cut": whole[:-8],
        "longer": whole + b"\0" * 8,
        "shifted": whole[:4096] + b"\0" + whole[4096:-1],
        "end": whole[:-40] + b"\xff" + whole[-39:],
    }
    for damaged in damages.values():
        (tmp_path / "deux").write_bytes(damaged)
        with pytest.raises(ValueError, match="arrays"):
            arrays_file.read(tmp_path / "deux", "essai")


def test_texts_are_read_one_by_one() -> None:
    said = ("où ranger ?", "", "🙂", "a\ud800b", "fin")
    texts = Texts(*Texts.written(said))
    assert tuple(texts) == said
    assert (texts[-1], texts[1:3], len(texts)) == ("fin", ["", "🙂"], 5)
    with pytest.raises(IndexError):
        texts[5]
    assert list(Texts(*Texts.written(()))) == []


def test_arrays_that_are_no_texts_are_refused() -> None:
    raw, bounds = Texts.written(("un", "deux"))
    for wrong in (bounds[:-1], bounds[::-1], bounds + 1, bounds[:0]):
        with pytest.raises(ValueError, match="texts"):
            Texts(raw, wrong)
