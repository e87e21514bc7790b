"""The conversations of the design, once: on the local platform, on a real Synapse, on a Rocket.Chat of ours."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from bout_en_bout import lieux
from bout_en_bout.conftest import at_work
from bout_en_bout.lieux import Lieu, hears, sees, until
from serveurs.fixtures import People
from serveurs.rocketchat.modes import V9
from serveurs.rocketchat.server import RocketChat
from serveurs.synapse import Synapse

PLACES = ["local", pytest.param("matrix", marks=pytest.mark.synapse), "rocketchat"]


@pytest.fixture(params=PLACES)
def server(request: pytest.FixtureRequest) -> tuple[Synapse, People] | str:
    """Where it happens; Synapse starts only where it is wanted."""
    if request.param == "matrix":
        return request.getfixturevalue("synapse"), request.getfixturevalue("people")
    return str(request.param)


@pytest.fixture
async def lieu(server: tuple[Synapse, People] | str, tmp_path: Path) -> AsyncIterator[Lieu]:
    """The same network, in three places."""
    if isinstance(server, tuple):
        async with at_work(*server, tmp_path) as scene, lieux.matrix(scene) as one:
            yield one
    elif server == "rocketchat":
        with RocketChat(V9) as emulator:
            async with lieux.rocketchat(emulator, tmp_path) as one:
                yield one
    else:
        async with lieux.local(tmp_path) as one:
            yield one


async def ended(lieu: Lieu) -> None:
    done = lieu.end()
    if inspect.isawaitable(done):
        await done


async def test_a_need_gets_what_suits_and_who_to_call_in_a_thread(lieu: Lieu) -> None:
    """Transcript 1."""
    need = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"
    root = await lieu.ask(lieu.asker, need)
    answer = await hears(lieu.asker, lieu.help_room, "Dokos", "À qui parler")
    assert answer.thread == root
    await lieu.asker.say(lieu.help_room, "59", thread=root)
    network = await hears(lieu.asker, lieu.help_room, "La Compagnie des Tiers-Lieux")
    assert "https://compagnie.tiers-lieux.org" in network.text
    await lieu.asker.say(lieu.help_room, "1", thread=root)
    wanted = ("Temps", "Difficulté", "Coût", "Santé du projet", "Pourquoi cette réponse", "Relevé le")
    await hears(lieu.asker, lieu.help_room, "Première étape", *wanted)


async def test_only_the_asker_is_heard_in_the_thread(lieu: Lieu) -> None:
    root = await lieu.ask(lieu.asker, "réserver nos salles")
    await hears(lieu.asker, lieu.help_room, "Dokos")
    await lieu.first.say(lieu.help_room, "1", thread=root)
    await lieu.asker.say(lieu.help_room, "je vais regarder ça", thread=root)
    thanks = await lieu.ask(lieu.first, "merci !")  # answered after all that comes before it
    await sees(lieu.asker, lieu.help_room, thanks, "👍")
    assert len(await lieu.asker.answers(lieu.help_room)) == 1


async def test_a_reaction_of_the_asker_opens_the_sheet(lieu: Lieu) -> None:
    await lieu.ask(lieu.asker, "réserver nos salles")
    answer = await hears(lieu.asker, lieu.help_room, "Dokos")
    await lieu.asker.react(lieu.help_room, answer.id, "1️⃣")
    await hears(lieu.asker, lieu.help_room, "Première étape")


async def test_a_need_nobody_serves_is_recorded_after_yes_claimed_and_closed(lieu: Lieu) -> None:
    """Transcripts 3 and 4: nothing before the yes, then a card, a claim, a loser told, a person told."""
    root = await lieu.ask(lieu.asker, "quelqu'un a un modèle de bail pour une ferme collective ?")
    await hears(lieu.asker, lieu.help_room, "Je ne connais rien qui réponde vraiment")
    assert await lieu.first.answers(lieu.desk) == []
    await lieu.asker.say(lieu.help_room, "oui", thread=root)
    private = await lieu.asker.called()
    await hears(lieu.asker, private, "C'est noté", "2\u00a0jours ouvrés")
    card = await hears(lieu.first, lieu.desk, "un modèle de bail pour une ferme collective")
    await lieu.first.react(lieu.desk, card.id, "✋")
    await hears(lieu.asker, private, lieu.first.account)
    await hears(lieu.second, lieu.desk, "pris par")
    await lieu.second.say(lieu.desk, "je prends", thread=card.id)
    await hears(lieu.second, lieu.desk, "déjà pris par", lieu.first.account)
    room = await lieu.first.alone()
    await lieu.first.say(room, "clore 1")
    await hears(lieu.first, room, "réglé")
    await lieu.first.say(room, "1")
    await hears(lieu.first, room, "clos")


async def test_no_means_nothing_is_stored_and_nobody_is_disturbed(lieu: Lieu) -> None:
    root = await lieu.ask(lieu.asker, "quelqu'un a un modèle de bail pour une ferme collective ?")
    await hears(lieu.asker, lieu.help_room, "Je ne connais rien")
    await lieu.asker.say(lieu.help_room, "non", thread=root)
    await until(lambda answers: answers[-1] if len(answers) > 1 else None, lieu.asker, lieu.help_room)
    assert await lieu.first.answers(lieu.desk) == []


async def test_in_private_one_question_when_it_changes_the_answer(lieu: Lieu) -> None:
    """Transcript 2."""
    room = await lieu.asker.alone()
    await lieu.asker.say(room, "on veut partager nos trucs entre nous")
    await hears(lieu.asker, room, "Pour bien comprendre", "je suis un robot", "autre, ou je ne sais pas")
    await lieu.asker.say(room, "2")
    await hears(lieu.asker, room, "À qui parler")


async def test_someone_in_trouble_gets_a_human_and_no_commun(lieu: Lieu) -> None:
    """Transcript 8."""
    await lieu.ask(lieu.asker, "on ne paie plus le loyer, on va devoir fermer")
    public = await hears(lieu.asker, lieu.help_room, "Je vous réponds en privé")
    private = await lieu.asker.called()
    offer = await hears(lieu.asker, private, "deux personnes du réseau")
    await lieu.asker.react(private, offer.id, "👍")
    await until(lambda answers: answers[-1] if len(answers) > 1 else None, lieu.asker, private)
    assert "Dokos" not in " ".join(one.text for one in await lieu.asker.answers(private))
    assert "loyer" not in public.text


async def test_thanks_get_a_reaction_and_no_message(lieu: Lieu) -> None:
    """Transcript 7."""
    root = await lieu.ask(lieu.asker, "réserver nos salles")
    await hears(lieu.asker, lieu.help_room, "Dokos")
    thanks = await lieu.asker.say(lieu.help_room, "merci !", thread=root, calling=True)
    await sees(lieu.asker, lieu.help_room, thanks, "👍")
    assert len(await lieu.asker.answers(lieu.help_room)) == 1


async def test_what_is_kept_is_shown_then_erased(lieu: Lieu) -> None:
    """Transcript 7: « mes données », « oublie-moi »; then no trace of the words in the file."""
    room = await lieu.asker.alone()
    await lieu.asker.say(room, "humain : il nous faut un plan de hangar à dirigeables")
    await hears(lieu.asker, room, "C'est noté")
    await lieu.asker.say(room, "mes données")
    await hears(lieu.asker, room, "dirigeables")
    await lieu.asker.say(room, "oublie-moi")
    await hears(lieu.asker, room, "effacé")
    await ended(lieu)
    left = lieu.leaves()
    assert left
    assert b"dirigeables" not in left
    assert lieu.asker.account.encode() not in left


async def test_an_edited_question_changes_the_answer_and_a_deleted_one_takes_it_back(lieu: Lieu) -> None:
    root = await lieu.ask(lieu.asker, "réserver nos salles")
    answer = await hears(lieu.asker, lieu.help_room, "Dokos")
    await lieu.asker.edit(lieu.help_room, root, "@aiguilleur diffuser nos vidéos")
    assert (await hears(lieu.asker, lieu.help_room, "PeerTube")).id == answer.id
    await lieu.asker.delete(lieu.help_room, root)
    gone = lambda answers: lieux.Said("", "") if not answers else None  # noqa: E731
    await until(gone, lieu.asker, lieu.help_room)
