"""People and their besoins, to be put in a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from aiguilleur_bot.store import besoins, personnes
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import Etat, Issue, Motif

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
KEY = b"une cle de test, assez longue"
CAMILLE, DOMINIQUE, SASHA = (pseudonym(KEY, "test", name) for name in ("@camille", "@dominique", "@sasha"))


async def meet(tx: Transaction, *people: str) -> None:
    for person in people:
        await personnes.meet(tx, person, "test", f"@{person[:4]}", NOW)


def besoin(numero: int, **more: object) -> Besoin:
    values: dict[str, object] = {
        "numero": numero,
        "texte": "un modèle de bail",
        "action": "gerer",
        "region": "32",
        "region_nom": "Hauts-de-France",
        "appui": "coup-de-pouce",
        "etat": Etat.NOUVELLE,
        "issue": Issue.NON_COUVERT,
        "motif": Motif.AUCUN_COMMUN_CONNU,
        "proposes": ("dokos",),
        "demandeur": CAMILLE,
        "conversation": None,
        "cree_le": NOW,
        "maj_le": NOW,
    }
    return Besoin(**(values | more))  # type: ignore[arg-type]


async def record(tx: Transaction, *some: Besoin) -> None:
    """Record them, numbered from 1."""
    await meet(tx, CAMILLE, DOMINIQUE, SASHA)
    for numero, one in enumerate(some, start=1):
        await besoins.record(tx, replace(one, numero=numero))


def asked(**more: object) -> Besoin:
    return besoin(1, **more)
