"""Who may enter the pages: links used once, and the sessions they open. Only hashes of secrets are kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import lien_connexion, session_web
from aiguilleur_bot.store.types import made_of

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)
"""How long a link waits to be used, and a session lasts: a working day. Both are said to people."""


@dataclass(frozen=True, slots=True)
class Acces:
    """What a link or a session gives. `par_salon`: the role comes from the room where it was asked for."""

    personne: str
    role: str
    par_salon: bool
    cree_le: datetime
    expire_le: datetime


def empreinte(secret: str) -> str:
    """What is kept of a secret: it is long and random, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def offer(tx: Transaction, secret: str, *, personne: str, role: str, par_salon: bool, now: datetime) -> None:
    """Make a link; the one said before to the same person is worth nothing any more."""
    await tx.execute(delete(lien_connexion).where(lien_connexion.c.personne == personne))
    await tx.execute(
        insert(lien_connexion).values(
            empreinte=empreinte(secret),
            personne=personne,
            role=role,
            par_salon=par_salon,
            cree_le=now,
            expire_le=now + LINK_LASTS,
        )
    )


async def offered(tx: Transaction, secret: str, now: datetime) -> Acces | None:
    """What a link would give, without using it: servers of chat look at links too."""
    columns = [lien_connexion.c[name] for name in Acces.__dataclass_fields__]
    row = (await tx.execute(select(*columns).where(lien_connexion.c.empreinte == empreinte(secret)))).one_or_none()
    found = made_of(Acces, row) if row else None
    return found if found is not None and found.expire_le > now else None


async def use(tx: Transaction, secret: str, new: str, now: datetime) -> Acces | None:
    """Use a link once: the session of secret `new` is open. None when it was used, or is too old."""
    known = await offered(tx, secret, now)
    if known is None:
        return None
    gone = await tx.execute(delete(lien_connexion).where(lien_connexion.c.empreinte == empreinte(secret)))
    if gone.rowcount != 1:
        return None
    await tx.execute(
        insert(session_web).values(
            empreinte=empreinte(new),
            personne=known.personne,
            role=known.role,
            par_salon=known.par_salon,
            cree_le=now,
            expire_le=now + SESSION_LASTS,
        )
    )
    return known


async def get(tx: Transaction, secret: str, now: datetime) -> Acces | None:
    """The session of this cookie, unless it is over."""
    columns = [session_web.c[name] for name in Acces.__dataclass_fields__]
    row = (await tx.execute(select(*columns).where(session_web.c.empreinte == empreinte(secret)))).one_or_none()
    found = made_of(Acces, row) if row else None
    return found if found is not None and found.expire_le > now else None


async def leave(tx: Transaction, secret: str) -> None:
    """This browser leaves."""
    await tx.execute(delete(session_web).where(session_web.c.empreinte == empreinte(secret)))


async def close(tx: Transaction, personne: str) -> int:
    """Every browser of a person leaves, and their link is worth nothing. Returns how many sessions there were."""
    await tx.execute(delete(lien_connexion).where(lien_connexion.c.personne == personne))
    return (await tx.execute(delete(session_web).where(session_web.c.personne == personne))).rowcount


async def purge(tx: Transaction, now: datetime) -> int:
    """Erase what is over."""
    links = await tx.execute(delete(lien_connexion).where(lien_connexion.c.expire_le <= now))
    browsers = await tx.execute(delete(session_web).where(session_web.c.expire_le <= now))
    return links.rowcount + browsers.rowcount
