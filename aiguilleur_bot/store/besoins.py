"""The log of besoins, their journal, and the cards that show them to the aiguilleurs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update

from aiguilleur_bot.needs.manques import month, searchable
from aiguilleur_bot.store.conversations import Stale
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.tables import besoin, besoin_journal, carte, envoi, numerotation, personne
from aiguilleur_bot.store.types import made_of
from aiguilleur_bot.vocabulary import OPEN_STATES, Etat

NOTED = "aiguilleur"
"""The source of a besoin written down after a meeting: `cree_le` is the day of the meeting, `clos_le` the writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Besoin:
    """One besoin as stored. People are pseudonyms; `texte` is what the person confirmed, masked.

    `message` is the event these words come from: edited or deleted there, so are they here.
    """

    numero: int
    texte: str
    action: str | None
    region: str | None
    region_nom: str | None
    appui: str
    etat: str
    escalade: int = 0
    prise_par: str | None = None
    prise_le: datetime | None = None
    bail_jusqu_au: datetime | None = None
    premier_contact_le: datetime | None = None
    issue: str
    motif: str | None = None
    proposes: tuple[str, ...] = ()
    proches: tuple[str, ...] = ()
    source: str = "robot"
    maturite: str | None = None
    demandeur: str | None
    conversation: str | None
    cree_le: datetime
    maj_le: datetime
    clos_le: datetime | None = None
    commun: str | None = None
    note: str | None = None
    attend_qui: str | None = None
    attend_jusqu_au: datetime | None = None
    rappele_le: datetime | None = None
    relance_le: datetime | None = None
    activite_le: datetime | None = None
    prevenu_le: datetime | None = None
    tour: int = 0
    message: str | None = None
    famille: str | None = None
    scores: Mapping[str, float] | None = None
    voisins: Sequence[Sequence[float]] | None = None
    mots: str = ""
    mois: str = ""
    lieu_cle: str | None = None

    @property
    def coup_dur(self) -> bool:
        """Whether somebody is in trouble: fewer people, sooner, and no words anywhere but in private."""
        return self.appui == "coup-dur"


@dataclass(frozen=True, slots=True)
class Carte:
    """Where a besoin is shown to aiguilleurs: a room, or one person. `evenement` is None until it is sent."""

    envoi: str
    numero: int
    plateforme: str
    salon: str | None
    personne: str | None
    evenement: str | None


async def next_number(tx: Transaction) -> int:
    """The number the next recorded besoin bears."""
    found = await tx.execute(select(numerotation.c.dernier).where(numerotation.c.nom == "besoin"))
    return int(found.scalar_one()) + 1


async def record(tx: Transaction, new: Besoin, *, par: str | None = None, pourquoi: str = "confirmé") -> None:
    """Store a besoin under the number of `next_number`; `par` wrote it down, when it is not whoever asks.

    Raises Stale when another took the number meanwhile.
    """
    taken = await tx.execute(
        update(numerotation)
        .where(numerotation.c.nom == "besoin", numerotation.c.dernier == new.numero - 1)
        .values(dernier=new.numero)
    )
    if taken.rowcount != 1:
        raise Stale
    values = {name: getattr(new, name) for name in new.__slots__}
    values |= {"proposes": list(new.proposes), "proches": list(new.proches)}
    values |= {"mots": searchable(new.texte), "mois": month(new.cree_le)}
    await tx.execute(insert(besoin).values(**values))
    qui = par or new.demandeur
    await note(tx, new.numero, quand=new.maj_le, qui=qui, de=None, vers=new.etat, pourquoi=pourquoi)


async def note(
    tx: Transaction, numero: int, *, quand: datetime, qui: str | None, de: str | None, vers: str, pourquoi: str
) -> None:
    """Append to the journal of a besoin: who, when, from, to, why."""
    await tx.execute(
        insert(besoin_journal).values(numero=numero, quand=quand, qui=qui, de=de, vers=vers, pourquoi=pourquoi)
    )


async def get(tx: Transaction, numero: int) -> Besoin | None:
    """The besoin of that number."""
    row = (await tx.execute(select(besoin).where(besoin.c.numero == numero))).one_or_none()
    return made_of(Besoin, row) if row else None


async def of_person(tx: Transaction, personne: str) -> tuple[Besoin, ...]:
    """Every besoin a person asked, oldest first."""
    found = await tx.execute(select(besoin).where(besoin.c.demandeur == personne).order_by(besoin.c.numero))
    return tuple(made_of(Besoin, row) for row in found)


async def held_by(tx: Transaction, personne: str) -> tuple[Besoin, ...]:
    """Every open besoin an aiguilleur holds."""
    found = await tx.execute(
        select(besoin).where(besoin.c.prise_par == personne, besoin.c.etat.in_(OPEN_STATES)).order_by(besoin.c.numero)
    )
    return tuple(made_of(Besoin, row) for row in found)


