"""From a yes to a human: cards, hands, losers, withdrawals, trouble, and oblivion."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from engine.crashes import Failpoints
from engine.hands import ASKER, FIRST, PEOPLE, ROOMS, SECOND, THIRD, card, lease, yes
from engine.monde import Monde, with_options
from engine.server import AIGUILLEURS, ENTRAIDE, Server

from aiguilleur_bot.engine import SalonOption
from aiguilleur_bot.needs.manques import Compte, Filtre
from aiguilleur_bot.store import besoins, conversations, manques, suivis
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.personnes import pseudonym


async def test_nothing_is_stored_or_said_to_anybody_before_the_yes(monde: Monde) -> None:
    await monde.play(lease)
    async with monde.reading() as tx:
        assert await besoins.next_number(tx) == 1
        assert await manques.every(tx, Filtre(compte=Compte.TOUS)) == ()
    assert monde.server.seen(AIGUILLEURS) == []


async def test_a_yes_rings_three_aiguilleurs_of_the_region_at_most(monde: Monde) -> None:
    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes)
    shown = card(monde.server)
    assert shown.say.mentions == (FIRST, SECOND, THIRD) or len(shown.say.mentions) == 3
    assert "un modèle de bail pour une ferme collective" in shown.body
    assert "Hauts-de-France" in shown.body
    assert ASKER not in shown.body
    stored = await monde.besoin()
    assert (stored.region, stored.issue, stored.motif) == ("32", "non-couvert", "aucun-commun-connu")
    assert len(monde.private(ASKER)) == 1


async def test_the_next_besoin_rings_whoever_was_not_asked_last(monde: Monde) -> None:
    async def again(server: Server) -> None:
        await server.tell(ASKER, "un autre modèle, de statuts cette fois")

    async def yes_again(server: Server) -> None:
        await server.tell(ASKER, "oui")

    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes, again, yes_again)
    first, second = (bubble.say.mentions for bubble in monde.server.seen(AIGUILLEURS))
    assert {*first, *second} == {option.comptes[Server.name] for option in PEOPLE}
    assert second[0] not in first


async def test_whoever_takes_is_told_whom_to_write_to_and_the_person_is_told_who(monde: Monde) -> None:
    async def take(server: Server) -> None:
        await server.say(FIRST, AIGUILLEURS, "prendre 1")

    async def again(server: Server) -> None:
        await server.react(FIRST, AIGUILLEURS, card(server).event_id, "✋")
        await server.say(SECOND, AIGUILLEURS, "je prends", reply_to=card(server).event_id)

    await monde.play(lease, yes, take, again)
    assert "pris par @dominique:test" in card(monde.server).body
    assert card(monde.server).edits == 1
    (told,) = monde.private(FIRST)
    assert ASKER in told
    assert "@dominique:test" in monde.private(ASKER)[-1]
    lost = [bubble for bubble in monde.server.seen(AIGUILLEURS) if not bubble.say.rings]
    assert len(lost) == 1
    assert "déjà pris par @dominique:test" in lost[0].body
    stored = await monde.besoin()
    assert (stored.etat, stored.prise_par) == ("prise_en_charge", pseudonym(monde.options.key, Server.name, FIRST))
    assert stored.bail_jusqu_au is not None
    assert stored.bail_jusqu_au - stored.cree_le >= timedelta(days=4)


async def test_a_hand_raised_elsewhere_takes_nothing(monde: Monde) -> None:
    async def elsewhere(server: Server) -> None:
        await server.say(FIRST, ENTRAIDE, "prendre 1")
        await server.react(FIRST, ENTRAIDE, server.seen(ENTRAIDE)[0].event_id, "✋")
        await server.tell(FIRST, "prendre 1")

    await monde.play(lease, yes, elsewhere)
    assert (await monde.besoin()).etat == "nouvelle"


async def test_an_aiguilleur_of_the_settings_may_take_in_private(monde: Monde) -> None:
    async def take(server: Server) -> None:
        await server.tell(FIRST, "prendre 1")

    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(lease, yes, take)
    assert (await monde.besoin()).etat == "prise_en_charge"


async def test_someone_in_trouble_reaches_two_people_in_private_and_no_room(monde: Monde) -> None:
    async def trouble(server: Server) -> None:
        await server.ask(ASKER, "on ne paie plus le loyer, on va devoir fermer")

    async def agree(server: Server) -> None:
        await server.tell(ASKER, "oui")

    with_options(monde, salons=ROOMS, aiguilleurs=PEOPLE)
    await monde.play(trouble, agree)
    assert monde.server.seen(AIGUILLEURS) == []
    called = [bubble for bubble in monde.server.seen() if "Coup dur" in bubble.body]
    assert len(called) == 2
    assert all(bubble.say.rings and bubble.room.startswith("direct:") for bubble in called)
    assert all("loyer" not in bubble.body for bubble in monde.server.seen(ENTRAIDE))


async def test_trouble_without_any_known_aiguilleur_shows_no_words_in_the_room(monde: Monde) -> None:
    async def trouble(server: Server) -> None:
        await server.tell(ASKER, "on ne paie plus le loyer, on va devoir fermer")

    async def agree(server: Server) -> None:
        await server.tell(ASKER, "oui")

    async def take(server: Server) -> None:
        await server.react(FIRST, AIGUILLEURS, card(server).event_id, "✋")

    await monde.play(trouble, agree, take)
    assert "loyer" not in card(monde.server).body
    assert "loyer" in monde.private(FIRST)[0], "whoever takes it reads it, in private"


async def test_with_nobody_to_tell_the_person_is_told_honestly(monde: Monde) -> None:
    with_options(monde, salons=(SalonOption(Server.name, "entraide"),))
    await monde.play(lease, yes)
    assert "je n'ai encore personne à prévenir" in monde.private(ASKER)[-1]


async def test_without_a_room_of_aiguilleurs_the_coordination_is_told(monde: Monde) -> None:
    with_options(monde, salons=(ROOMS[0], SalonOption(Server.name, "aiguilleurs", "coordination")))
    await monde.play(lease, yes)
    assert "n°\u00a01" in card(monde.server).body


async def test_a_withdrawn_besoin_is_withdrawn_everywhere(monde: Monde) -> None:
    async def take(server: Server) -> None:
        await server.react(FIRST, AIGUILLEURS, card(server).event_id, "✋")

    async def withdraw(server: Server) -> None:
        await server.tell(ASKER, "retirer 1")

    await monde.play(lease, yes, take, withdraw)
    assert (await monde.besoin()).etat == "annulee"
    assert "retiré par la personne" in card(monde.server).body
    assert "retiré le **n° 1**" in monde.private(FIRST)[-1]


async def test_to_be_forgotten_leaves_nothing_of_the_person(monde: Monde) -> None:
    async def take(server: Server) -> None:
        await server.react(FIRST, AIGUILLEURS, card(server).event_id, "✋")

    async def forget(server: Server) -> None:
        await server.tell(ASKER, "oublie-moi")

    async def confirm(server: Server) -> None:
        if "C'est effacé" not in monde.private(ASKER)[-1]:
            await server.tell(ASKER, "oui")

    await monde.play(lease, yes, take, forget, confirm)
    assert "C'est effacé" in monde.private(ASKER)[-1]
    assert [bubble for bubble in monde.server.seen(AIGUILLEURS) if bubble.say.rings] == [], "the card is taken back"
    assert "demandé l'oubli" in monde.private(FIRST)[-1]
    stored = await monde.besoin()
    assert (stored.texte, stored.demandeur, stored.etat) == ("", None, "annulee")
    who = pseudonym(monde.options.key, Server.name, ASKER)
    database = await store.open(monde.url)
    await database.scrub()
    await database.close()
    folder = Path(monde.url.removeprefix("sqlite:///")).parent
    for file in folder.iterdir():
        for trace in (ASKER, who, "ferme collective"):
            assert trace.encode() not in file.read_bytes(), (file.name, trace)


async def test_whoever_agreed_is_asked_again_once(monde: Monde) -> None:
    who = pseudonym(monde.options.key, Server.name, ASKER)

    where = conversations.direct_id(who)

    async def greet(server: Server) -> None:
        await server.tell(ASKER, "nos salles")

    await monde.play(greet)
    async with monde.writing() as tx:
        now = monde.clock.now()
        await suivis.plan(tx, personne=who, conversation=where, sujet="réserver des salles", tour=1, echeance=now)

    def asked() -> bool:
        return any("réserver des salles" in body and "avancer" in body for body in monde.private(ASKER))

    async with monde.alive() as engine:
        assert await monde.until(asked, Failpoints())
        await engine.timers.follow_up()
        await monde.until(lambda: monde.settled(engine), Failpoints())
    assert len(monde.private(ASKER)) == 2
