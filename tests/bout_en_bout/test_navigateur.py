"""The main job as a person lives it: a browser, a Matrix client we did not write, the real bot, a real Synapse.

Pictures for the documentation: `IMAGES=docs/images python -m pytest tests/bout_en_bout/test_navigateur.py`.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from navigateur.hydrogen import DESKTOP, PHONE, Hydrogen, chromium, page_of_hydrogen
from serveurs.bot import Bot
from serveurs.fixtures import People, unique
from serveurs.matrix_client import Person
from serveurs.synapse import SERVER_NAME, Synapse

pytestmark = [pytest.mark.synapse, pytest.mark.navigateur, pytest.mark.timeout(300)]

NEED = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"
UNSERVED = "quelqu'un a un modèle de bail pour une ferme collective ?"
BOT_NAME = "aiguilleur"


@dataclass(frozen=True)
class Windows:
    """Two people in their browsers: who asks, on a computer; the aiguilleuse, on a phone."""

    asker: Hydrogen
    helper: Hydrogen
    help_room: str
    desk: str
    images: Path


async def rename(person: Person, name: str) -> None:
    await person.call("PUT", f"v3/profile/{person.account}/displayname", {"displayname": name})


@pytest.fixture
async def windows(synapse: Synapse, people: People, tmp_path: Path) -> AsyncIterator[Windows]:
    asker, helper = await people("camille"), await people("sasha")
    account = synapse.register(unique(BOT_NAME))
    async with Person(synapse.url, account) as robot:
        await rename(robot, BOT_NAME)
    await rename(asker, "Une personne")
    await rename(helper, "Une aiguilleuse")
    rooms = {"entraide": "Entraide", "aiguilleurs": "Aiguilleurs et aiguilleuses"}
    aliases = {role: unique(role) for role in rooms}
    owners = {"entraide": asker, "aiguilleurs": helper}
    made = {
        role: await owners[role].create_room(account, name=name, room_alias_name=aliases[role])
        for role, name in rooms.items()
    }
    bot = Bot(
        tmp_path / "bot",
        synapse.url,
        account,
        salons=[
            {"plateforme": "matrix", "salon": f"#{alias}:{SERVER_NAME}", "role": role, "region": "32"}
            for role, alias in aliases.items()
        ],
    )
    bot.start()
    images = Path(os.environ.get("IMAGES", str(tmp_path)))
    try:
        async with AsyncExitStack() as stack:
            for role, room in made.items():
                await owners[role].until_member(room, account)
            browser = await stack.enter_async_context(chromium())
            address = await stack.enter_async_context(page_of_hydrogen())

            async def window(person: Person, size: tuple[int, int]) -> Hydrogen:
                opened = Hydrogen.logged_in(browser, address, synapse.url, person.account, size=size, patience=30)
                return await stack.enter_async_context(opened)

            yield Windows(await window(asker, DESKTOP), await window(helper, PHONE), *rooms.values(), images)
    finally:
        bot.stop()


async def test_a_person_asks_reads_what_suits_and_opens_the_sheet(windows: Windows) -> None:
    """Transcript 1."""
    asker = windows.asker
    await asker.open_room(windows.help_room)
    await asker.say(f"@{BOT_NAME} {NEED}")
    answer = await asker.read("1. Dokos")
    assert "À qui parler" in answer
    assert "La Compagnie des Tiers-Lieux" in answer
    await asker.screenshot(windows.images / "matrix-reponse.png")
    await asker.resize(PHONE)
    await asker.screenshot(windows.images / "matrix-reponse-telephone.png")
    await asker.react("1. Dokos", "1️⃣")
    sheet = await asker.read("Première étape")
    assert "Pourquoi cette réponse" in sheet


async def test_a_person_gets_to_a_human(windows: Windows) -> None:
    """Transcripts 3 and 4: nothing known, a yes, a card, a hand, a name."""
    asker, helper = windows.asker, windows.helper
    await asker.open_room(windows.help_room)
    await asker.say(f"@{BOT_NAME} {UNSERVED}")
    await asker.read("Je ne connais rien qui réponde vraiment")
    await asker.react("Je ne connais rien qui réponde vraiment", "👍")
    await asker.accept_invitation(BOT_NAME)
    await asker.read("C'est noté")

    await helper.open_room(windows.desk)
    card = await helper.read("un modèle de bail pour une ferme collective")
    assert "prendre" in card
    await helper.screenshot(windows.images / "matrix-carte.png")
    await helper.react("un modèle de bail pour une ferme collective", "✋")
    await asker.read("va vous écrire")
    await asker.screenshot(windows.images / "matrix-humain.png")
