"""A room of the coordination, and three people who asked nearly the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from engine.monde import KEY, Monde, with_options
from engine.server import COORDINATION, Server

from aiguilleur_bot.engine import AiguilleurOption, SalonOption
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.store import besoins, personnes
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import Etat, Issue, Motif

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CHIEF, HELPER, OTHER = "@chef:test", "@aide:test", "@passant:test"
ASKERS = ("@camille:test", "@sasha:test", "@alix:test")
LEASE = ("un bail pour une ferme collective", "un bail rural pour la ferme", "un bail de ferme")


@pytest.fixture
async def bureau(monde: Monde) -> Monde:
    """A coordinator, an aiguilleuse, and three people who asked nearly the same."""
    monde.clock = ManualClock(MONDAY)
    monde.server.now = monde.clock.now
    room = SalonOption(Server.name, "coordination", "coordination")
    people = (AiguilleurOption({Server.name: CHIEF}, coordonne=True), AiguilleurOption({Server.name: HELPER}))
    with_options(monde, salons=(*monde.options.salons, room), aiguilleurs=people)
    await monde.server.join(COORDINATION, "coordination")
    async with monde.writing() as tx:
        for numero, (who, texte) in enumerate(zip(ASKERS, LEASE, strict=True), start=1):
            await ask(tx, numero, who, texte)
        await ask(tx, 4, ASKERS[0], "on va fermer, on ne paie plus", appui="coup-dur")
    return monde


async def ask(tx: store.Transaction, numero: int, who: str, texte: str, **more: object) -> None:
    person = pseudonym(KEY, Server.name, who)
    await personnes.meet(tx, person, Server.name, who, MONDAY)
    values: dict[str, object] = {
        "numero": numero,
        "texte": texte,
        "action": "gerer",
        "region": "32",
        "region_nom": "Hauts-de-France",
        "appui": "coup-de-pouce",
        "etat": Etat.CLOSE,
        "issue": Issue.NON_COUVERT,
        "conversation": None,
        "motif": Motif.AUCUN_COMMUN_CONNU,
        "demandeur": person,
        "cree_le": MONDAY,
        "maj_le": MONDAY,
    }
    await besoins.record(tx, Besoin(**(values | more)))  # type: ignore[arg-type]


def last(monde: Monde, room: str = "direct:" + CHIEF) -> str:
    return monde.server.seen(room)[-1].body.replace("\u00a0", " ")
