"""How long each thing is kept (domain notes §5.4), as one list that a reader can hold against docs/registre.md.

The words of conversations are not here: what may be dropped of them is for the dialogue to say (engine.retention).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Table, and_, delete, exists, func, or_, select, update

from aiguilleur_bot.store import accords, apprentissages, droits, envois, offres, rappels, sessions, soutiens
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.referents import ACTIVE, INVITED, REFUSED
from aiguilleur_bot.store.registre import FORGOTTEN
from aiguilleur_bot.store.tables import (
    absence,
    accord,
    aiguilleur,
    besoin,
    brouillon,
    carte,
    compteur,
    conversation,
    envoi,
    journal,
    lieu,
    personne,
    poste,
    referent,
    rencontre,
    signalement,
    sonnerie,
    suivi,
    temps,
    transmission,
    voisinage,
)
from aiguilleur_bot.store.upsert import insert_or_ignore
from aiguilleur_bot.vocabulary import OPEN_STATES

COUNTED = "menage:"
"""What the counts of the cleaning begin with, in `compteur`."""

COMMANDS = "commandes"


@dataclass(frozen=True, slots=True)
class Regle:
    """Erases what is older than `duree` days (None: as long as the words and the account of a person, in the settings).

    `appliquer` is given the transaction and the moment before which things are old; it says how many it erased.
    """

    nom: str
    duree: int | None
    appliquer: Callable[[Transaction, datetime], Awaitable[int]]


async def _rows(tx: Transaction, table: Table, *when: ColumnElement[bool]) -> int:
    return (await tx.execute(delete(table).where(*when))).rowcount


async def _cartes(tx: Transaction, before: datetime) -> int:
    over = select(besoin.c.numero).where(besoin.c.etat.not_in(OPEN_STATES), besoin.c.maj_le < before)
    return await _rows(tx, carte, carte.c.numero.in_(over))


async def _conversations(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, conversation, conversation.c.etat.is_(None), conversation.c.maj_le < before)


async def _journal(tx: Transaction, before: datetime) -> int:
    """The key of an event stays, so that it is never answered twice; whose it was does not."""
    done = await tx.execute(
        update(journal)
        .where(journal.c.etat != "admis", journal.c.recu_le < before, journal.c.file.not_in((FORGOTTEN, COMMANDS)))
        .values(file=FORGOTTEN)
    )
    return done.rowcount


async def _suivis(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, suivi, suivi.c.etat != "a-faire", suivi.c.echeance < before)


async def _postes(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, poste, poste.c.maj_le < before)


async def _sonneries(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, sonnerie, sonnerie.c.cree_le < before)


async def _transmissions(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, transmission, transmission.c.cree_le < before)


async def _absences(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, absence, absence.c.au < before.date())


async def _temps(tx: Transaction, before: datetime) -> int:
    """The minutes stay, for the totals; whose they were, and for which besoin, does not."""
    old = and_(temps.c.personne.is_not(None), temps.c.jour < before.date())
    return (await tx.execute(update(temps).where(old).values(personne=None, numero=None))).rowcount


async def _rencontres(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, rencontre, rencontre.c.close_le < before)


async def _voisinages(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, voisinage, voisinage.c.cree_le < before)


async def _signalements(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, signalement, func.coalesce(signalement.c.vu_le, signalement.c.cree_le) < before)


async def _brouillons(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, brouillon, func.coalesce(brouillon.c.vu_le, brouillon.c.cree_le) < before)


async def _referents(tx: Transaction, before: datetime) -> int:
    """A consent that has ended."""
    return await _rows(tx, referent, referent.c.expire_le < before)


async def _invitations(tx: Transaction, before: datetime) -> int:
    """Asked, and silent: a no. The no itself stays, so that nobody asks again."""
    silent = and_(referent.c.etat == INVITED, referent.c.cree_le < before)
    return (await tx.execute(update(referent).where(silent).values(etat=REFUSED, invite_par=None))).rowcount


async def _lieux(tx: Transaction, before: datetime) -> int:
    return await _rows(tx, lieu, lieu.c.maj_le < before)


REGLES: tuple[Regle, ...] = (
    Regle("cartes", 90, _cartes),
    Regle("conversations", 90, _conversations),
    Regle("recus", 90, envois.purge),
    Regle("offres", None, offres.purge),
    Regle("phrases", 90, apprentissages.purge),
    Regle("evenements", None, _journal),
    Regle("accords", 0, accords.purge),
    Regle("suivis", 14, _suivis),
    Regle("postes", None, _postes),
    Regle("sonneries", 30, _sonneries),
    Regle("transmissions", 30, _transmissions),
    Regle("absences", 30, _absences),
    Regle("temps", 365, _temps),
    Regle("rencontres", 90, _rencontres),
    Regle("voisinages", 90, _voisinages),
    Regle("signalements", 90, _signalements),
    Regle("brouillons", 90, _brouillons),
    Regle("referents", 0, _referents),
    Regle("invitations", 30, _invitations),
    Regle("lieux", 365, _lieux),
    Regle("soutiens", 730, soutiens.purge),
    Regle("acces", 0, sessions.purge),
    Regle("rappels", 30, rappels.purge),
)

LINKS = 90
"""Days after which a pseudonym that nothing is linked to any more is dropped."""


async def apply(tx: Transaction, now: datetime, kept_for: timedelta, settled: Collection[str] = ()) -> dict[str, int]:
    """One pass of every rule; how many each erased, without the zeros.

    `kept_for` is how long the words and the account of a person are kept. `settled` are the aiguilleurs of the
    settings: what they said of themselves in chat stays as long as the settings name them.
    """
    done = {
        regle.nom: await regle.appliquer(tx, now - (kept_for if regle.duree is None else timedelta(days=regle.duree)))
        for regle in REGLES
    }
    done["aiguilleurs"] = await _those_who_left(tx, now - kept_for, settled)
    done["comptes"] = await _accounts(tx, now, now - kept_for)
    done["personnes"] = await droits.drop_unlinked(tx, now - timedelta(days=LINKS))
    return {nom: count for nom, count in done.items() if count}


async def _those_who_left(tx: Transaction, before: datetime, settled: Collection[str]) -> int:
    return await _rows(
        tx,
        aiguilleur,
        aiguilleur.c.etat == "parti",
        aiguilleur.c.maj_le < before,
        aiguilleur.c.personne.not_in(list(settled)),
    )


async def _accounts(tx: Transaction, now: datetime, before: datetime) -> int:
    """Unname everybody not seen since `before` whom nobody owes anything any more, and who agreed to nothing more."""
    query = select(personne.c.id).where(
        personne.c.compte.is_not(None), personne.c.vu_le < before, ~_still_owed(now, before)
    )
    found = (await tx.execute(query)).scalars().all()
    await droits.unname(tx, found)
    return len(found)


def _still_owed(now: datetime, before: datetime) -> ColumnElement[bool]:
    """Why an account is still needed: somebody must be answered, works with us, or said yes until a day to come."""
    open_besoin = besoin.c.etat.in_(OPEN_STATES)
    return or_(
        exists().where(open_besoin, or_(besoin.c.demandeur == personne.c.id, besoin.c.prise_par == personne.c.id)),
        exists().where(besoin.c.demandeur == personne.c.id, besoin.c.clos_le >= before),
        exists().where(accord.c.personne == personne.c.id, accord.c.jusqu_au > now),
        exists().where(suivi.c.personne == personne.c.id, suivi.c.etat == "a-faire"),
        exists().where(journal.c.file == personne.c.id, journal.c.etat == "admis"),
        exists().where(envoi.c.personne == personne.c.id, envoi.c.etat == "a-envoyer"),
        exists().where(carte.c.personne == personne.c.id, carte.c.numero == besoin.c.numero, open_besoin),
        exists().where(aiguilleur.c.personne == personne.c.id, aiguilleur.c.etat != "parti"),
        exists().where(referent.c.personne == personne.c.id, referent.c.etat.in_((ACTIVE, INVITED))),
        exists().where(brouillon.c.personne == personne.c.id, brouillon.c.accord),
        exists().where(transmission.c.personne == personne.c.id),
        exists().where(absence.c.relais == personne.c.id, absence.c.au >= now.date()),
    )


# ---------------------------------------------------------------- what is reported


async def report(tx: Transaction, jour: date, counts: Mapping[str, int]) -> None:
    """Add the counts of one pass to those of its day; `passages` counts the passes themselves."""
    for nom, count in {**counts, "passages": 1}.items():
        key = {"jour": jour, "genre": f"{COUNTED}{nom}"}
        await insert_or_ignore(tx, compteur, {**key, "nombre": 0})
        await tx.execute(
            update(compteur)
            .where(*(compteur.c[name] == value for name, value in key.items()))
            .values(nombre=compteur.c.nombre + count)
        )


async def reported(tx: Transaction, since: date) -> tuple[date | None, dict[str, int]]:
    """The last day of a pass, and what was erased since `since`, by kind."""
    found = await tx.execute(
        select(compteur.c.genre, func.max(compteur.c.jour).label("dernier"), func.sum(compteur.c.nombre).label("tout"))
        .where(compteur.c.genre.startswith(COUNTED), compteur.c.jour >= since)
        .group_by(compteur.c.genre)
    )
    rows = {row.genre.removeprefix(COUNTED): row for row in found}
    passed = rows.pop("passages", None)
    return (passed.dernier if passed is not None else None), {nom: int(row.tout) for nom, row in rows.items()}
