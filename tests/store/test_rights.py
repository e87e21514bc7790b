"""The memory of the bot holds people's words: a new file is its owner's alone, whatever the umask."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.database import DatabaseError


@pytest.fixture
def loose() -> Iterator[None]:
    """A machine where everybody may read, and write, what is made."""
    before = os.umask(0)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, int]:
    return {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}


@pytest.mark.usefixtures("loose")
async def test_a_new_file_and_those_beside_it_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "donnees"
    folder.mkdir(mode=0o755)
    database = await store.open(f"sqlite:///{folder / 'b.db'}")
    async with database.read():
        assert rights(folder) == {"b.db": 0o600, "b.db-wal": 0o600, "b.db-shm": 0o600}
    await database.close()
    assert folder.stat().st_mode & 0o777 == 0o755, "the folder is not ours to change"


@pytest.mark.usefixtures("loose")
async def test_the_rights_an_operator_chose_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "b.db"
    await (await store.open(f"sqlite:///{file}")).close()
    file.chmod(0o640)
    await (await store.open(f"sqlite:///{file}")).close()
    assert rights(tmp_path)["b.db"] == 0o640


async def test_a_file_that_cannot_be_made_is_told_in_french(tmp_path: Path) -> None:
    (tmp_path / "b.db").symlink_to(tmp_path / "nulle" / "part.db")
    await told_and_nothing_left(tmp_path / "b.db")


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "b.db").mkdir()
    await told_and_nothing_left(tmp_path / "b.db")


async def told_and_nothing_left(file: Path) -> None:
    """A thread of the driver that ends after the program writes a traceback under the French sentence."""
    before = set(threading.enumerate())
    with pytest.raises(DatabaseError, match="ne peut pas être ouverte"):
        await store.open(f"sqlite:///{file}")
    assert set(threading.enumerate()) <= before
