"""One bot at a time on one SQLite file: two would say everything twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiguilleur_bot.store.database import Database, DatabaseError

SUFFIX = "-en-marche"
"""Added to the name of the database file: what a running bot holds. Its presence says nothing, only the lock does."""


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """No other bot runs on this file while the block does. The system lets go when the process dies, however it does.

    A PostgreSQL database is for several bots, and is not held. Raises DatabaseError when another one has it.
    """
    file = database.engine.url.database
    if not database.is_sqlite or not file or file == ":memory:":
        yield
        return
    descriptor = os.open(Path(f"{file}{SUFFIX}"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        _hold(descriptor, file)
        yield
    finally:
        os.close(descriptor)


def _hold(descriptor: int, file: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DatabaseError(
            f"un autre aiguilleur tourne déjà sur {file}. Arrêtez-le d'abord, ou donnez à celui-ci une autre base "
            "(« base: » dans aiguilleur.yaml). Pour plusieurs robots sur une même base : PostgreSQL."
        ) from None
    except OSError:
        pass  # a file system without locks: nothing can be promised there
