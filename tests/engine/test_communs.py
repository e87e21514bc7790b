"""The people behind the communs, from a yes to answers and back to nothing: who sees whom, and what is left of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engine.monde import KEY, Monde, with_options
from engine.server import AIGUILLEURS, COORDINATION, ENTRAIDE, Server
from engine.steps import Step, asks, tells
from sqlalchemy import select

from aiguilleur_bot.engine import AiguilleurOption, SalonOption
from aiguilleur_bot.engine.clock import ManualClock
from aiguilleur_bot.engine.retention import clean
from aiguilleur_bot.store import brouillons, referents, signalements
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.referents import Referent
from aiguilleur_bot.store.tables import brouillon, lieu, referent, signalement

CAMILLE, SASHA, ALIX, NOOR = "@camille:test", "@sasha:test", "@alix:test", "@noor:test"
WHO = pseudonym(KEY, Server.name, CAMILLE)
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def agrees(scope: str, *more: str) -> tuple[Step, ...]:
    return tuple(tells(CAMILLE, words) for words in ("je connais dokos", *more, scope, "d'accord"))


async def held(monde: Monde) -> tuple[Referent, ...]:
    async with monde.reading() as tx:
        return await referents.of_person(tx, WHO)


async def tend(monde: Monde) -> None:
    """One tick of what time does."""
    async with monde.alive() as engine:
        await engine.timers.tend_referents()
        await engine.drain()


def last(monde: Monde, room: str) -> str:
    return monde.server.seen(room)[-1].body


@pytest.fixture
def monday(monde: Monde) -> Monde:
    """A Monday morning in France, with an aiguilleur, Alix, and a room of the coordination."""
    clock = ManualClock(MONDAY)
    monde.clock, monde.server.now = clock, clock.now
    options = monde.options
    return with_options(
        monde,
        salons=(*options.salons, SalonOption(Server.name, "coordination", "coordination")),
        aiguilleurs=(AiguilleurOption({Server.name: ALIX}),),
    )


# ---------------------------------------------------------------- who sees whom


@pytest.mark.parametrize(
    ("scope", "room", "stranger", "member", "aiguilleur"),
    [("1", True, True, True, True), ("2", False, False, True, True), ("3", False, False, False, True)],
)
async def test_each_reader_sees_what_was_agreed_for_them(
    monday: Monde, scope: str, room: bool, stranger: bool, member: bool, aiguilleur: bool
) -> None:
    await monday.play(*agrees(scope, "nom : Camille du Lieu"))
    await monday.play(asks(SASHA, "réserver des salles"), tells(NOOR, "réserver des salles"))
    await monday.play(tells(SASHA, "réserver des salles"), tells(ALIX, "réserver des salles"))
    direct = monday.server.direct_room
    seen = {
        "room": any(CAMILLE in bubble.body for bubble in monday.server.seen(ENTRAIDE)),
        "stranger": CAMILLE in last(monday, direct(NOOR)),
        "member": CAMILLE in last(monday, direct(SASHA)),
        "aiguilleur": CAMILLE in last(monday, direct(ALIX)),
    }
    assert seen == {"room": room, "stranger": stranger, "member": member, "aiguilleur": aiguilleur}
    assert ("Camille du Lieu" in last(monday, direct(ALIX))) is aiguilleur


async def test_the_fiche_names_them_first(monday: Monde) -> None:
    await monday.play(*agrees("1"), tells(NOOR, "réserver des salles"), tells(NOOR, "1"))
    fiche = last(monday, monday.server.direct_room(NOOR))
    assert "À qui parler d'abord : une personne qui connaît Dokos, @camille:test" in fiche.replace("\u00a0", " ")


async def test_an_address_they_give_stands_for_their_account(monday: Monde) -> None:
    await monday.play(*agrees("1", "contact : bonjour@lieu.exemple"), tells(NOOR, "réserver des salles"))
    answer = last(monday, monday.server.direct_room(NOOR))
    assert "bonjour@lieu.exemple" in answer
    assert CAMILLE not in answer


async def test_withdrawn_at_once_nothing_of_it_is_left(monday: Monde) -> None:
    await monday.play(*agrees("1", "nom : Camille du Lieu", "contact : bonjour@lieu.exemple"))
    await monday.play(tells(NOOR, "réserver des salles"))
    await monday.play(tells(CAMILLE, "retirer mon contact"), tells(NOOR, "réserver des salles"))
    assert "bonjour@lieu" not in last(monday, monday.server.direct_room(NOOR))
    (left,) = await held(monday)
    assert (left.etat, left.nom_affiche, left.contact, left.expire_le) == ("refuse", None, None, None)


async def test_oublie_moi_leaves_no_byte_of_it_in_the_file(monday: Monde) -> None:
    await monday.play(*agrees("1", "nom : Camille-Zinzolin", "contact : zinzolin@lieu.exemple"))
    await monday.play(tells(NOOR, "réserver des salles"), asks(SASHA, "réserver des salles"))
    await monday.play(tells(CAMILLE, "mon lieu : Auch, en projet"), tells(CAMILLE, "fiche fausse dokos : zinzolinade"))
    await monday.play(tells(CAMILLE, "proposer la zinzolinothèque"), *(tells(CAMILLE, "non") for _ in range(3)))
    await monday.play(tells(CAMILLE, "oublie-moi"))
    database = await store.open(monday.url)
    await clean(database, monday.clock, monday.options)
    async with database.read() as tx:
        for table in (referent, lieu):
            assert (await tx.execute(select(table))).all() == []
    await database.close()
    data = b"".join(file.read_bytes() for file in Path(monday.url.removeprefix("sqlite:///")).parent.iterdir())
    assert b"inzolin" not in data


async def test_nothing_is_kept_before_the_yes_and_killed_anywhere_it_is_kept_once(monday: Monde) -> None:
    await monday.play(tells(CAMILLE, "je connais dokos"), tells(CAMILLE, "non"))
    assert await held(monday) == ()
    await monday.play(*agrees("2"), crashes=(7, 12, 19))
    (kept,) = await held(monday)
    assert (kept.etat, kept.portee, kept.texte_version, kept.canal) == ("actif", "membres", "1", "direct test")
    assert kept.consenti_le == MONDAY
    assert kept.expire_le == datetime(2027, 11, 23, 22, 59, 59, tzinfo=UTC)


async def test_an_account_shown_is_kept_as_long_as_it_is_shown(monday: Monde) -> None:
    await monday.play(*agrees("1"))
    monday.clock.advance(timedelta(days=60))  # type: ignore[attr-defined]
    database = await store.open(monday.url)
    await clean(database, monday.clock, monday.options)
    await database.close()
    await monday.play(tells(NOOR, "réserver des salles"))
    assert CAMILLE in last(monday, monday.server.direct_room(NOOR))


# ---------------------------------------------------------------- a year later


def later(monde: Monde, days: int) -> None:
    monde.clock.advance(timedelta(days=days))  # type: ignore[attr-defined]


async def test_asked_once_a_month_before_the_end_and_silence_ends_it(monday: Monde) -> None:
    await monday.play(*agrees("1"))
    before = len(monday.server.seen(monday.server.direct_room(CAMILLE)))
    later(monday, 330)
    await tend(monday)
    assert len(monday.server.seen(monday.server.direct_room(CAMILLE))) == before
    later(monday, 7)
    await tend(monday)
    await tend(monday)
    asked = monday.server.seen(monday.server.direct_room(CAMILLE))[before:]
    assert ["On continue un an" in bubble.body for bubble in asked] == [True]
    later(monday, 29)
    await monday.play(tells(NOOR, "réserver des salles"))
    assert CAMILLE not in last(monday, monday.server.direct_room(NOOR))
    database = await store.open(monday.url)
    await clean(database, monday.clock, monday.options)
    await database.close()
    assert await held(monday) == ()


async def test_a_yes_gives_one_more_year(monday: Monde) -> None:
    await monday.play(*agrees("1"))
    later(monday, 337)
    await tend(monday)
    later(monday, 2)
    await monday.play(tells(CAMILLE, "oui"))
    (kept,) = await held(monday)
    assert kept.expire_le is not None
    assert kept.expire_le.date().isoformat() == "2028-10-28"
    assert kept.reconfirmation_le is None


# ---------------------------------------------------------------- drafts, reports, places


async def test_gardeners_get_one_line_a_day_that_rings_nobody(monday: Monde) -> None:
    await monday.server.join(COORDINATION, "coordination")
    await monday.play(
        tells(CAMILLE, "proposer un modèle de bail"),
        *(tells(CAMILLE, "non") for _ in range(3)),
        tells(CAMILLE, "fiche fausse dokos : le prix"),
        tells(NOOR, "fiche fausse dokos"),
    )
    assert monday.server.seen(COORDINATION) == []
    later(monday, 1)
    await tend(monday)
    await tend(monday)
    (line,) = monday.server.seen(COORDINATION)
    assert "Fiche signalée : Dokos. Ressource proposée : 1." in line.body.replace("\u00a0", " ")
    assert not line.say.rings
    assert "le prix" not in line.body


async def test_a_draft_written_asks_who_proposed_it_about_their_contact(monday: Monde) -> None:
    await monday.play(tells(CAMILLE, "proposer dokos deux"), tells(CAMILLE, "non"), tells(CAMILLE, "non"))
    await monday.play(tells(CAMILLE, "moi"))
    async with monday.writing() as tx:
        (draft,) = await brouillons.waiting(tx)
        assert await brouillons.written(tx, draft.id, "dokos", monday.clock.now())
    await tend(monday)
    await tend(monday)
    told = [b.body for b in monday.server.seen(monday.server.direct_room(CAMILLE)) if "a sa fiche" in b.body]
    assert len(told) == 1
    assert "**Dokos**" in told[0]
    await monday.play(tells(CAMILLE, "d'accord"))
    assert [one.commun for one in await held(monday)] == ["dokos"]
    async with monday.reading() as tx:
        assert [row.personne for row in await tx.execute(select(brouillon.c.personne))] == [None]


async def test_a_report_seen_keeps_neither_words_nor_person(monday: Monde) -> None:
    await monday.play(tells(CAMILLE, "fiche fausse dokos : le prix a changé"))
    async with monday.writing() as tx:
        (one,) = await signalements.waiting(tx)
        assert (one.commun, one.mots) == ("dokos", "le prix a changé")
        assert await signalements.seen(tx, [one.id], monday.clock.now()) == 1
        assert [(r.mots, r.personne) for r in await tx.execute(select(signalement))] == [("", None)]


async def test_a_place_said_once_gives_its_network_ever_after(monday: Monde) -> None:
    await monday.play(tells(CAMILLE, "mon lieu : Lille, en projet"), asks(CAMILLE, "réserver des salles"))
    answer = last(monday, ENTRAIDE)
    assert "Hauts-de-France" in answer
    await monday.play(tells(CAMILLE, "oublie mon lieu"), asks(CAMILLE, "réserver des salles"))
    assert "Hauts-de-France" not in last(monday, ENTRAIDE)


async def test_nothing_of_it_reaches_the_room_of_aiguilleurs(monday: Monde) -> None:
    await monday.play(*agrees("3"), tells(CAMILLE, "mon lieu : Lille"))
    assert monday.server.seen(AIGUILLEURS) == []


# ---------------------------------------------------------------- what aiguilleurs ask


async def test_who_knows_shows_every_reach_to_an_aiguilleur_and_to_nobody_else(monday: Monde) -> None:
    await monday.play(*agrees("3"), tells(ALIX, "qui connaît dokos ?"), tells(NOOR, "qui connaît dokos ?"))
    assert CAMILLE in last(monday, monday.server.direct_room(ALIX))
    assert CAMILLE not in last(monday, monday.server.direct_room(NOOR))


async def test_asked_in_the_room_of_aiguilleurs_it_is_answered_in_private(monday: Monde) -> None:
    async def asked(server: Server) -> None:
        await server.ask(ALIX, "qui connaît dokos ?", AIGUILLEURS)

    await monday.play(*agrees("3"), asked)
    assert [CAMILLE in bubble.body for bubble in monday.server.seen(AIGUILLEURS)] == [False]
    assert CAMILLE in last(monday, monday.server.direct_room(ALIX))


async def test_the_fiche_of_an_aiguilleur_says_more(monday: Monde) -> None:
    await monday.play(*agrees("3"), tells(ALIX, "fiche dokos"))
    shown = last(monday, monday.server.direct_room(ALIX)).replace("\u00a0", " ")
    assert CAMILLE in shown
    assert "Demandes où elle a servi ou été proposée : 0." in shown


async def test_invited_by_somebody_they_are_asked_once_and_a_no_is_final(monday: Monde) -> None:
    await monday.play(tells(ALIX, f"inviter {CAMILLE} pour dokos"), crashes=(9, 15))
    direct = monday.server.direct_room
    (asked,) = [bubble for bubble in monday.server.seen(direct(CAMILLE)) if "pense que vous connaissez" in bubble.body]
    assert ALIX in asked.body
    assert "C'est demandé" in last(monday, direct(ALIX))
    await monday.play(tells(CAMILLE, "non"), tells(ALIX, f"inviter {CAMILLE} pour dokos"))
    assert "Je ne demande rien" in last(monday, direct(ALIX))
    assert len([b for b in monday.server.seen(direct(CAMILLE)) if "pense que vous" in b.body]) == 1
    (left,) = await held(monday)
    assert (left.etat, left.nom_affiche, left.contact) == ("refuse", None, None)


async def test_invited_they_may_agree_two_days_later(monday: Monde) -> None:
    await monday.play(tells(ALIX, f"inviter {CAMILLE} pour dokos"))
    later(monday, 2)
    database = await store.open(monday.url)
    await clean(database, monday.clock, monday.options)
    await database.close()
    await monday.play(tells(CAMILLE, "d'accord"))
    (kept,) = await held(monday)
    assert (kept.etat, kept.portee) == ("actif", "aiguilleurs")


async def test_silence_to_an_invitation_is_a_no(monday: Monde) -> None:
    await monday.play(tells(ALIX, f"inviter {CAMILLE} pour dokos"))
    later(monday, 31)
    database = await store.open(monday.url)
    await clean(database, monday.clock, monday.options)
    await database.close()
    assert [one.etat for one in await held(monday)] == ["refuse"]


async def test_where_nobody_is_to_be_called(monday: Monde) -> None:
    await monday.play(*agrees("3"), tells(NOOR, "réserver des salles"), tells(ALIX, "fiches sans personne"))
    shown = last(monday, monday.server.direct_room(ALIX))
    assert "Personne à appeler pour" in shown
    assert "Dokos" not in shown, "somebody agreed, for aiguilleurs"


async def test_an_aiguilleur_is_a_person_too(monday: Monde) -> None:
    await monday.play(*(tells(ALIX, words) for words in ("je connais dokos", "1", "d'accord", "mes contacts")))
    assert "retirer mon contact" in last(monday, monday.server.direct_room(ALIX))
    await monday.play(tells(ALIX, "retirer mon contact"))
    assert "C'est retiré" in last(monday, monday.server.direct_room(ALIX))
