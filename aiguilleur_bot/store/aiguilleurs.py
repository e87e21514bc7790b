"""What aiguilleurs said of themselves, or coordinators of them: it wins over the settings (`engine/team.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import aiguilleur
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.store.upsert import insert_or_ignore

INVITED, ACTIVE, PAUSED, GONE = "invite", "actif", "pause", "parti"
MEMBER, COORDINATOR = "aiguilleur", "coordinateur"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aiguilleur:
    """One aiguilleur. Empty lists and None leave what the settings say, or the default."""

    personne: str
    role: str
    etat: str
    regions: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    communs: tuple[str, ...] = ()
    creneaux: tuple[tuple[int, int, int], ...] = ()
    plafond: int | None = None
    heure_resume: int | None = None
    messages_par_jour: int | None = None
    invite_par: str | None = None
    charte_le: datetime | None = None
    depuis: datetime
    maj_le: datetime

    @property
    def in_team(self) -> bool:
        """Whether they said yes and did not leave; resting, they still hold what they took."""
        return self.etat in (ACTIVE, PAUSED)


async def get(tx: Transaction, personne: str) -> Aiguilleur | None:
    """What is known of this aiguilleur, if anything was ever said."""
    row = (await tx.execute(select(aiguilleur).where(aiguilleur.c.personne == personne))).one_or_none()
    return made_of(Aiguilleur, row) if row else None


async def everybody(tx: Transaction) -> tuple[Aiguilleur, ...]:
    """Everybody who was ever said anything of, those who left included."""
    found = await tx.execute(select(aiguilleur).order_by(aiguilleur.c.personne))
    return tuple(made_of(Aiguilleur, row) for row in found)


async def note(tx: Transaction, personne: str, now: datetime, **values: Any) -> None:
    """Remember something of an aiguilleur; the first time, as an active member unless `values` say otherwise."""
    first: dict[str, Any] = {
        "personne": personne,
        "role": MEMBER,
        "etat": ACTIVE,
        "regions": [],
        "actions": [],
        "communs": [],
        "creneaux": [],
        "depuis": now,
        "maj_le": now,
    }
    if not await insert_or_ignore(tx, aiguilleur, first | values):
        await tx.execute(update(aiguilleur).where(aiguilleur.c.personne == personne).values(maj_le=now, **values))