async def ended_by(tx: Transaction, personne: str, since: datetime) -> tuple[Besoin, ...]:
    """What an aiguilleur held until its end, at `since` or later."""
    found = await tx.execute(
        select(besoin)
        .where(besoin.c.prise_par == personne, besoin.c.etat.in_((Etat.CLOSE, Etat.EXPIREE)), besoin.c.clos_le >= since)
        .order_by(besoin.c.numero)
    )
    return tuple(made_of(Besoin, row) for row in found)


async def near(tx: Transaction, known: Besoin, communs: Collection[str], limit: int = 200) -> tuple[Besoin, ...]:
    """Besoins that led to one of `communs`, else of the same action and region; the latest first, no "coup dur"."""
    found = await tx.execute(
        select(besoin)
        .where(besoin.c.numero != known.numero, besoin.c.appui != "coup-dur", besoin.c.action == known.action)
        .where(besoin.c.etat.not_in((Etat.ANNULEE, Etat.FUSIONNEE)))
        .order_by(besoin.c.numero.desc())
        .limit(limit)
    )
    others = [made_of(Besoin, row) for row in found]
    same = [one for one in others if {one.commun, *one.proposes, *one.proches} & set(communs)]
    return tuple(same or [one for one in others if one.region == known.region])


async def loads(tx: Transaction, personnes: Collection[str]) -> dict[str, int]:
    """How many open besoins each of these people holds."""
    found = await tx.execute(
        select(besoin.c.prise_par, func.count())
        .where(besoin.c.prise_par.in_(personnes), besoin.c.etat.in_(OPEN_STATES))
        .group_by(besoin.c.prise_par)
    )
    return {row[0]: row[1] for row in found}


async def reword(tx: Transaction, numero: int, texte: str, now: datetime, *, message: str | None) -> None:
    """The person said it better, in `message`, or took their words back (None)."""
    new = {"texte": texte, "mots": searchable(texte), "voisins": None, "message": message, "maj_le": now}
    await tx.execute(update(besoin).where(besoin.c.numero == numero).values(**new))


async def worded_by(tx: Transaction, plateforme: str, message: str) -> Besoin | None:
    """The besoin whose words come from this message."""
    query = (
        select(besoin)
        .join(personne, personne.c.id == besoin.c.demandeur)
        .where(besoin.c.message == message, personne.c.plateforme == plateforme)
    )
    row = (await tx.execute(query.order_by(besoin.c.numero.desc()).limit(1))).one_or_none()
    return made_of(Besoin, row) if row else None


# ---------------------------------------------------------------- cards

_CARDS = select(
    carte.c.envoi,
    carte.c.numero,
    carte.c.plateforme,
    func.coalesce(envoi.c.recu_salon, carte.c.salon).label("salon"),
    carte.c.personne,
    envoi.c.recu_evenement.label("evenement"),
).join(envoi, envoi.c.id == carte.c.envoi)


async def show(
    tx: Transaction, *, envoi_id: str, numero: int, plateforme: str, salon: str | None, personne: str | None
) -> None:
    """Remember that the outbox row `envoi_id` is a card of besoin `numero`."""
    await tx.execute(
        insert(carte).values(envoi=envoi_id, numero=numero, plateforme=plateforme, salon=salon, personne=personne)
    )


async def cards(tx: Transaction, numero: int) -> tuple[Carte, ...]:
    """Every card of a besoin."""
    found = await tx.execute(_CARDS.where(carte.c.numero == numero).order_by(envoi.c.rang))
    return tuple(made_of(Carte, row) for row in found)


async def card_at(tx: Transaction, plateforme: str, evenement: str) -> Carte | None:
    """The card that is the message `evenement`."""
    found = await tx.execute(
        _CARDS.where(carte.c.plateforme == plateforme, envoi.c.recu_evenement == evenement).limit(1)
    )
    row = found.one_or_none()
    return made_of(Carte, row) if row else None


async def cards_in(tx: Transaction, plateforme: str, salon: str) -> tuple[Carte, ...]:
    """The cards of a room whose besoin nobody took yet."""
    found = await tx.execute(
        _CARDS.join(besoin, besoin.c.numero == carte.c.numero)
        .where(
            carte.c.plateforme == plateforme,
            func.coalesce(envoi.c.recu_salon, carte.c.salon) == salon,
            besoin.c.etat == Etat.NOUVELLE,
        )
        .order_by(carte.c.numero)
    )
    return tuple(made_of(Carte, row) for row in found)


async def held_ever(tx: Transaction, personne: str) -> bool:
    """Whether this person holds a besoin, or held one until its end."""
    return (
        await tx.execute(select(besoin.c.numero).where(besoin.c.prise_par == personne).limit(1))
    ).first() is not None


async def was_shown_to(tx: Transaction, personne: str) -> bool:
    """Whether a besoin nobody took yet was shown to this person in private."""
    found = await tx.execute(
        select(carte.c.envoi)
        .join(besoin, besoin.c.numero == carte.c.numero)
        .where(carte.c.personne == personne, besoin.c.etat == Etat.NOUVELLE)
        .limit(1)
    )
    return found.first() is not None
