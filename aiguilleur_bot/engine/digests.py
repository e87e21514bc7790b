"""One letter a day at most, at the hour of each person: what did not deserve to ring their phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiguilleur_bot.dialogue.model import Value
from aiguilleur_bot.engine.clock import Clock
from aiguilleur_bot.engine.logs import logger, short
from aiguilleur_bot.engine.postbox import Postbox
from aiguilleur_bot.engine.savoir import Renderer
from aiguilleur_bot.engine.team import Member, Team, Teams
from aiguilleur_bot.handoff.availability import MOST_A_DAY, digest_due
from aiguilleur_bot.store import besoins, personnes, sonneries
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.sonneries import LETTER, Sonnerie
from aiguilleur_bot.vocabulary import Etat

SHOWN = 7
"""Lines of a digest; the rest is only counted. A phone shows no more."""

_STILL = {
    "offre": (Etat.NOUVELLE,),
    "coordination": (Etat.NOUVELLE,),
    "rappel": (Etat.PRISE_EN_CHARGE,),
    "repris": (Etat.PRISE_EN_CHARGE, Etat.EN_COURS),
    "relance": (Etat.RELANCEE,),
}
"""The states in which each kind of line is still worth reading; the others always are."""

_log = logger("resumes")


@dataclass(frozen=True, slots=True)
class Digests:
    """Writes the digests of one installation."""

    database: Database
    clock: Clock
    voice: Renderer
    teams: Teams
    postbox: Callable[[Transaction, str, datetime], Postbox]

    async def send(self) -> bool:
        """Each digest that is due, in a transaction of its own. True when there is mail."""
        now = self.clock.now()
        async with self.database.read() as tx:
            waiting = await sonneries.waiting_for_digest(tx)
            team = await self.teams.gather(tx, now, known_only=True) if waiting else Team({})
            due = [name for name in sorted(waiting) if await self._due(tx, team, name, now) is not None]
        sent = False
        for name in due:
            async with self.database.write("resume") as tx:
                sent |= await self._one(tx, name, now)
        return sent

    async def _due(self, tx: Transaction, team: Team, name: str, now: datetime) -> Member | None:
        """Whom to write to now; None when it is not their hour, or they are forgotten."""
        member = team.members.get(name)
        if member is None:
            person = await personnes.get(tx, name)
            member = await self.teams.alone(tx, person, now) if person is not None else None
        return member if member is not None and _may_be_written_to(member, now) else None

    async def _one(self, tx: Transaction, name: str, now: datetime) -> bool:
        member = await self._due(tx, await self.teams.gather(tx, now), name, now)
        if member is None:
            return False
        rows = await sonneries.digest(tx, name)
        lines = await self._lines(tx, rows, name)
        await sonneries.digested(tx, [row.id for row in rows], now)
        if not lines:
            return False
        day = member.candidate.disponible.calendar.local(now).date().isoformat()
        key = f"resume:{day}"
        if not await sonneries.note(
            tx, personne=name, numero=None, cle=key, genre=LETTER, mode=LETTER, now=now, quand=now
        ):
            return False
        body = self.voice.render("resume", {"lignes": tuple(lines[:SHOWN]), "reste": max(len(lines) - SHOWN, 0)})
        await self.postbox(tx, f"{key}\0{name}", now).private("resume", member.known, body)
        _log.info("resume_envoye", personne=short(name), lignes=len(lines))
        return True

    async def _lines(self, tx: Transaction, rows: Sequence[Sonnerie], name: str) -> list[dict[str, Value]]:
        """What is still worth reading, each besoin once: what was said last of it."""
        lines: dict[int, dict[str, Value]] = {}
        for row in rows:
            known = await besoins.get(tx, row.numero) if row.numero is not None else None
            if known is not None and _worth_reading(row, known):
                lines[known.numero] = {
                    "numero": known.numero,
                    "genre": row.genre,
                    "region": known.region_nom or "",
                    "texte": known.texte,
                    "recu_le": known.cree_le.isoformat(),
                    "a_moi": known.prise_par == name,
                }
        return [line for _, line in sorted(lines.items())]


def _worth_reading(row: Sonnerie, known: Besoin) -> bool:
    return not known.coup_dur and known.etat in _STILL.get(row.genre, (known.etat,))


def _may_be_written_to(member: Member, now: datetime) -> bool:
    """At their hour, once a day, and never above what anybody bears."""
    one = member.candidate
    local = one.disponible.calendar.local
    today = local(now).date()
    letters = [moment for moment in one.digests if local(moment).date() == today]
    rings = [moment for moment in one.rung if local(moment).date() == today]
    return digest_due(one.disponible, now) and not letters and len(rings) < MOST_A_DAY
