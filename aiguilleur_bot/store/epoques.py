"""A new key of the pseudonyms: people met again are known under the new one, the others never again.

The file of the key holds the current one first, and those of before below. Whoever is seen while an old key is still
there is written down anew, on every table of the register. Once it is taken out of the file, a pseudonym made with it
says nothing to anybody any more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import Column, Table, UniqueConstraint, delete, exists, insert, select, update

from aiguilleur_bot.store.conversations import direct_id, thread_id
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.registre import REGISTRE, Nature, private_queue
from aiguilleur_bot.store.tables import conversation, personne


async def follow(tx: Transaction, current: str, older: Collection[str]) -> bool:
    """Somebody whose pseudonym is `current` now: what was written under an older one becomes theirs. True if any."""
    if not older:
        return False
    known = (await tx.execute(select(personne.c.id).where(personne.c.id.in_(list(older))))).scalars().all()
    for old in known:
        await rekey(tx, old, current)
    return bool(known)


async def follow_accounts(tx: Transaction, pseudonym: Callable[[str, str], str]) -> int:
    """Write down anew everybody whose account is held, whatever key their pseudonym was made with."""
    held = await tx.execute(
        select(personne.c.id, personne.c.plateforme, personne.c.compte).where(personne.c.compte.is_not(None))
    )
    moved = [(row.id, new) for row in held if (new := pseudonym(row.plateforme, row.compte)) != row.id]
    for old, new in moved:
        await rekey(tx, old, new)
    return len(moved)


async def rekey(tx: Transaction, old: str, new: str) -> None:
    """One person is `new` wherever they were `old`, and where something is kept twice, the newer one stays."""
    await _same_person(tx, old, new)
    conversations = await _conversations(tx, old, new)
    for name, one in REGISTRE.items():
        if name == personne.name:
            continue
        for column in one.of(Nature.PERSONNE):
            await _becomes(tx, one.table, column, old, new)
        for column in one.of(Nature.QUEUE):
            await _becomes(tx, one.table, column, private_queue(old), private_queue(new))
        for column in one.of(Nature.CONVERSATION):
            for before, after in conversations.items():
                await _becomes(tx, one.table, column, before, after)
    await tx.execute(delete(personne).where(personne.c.id == old))


async def _same_person(tx: Transaction, old: str, new: str) -> None:
    """The row of the person under the new pseudonym, unless they were met under it already."""
    if (await tx.execute(select(personne.c.id).where(personne.c.id == new))).first() is None:
        row = (await tx.execute(select(personne).where(personne.c.id == old))).one()
        await tx.execute(insert(personne).values({**row._mapping, "id": new}))


async def _conversations(tx: Transaction, old: str, new: str) -> dict[str, str]:
    """The keys of a person's conversations, which are made of their pseudonym: before and after."""
    found = await tx.execute(
        select(conversation.c.id, conversation.c.salon, conversation.c.fil).where(
            conversation.c.personne == old, conversation.c.fil.is_not(None)
        )
    )
    threads = {row.id: thread_id(new, row.salon, row.fil) for row in found}
    return {direct_id(old): direct_id(new), **threads}


async def _becomes(tx: Transaction, table: Table, column: str, old: str, new: str) -> None:
    for others in _unique_with(table, column):
        twin = table.alias("deja")
        same = (twin.c[other.name] == other for other in others)
        kept = exists().where(twin.c[column] == new, *same)
        await tx.execute(delete(table).where(table.c[column] == old, kept))
    await tx.execute(update(table).where(table.c[column] == old).values({column: new}))


def _unique_with(table: Table, column: str) -> list[tuple[Column[object], ...]]:
    """What makes a row of this column unique, each time the other columns of it."""
    unique = [tuple(table.primary_key.columns)]
    unique += [tuple(one.columns) for one in table.constraints if isinstance(one, UniqueConstraint)]
    return [
        tuple(other for other in columns if other.name != column)
        for columns in unique
        if any(one.name == column for one in columns)
    ]
