"""The ladder, on the real engine with a clock moved by hand: more and more people asked, and the person told."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from engine.crashes import SOME_OR_ALL, Failpoints, SimulatedCrash
from engine.monde import with_options
from engine.office import (
    ASKER,
    COORDINATION,
    FIRST,
    FOURTH,
    FRIDAY,
    MONDAY,
    NEED,
    SECOND,
    TEAM,
    THIRD,
    Office,
)
from engine.server import AIGUILLEURS, ENTRAIDE

from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.handoff.rounds import Delays
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.vocabulary import Etat, Issue, Motif


@pytest.fixture
async def office(tmp_path: Path, base: Base, voice: Voice) -> Office:
    office = Office(tmp_path, base, voice)
    await office.monde.open_rooms()
    return office


# ---------------------------------------------------------------- nobody takes it


async def test_nobody_came_in_two_working_days_so_the_person_is_told_once(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, hours=47)
        assert office.told() == []
        await office.after(engine, hours=1)
        (told,) = office.told()
        assert told.say.rings
        assert "n°\u00a01" in told.body
        await office.day_by_day(engine, 20)
        assert len(office.told()) == 1
        assert len(office.cards()) == 2


async def test_the_next_working_day_other_phones_ring(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, hours=23)
        assert len(office.cards()) == 1
        await office.after(engine, hours=1)
    first, again = office.cards()
    assert "Toujours personne" not in first.body
    assert "Toujours personne" in again.body
    assert "23\u00a0novembre" in again.body.replace(" novembre", "\u00a0novembre")
    assert len(first.say.mentions) == 3
    assert set(again.say.mentions) == set(TEAM) - set(first.say.mentions), "nobody is asked twice"


async def test_coordinators_of_the_region_then_all_of_them_are_asked(office: Office) -> None:
    await office.with_coordination()
    async with office.open() as engine:
        await office.know(engine, "@coord:test", role="coordinateur")
        await office.tell(engine, *NEED)
        await office.after(engine, days=1)
        assert office.cards(COORDINATION) == []
        await office.after(engine, days=1)
        (card,) = office.cards(COORDINATION)
        assert "Pour la coordination" in card.body
        assert card.say.mentions == ("@coord:test",)
        assert (await office.besoin(engine)).escalade == 1
        await office.after(engine, days=2)
        assert len(office.cards(COORDINATION)) == 2
        assert (await office.besoin(engine)).escalade == 2


async def test_after_a_month_both_sides_are_told_and_it_stays_among_what_is_missing(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.day_by_day(engine, 29)
        assert office.told("Personne n'a pu prendre") == []
        await office.day_by_day(engine, 2)
        (told,) = office.told("Personne n'a pu prendre")
        assert "humain" in told.body
        known = await office.besoin(engine)
        assert (known.etat, known.issue) == (Etat.EXPIREE, Issue.NON_COUVERT)
        assert all("clos" in card.body for card in office.cards())
        await office.day_by_day(engine, 30)
        assert len(office.told("Personne n'a pu prendre")) == 1
        await office.tell(engine, "réserver nos salles")
        assert "Dokos" in office.private(ASKER)[-1].body, "the robot is back"


async def test_either_card_takes_it_and_both_say_so(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, days=2)
        await office.monde.server.react(SECOND, AIGUILLEURS, office.cards()[1].event_id, "✋")
        await office.quiet(engine)
    assert all("pris par" in card.body for card in office.cards())


async def test_a_weekend_is_no_delay(tmp_path: Path, base: Base, voice: Voice) -> None:
    office = Office(tmp_path, base, voice, FRIDAY)
    await office.monde.open_rooms()
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.day_by_day(engine, 3)
        assert office.told() == []
        await office.after(engine, days=1)
        assert len(office.told()) == 1


async def test_a_holiday_is_no_delay_and_nobody_is_disturbed_on_it(tmp_path: Path, base: Base, voice: Voice) -> None:
    office = Office(tmp_path, base, voice, MONDAY + timedelta(days=30))  # Wednesday the 23rd of December
    await office.monde.open_rooms()
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, days=1)
        seen = len(office.monde.server.seen())
        await office.day_by_day(engine, 3)  # Christmas, and the weekend
        assert len(office.monde.server.seen()) == seen
        assert office.told() == []
        await office.after(engine, days=1)
        assert len(office.told()) == 1


async def test_the_delay_is_the_one_announced(office: Office) -> None:
    with_options(office.monde, delays=Delays(annonce=4))
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        await office.after(engine, days=3)
        assert office.told() == []
        await office.after(engine, days=1)
        assert len(office.told()) == 1


@pytest.mark.parametrize("what", ["taken", "withdrawn", "forgotten"])
async def test_who_waits_for_nobody_is_left_in_peace(office: Office, what: str) -> None:
    async with office.open() as engine:
        await office.tell(engine, *NEED)
        if what == "taken":
            await office.monde.server.react(FIRST, AIGUILLEURS, office.cards()[0].event_id, "✋")
        else:
            await office.tell(engine, "retirer" if what == "withdrawn" else "oublie-moi", "oui")
        await office.quiet(engine)
        await office.after(engine, days=2)
    assert office.told() == []
    assert len(office.cards()) <= 1


async def test_a_coup_dur_is_owned_up_to_the_next_working_day_without_its_number(office: Office) -> None:
    async with office.open() as engine:
        await office.tell(engine, "on ne paie plus le loyer", "oui")
        assert sum("Coup dur" in one.body for who in TEAM for one in office.private(who)) == 2
        await office.after(engine, hours=23)
        assert office.told() == []
        await office.after(engine, hours=1)
        (told,) = office.told()
        assert "n°" not in told.body
        assert "112" in told.body
        called = {bubble.room for bubble in office.monde.server.seen() if "Coup dur" in bubble.body}
        assert called == {office.monde.server.direct_room(one) for one in (FIRST, SECOND, THIRD, FOURTH)}
        assert not [bubble for bubble in office.monde.server.seen(AIGUILLEURS) if "loyer" in bubble.body]
        await office.day_by_day(engine, 9)
        assert len(office.told()) == 1
        assert not any("résumé" in one.body for who in TEAM for one in office.private(who)), "never in a digest"


async def test_what_was_asked_in_a_room_is_owned_up_to_in_private(office: Office) -> None:
    async with office.open() as engine:
        root = await office.monde.server.ask(ASKER, NEED[0])
        await office.quiet(engine)
        await office.monde.server.say(ASKER, ENTRAIDE, "oui", thread=root)
        await office.quiet(engine)
        await office.after(engine, days=2)
        assert len(office.told()) == 1
        await office.tell(engine, "retirer")
        assert (await office.besoin(engine)).etat == "annulee", "what is said next is heard about that besoin"


@pytest.mark.parametrize("every", SOME_OR_ALL)
async def test_a_crash_while_owning_up_repeats_and_loses_nothing(
    tmp_path_factory: pytest.TempPathFactory, base: Base, voice: Voice, every: int
) -> None:
    async def lived(at: int) -> list[str]:
        """The bot dies at the `at`-th boundary of the day it owns up, and is started again. Returns the boundaries."""
        office = Office(tmp_path_factory.mktemp("ronde"), base, voice)
        await office.monde.open_rooms()
        async with office.open() as engine:
            await office.tell(engine, *NEED)
        office.clock.advance(timedelta(days=2))
        points = Failpoints(at)
        with suppress(SimulatedCrash):
            async with office.monde.alive(points) as engine:
                await office.monde.until(lambda: bool(office.told()) and len(office.cards()) > 1, points)
                await office.monde.until(lambda: office.monde._settled_or_dead(engine, points), points)
        async with office.open() as engine:
            await office.after(engine)
        assert (len(office.told()), len(office.cards())) == (1, 2), at
        return points.seen

    boundaries = await lived(0)
    assert "ronde:avant-validation" in boundaries
    for at in range(1, len(boundaries) + 1, every):
        await lived(at)


# ---------------------------------------------------------------- somebody has it


async def taken(office: Office, engine: object, who: str = FIRST) -> None:
    await office.tell(engine, *NEED)  # type: ignore[arg-type]
    await office.monde.server.react(who, AIGUILLEURS, office.cards()[0].event_id, "✋")
    await office.quiet(engine)  # type: ignore[arg-type]


async def test_who_took_it_and_did_not_write_gets_a_word_then_it_goes_back_to_the_group(office: Office) -> None:
    async with office.open() as engine:
        await taken(office, engine)
        await office.day_by_day(engine, 2)
        (word,) = [one for one in office.private(FIRST) if "vous attend" in one.body]
        assert word.say.rings
        await office.day_by_day(engine, 1)
        assert (await office.besoin(engine)).etat == Etat.PRISE_EN_CHARGE
        await office.day_by_day(engine, 1)
        known = await office.besoin(engine)
        assert (known.etat, known.prise_par, known.tour) == (Etat.NOUVELLE, None, 1)
        assert len(office.told("ne peut finalement pas")) == 1
        assert "reproche" in office.private(FIRST)[-1].body
        first, again = office.cards()
        assert "pris par" not in first.body
        assert "De retour au groupe" in again.body
        assert FIRST not in again.say.mentions
        await office.day_by_day(engine, 4)
        assert len(office.told()) == 1, "told again, once, that nobody came"


async def test_a_first_contact_in_time_keeps_it(office: Office) -> None:
    async with office.open() as engine:
        await taken(office, engine)
        await office.tell(engine, "contact", who=FIRST)
        await office.day_by_day(engine, 8)
        assert (await office.besoin(engine)).etat == Etat.EN_COURS
        assert not [one for one in office.private(FIRST) if "vous attend" in one.body]


async def test_no_news_is_asked_about_once_then_closed_with_a_word_to_both(office: Office) -> None:
    async with office.open() as engine:
        await taken(office, engine)
        await office.tell(engine, "contact", who=FIRST)
        await office.day_by_day(engine, 10)
        assert (await office.besoin(engine)).etat == Etat.RELANCEE
        assert "Où en est-on" in office.private(FIRST)[-1].body
        await office.day_by_day(engine, 19)
        assert (await office.besoin(engine)).etat == Etat.RELANCEE
        await office.day_by_day(engine, 2)
        known = await office.besoin(engine)
        assert (known.etat, known.motif) == (Etat.EXPIREE, Motif.AUCUN_COMMUN_CONNU)
        assert "faute de nouvelles" in office.private(FIRST)[-1].body
        assert len(office.told("Sans nouvelles depuis un mois")) == 1
        assert len([one for one in office.private(FIRST) if "Où en est-on" in one.body]) == 1


async def test_what_waits_for_a_day_is_asked_about_that_day(office: Office) -> None:
    async with office.open() as engine:
        await taken(office, engine)
        await office.tell(engine, "contact", "attendre jusqu'au 15/12", who=FIRST)
        assert (await office.besoin(engine)).etat == Etat.EN_ATTENTE
        await office.day_by_day(engine, 21)
        assert (await office.besoin(engine)).etat == Etat.EN_ATTENTE
        await office.day_by_day(engine, 1)
        assert (await office.besoin(engine)).etat == Etat.RELANCEE
        assert "Où en est-on" in office.private(FIRST)[-1].body


async def test_what_an_aiguilleur_who_leaves_holds_goes_back_to_the_group(office: Office) -> None:
    async with office.open() as engine:
        await taken(office, engine)
        await office.monde.server.leave(FIRST, AIGUILLEURS)
        await office.monde.until(lambda: office.monde.settled(engine), Failpoints())
        await office.after(engine, minutes=1)
        known = await office.besoin(engine)
        assert (known.etat, known.prise_par) == (Etat.NOUVELLE, None)
        assert len(office.told("ne peut finalement pas")) == 1
        assert FIRST not in office.called()[-1]
        await office.tell(engine, "un autre besoin de bail", "oui")
        assert all(FIRST not in names for names in office.called()[1:])
