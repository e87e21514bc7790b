"""Fill every table for one person, from the metadata and the register: what a new table holds is filled too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import JSON, Boolean, Column, Date, Integer, Table, insert, select

from aiguilleur_bot.store import conversations
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.registre import REGISTRE, Nature, private_queue
from aiguilleur_bot.store.tables import metadata
from aiguilleur_bot.store.types import Instant

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
KEY = b"une cle de test, assez longue"


@dataclass(frozen=True, slots=True)
class Canari:
    """Somebody found everywhere: each of their words and accounts is one of a kind. `numero` is their besoin."""

    nom: str
    numero: int
    cle: bytes = KEY

    @property
    def compte(self) -> str:
        return f"@{self.nom}:canari.test"

    @property
    def id(self) -> str:
        return pseudonym(self.cle, "test", self.compte)

    def words(self, table: str, column: str) -> str:
        return f"canari {self.nom} {table}.{column}"


def value(who: Canari, table: Table, column: Column[object]) -> object:
    """What this person's row holds there."""
    match REGISTRE[table.name].natures.get(column.name):
        case Nature.PERSONNE:
            return who.id
        case Nature.QUEUE:
            return private_queue(who.id)
        case Nature.CONVERSATION:
            return conversations.direct_id(who.id)
        case Nature.COMPTE:
            return who.compte if table.name == "personne" else who.words(table.name, column.name)
        case Nature.MOTS:
            return who.words(table.name, column.name)
    if column.foreign_keys or column.name in ("numero", "autre"):
        return who.numero
    return _plain(who, column)


def _plain(who: Canari, column: Column[object]) -> object:
    if isinstance(column.type, Integer):
        return who.numero if column.primary_key else 1
    if isinstance(column.type, Instant):
        return NOW
    if isinstance(column.type, Date):
        return date(2026, 11, who.numero)
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, JSON):
        return []
    return f"{who.nom[:2]}{who.numero}"


async def fill(tx: Transaction, who: Canari) -> None:
    """One row of each table about `who`."""
    for table in metadata.sorted_tables:
        row = {column.name: value(who, table, column) for column in table.columns}
        if table.name == "numerotation" and (await tx.execute(select(table))).first() is not None:
            continue
        await tx.execute(insert(table).values({name: cell for name, cell in row.items() if cell is not None}))


def expected(who: Canari, *natures: Nature) -> Iterator[tuple[str, str, str]]:
    """Table, column and canary of everything that `fill` wrote of these natures."""
    for name, one in REGISTRE.items():
        for column in one.of(*natures):
            yield name, column, str(value(who, one.table, one.table.c[column]))


async def everything(database: Database) -> dict[str, list[str]]:
    """Each row of each table, as text."""
    async with database.read() as tx:
        return {
            table.name: sorted(str(tuple(row)) for row in await tx.execute(select(table)))
            for table in metadata.sorted_tables
        }
