"""What our Matrix messages look like, and how they are answered, in a client we did not write."""

from __future__ import annotations

from pathlib import Path

import pytest
from navigateur.hydrogen import Hydrogen
from platforms.matrix.listening import Bot
from playwright.async_api import Browser
from serveurs.fixtures import People, unique
from serveurs.synapse import Synapse

from aiguilleur_bot.platforms.base import Message, React, Reaction, Say

pytestmark = [pytest.mark.synapse, pytest.mark.navigateur, pytest.mark.timeout(240)]


async def test_a_person_in_a_browser_asks_reads_and_reacts(
    synapse: Synapse, people: People, browser: Browser, hydrogen: str, tmp_path: Path
) -> None:
    camille = await people("camille")
    bot = Bot.new(synapse, tmp_path)
    name = unique("Entraide")
    async with bot.running() as platform:
        room = await camille.create_room(bot.account, name=name)
        await bot.memory.wait_join(room)
        async with Hydrogen.logged_in(browser, hydrogen, synapse.url, camille.account) as window:
            await window.open_room(name)
            await window.say(f"{bot.account} on galère avec nos salles")
            asked = await bot.memory.wait_message("on galère avec nos salles")
            assert asked.mentions_bot
            body = (
                "Pour réserver vos salles :\n**1. Dokos** : <b>salles</b>\n[forum](https://exemple.org)\n- un\n- deux"
            )
            await platform.send(Say(id=f"{room}-reponse", room=room, thread=asked.event_id, body=body))
            await platform.send(React(id=f"{room}-reaction", room=room, target=asked.event_id, key="🙋"))
            shown = await window.read("Pour réserver vos salles")
            assert "1. Dokos : <b>salles</b>" in shown
            drawn = await window.html("Pour réserver vos salles")
            assert "<strong>1. Dokos</strong>" in drawn
            assert '<a href="https://exemple.org"' in drawn
            assert "<li>un</li>" in drawn
            await window.wait_reaction("on galère", "🙋")

            await window.react("Pour réserver vos salles", "👍")
            reaction = await bot.memory.wait(lambda event: isinstance(event, Reaction))
            assert isinstance(reaction, Reaction)
            assert reaction.key.startswith("👍")
            await window.react("Pour réserver vos salles", "1️⃣")
            await bot.memory.wait(lambda event: isinstance(event, Reaction) and event.key == "1️⃣")
            await window.reply("Pour réserver vos salles", "humain")
            reply = await bot.memory.wait_message("humain")
            assert isinstance(reply, Message)
            assert reply.reply_to == reaction.target
            await window.screenshot(tmp_path / "salon.png")
    assert (tmp_path / "salon.png").stat().st_size > 10_000


async def test_a_person_accepts_the_bot_s_private_message(
    synapse: Synapse, people: People, browser: Browser, hydrogen: str, tmp_path: Path
) -> None:
    camille = await people("camille")
    bot = Bot.new(synapse, tmp_path)
    async with bot.running() as platform:
        said = await platform.send(
            Say(id=f"{camille.account}-prive", person=camille.account, body="C'est noté (n° 42).", rings=True)
        )
        async with Hydrogen.logged_in(browser, hydrogen, synapse.url, camille.account) as window:
            await window.accept_invitation(bot.account.removeprefix("@").split(":")[0])
            assert "n° 42" in await window.read("C'est noté")
            await window.say("merci")
            assert (await bot.memory.wait_message("merci")).room == said.room
            assert bot.memory.all(Message)[-1].is_direct
