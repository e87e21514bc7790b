"""The emulator is judged by parts of Rocket.Chat, and clients of it, that nobody here wrote."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rocketchat_API.rocketchat import RocketChat as Library
from serveurs.environnements import node_packages
from serveurs.rocketchat.echo import echoing
from serveurs.rocketchat.hubot import hubot
from serveurs.rocketchat.library import asks
from serveurs.rocketchat.modes import V6, V8, V8_STREAMER, V9
from serveurs.rocketchat.person import Person, RocketChatRefusal
from serveurs.rocketchat.server import Account, RocketChat
from serveurs.rocketchat.terminal import terminal
from serveurs.rocketchat.vendor import JUGES, VendorJudge, judge_answers, judge_requests, nodes
from serveurs.rocketchat.wire import wired

pytestmark = [pytest.mark.rocketchat, pytest.mark.timeout(180)]


async def live(server: RocketChat) -> None:
    """A bit of everything that happens on a server, refusals included."""
    bot = server.bot("aiguilleur")
    server.person("sasha")
    async with wired(server, bot) as wire, Person(server.url, server.person("camille").username) as camille:
        for what in ("subscriptions-changed", "rooms-changed"):
            await wire.subscribe(what, "stream-notify-user", f"{bot.id}/{what}")
        channel = await camille.create_channel("entraide", "aiguilleur")
        group = await camille.create_group("rencontre", "aiguilleur", "sasha")
        direct = await camille.direct("aiguilleur")
        asked = await camille.say(channel, "@aiguilleur voyez https://exemple.org, @all")
        server.say(channel, bot, "Voici", tmid=asked, tshow=True)
        server.say(direct, bot, "En privé", tmid=await camille.say(direct, "bonjour"))
        await camille.react(asked, ":eyes:")
        await camille.edit(channel, asked, "@aiguilleur voyez")
        await camille.delete(group, await camille.say(group, "zut"))
        await camille.call("POST", "groups.kick", {"roomId": group, "userId": bot.id})
        for prefix, room in (("channels", channel), ("groups", group), ("im", direct)):
            await camille.call("GET", f"{prefix}.history", roomId=room, count="50")
            await camille.call("GET", f"{prefix}.members", roomId=room)
        for endpoint in ("me", "rooms.get", "subscriptions.get", "groups.list", "im.list", "channels.list.joined"):
            await camille.call("GET", endpoint)
        await camille.call("POST", "subscriptions.read", {"rid": channel})
        await camille.said_by(channel, "aiguilleur")
        await camille.message(asked)
        server.group("ailleurs", bot)
        strange(server, bot, channel)
        await camille.said_by(channel, "aiguilleur")
        await refused(camille)


def strange(server: RocketChat, bot: Account, room: str) -> None:
    """What is no ordinary message of an ordinary person."""
    server.say(room, bot, "d'une intégration", bot={"i": "integration"}, alias="Météo", emoji=":compass:")
    server.say(room, server.person("@dominique:autre.exemple"), "de Matrix", federation={"eventId": "$un"})
    server.system(room, "room_changed_topic", bot, "les salles")
    sealed = {"algorithm": "rc.v1.aes-sha2", "ciphertext": "c2NlbGxl"}
    secret = server.group("secret", bot, encrypted=True)
    server.say(secret, bot, "", t="e2e", content=sealed)
    server.group("annonces", bot, ro=True)
    server.group("ponte", bot, federated=True)
    server.fill(room, bot, 3)
    server.say_late(room, bot, "en retard")


async def refused(camille: Person) -> None:
    """What the server says no to."""
    wrong: list[tuple[str, str, Any]] = [
        ("POST", "chat.sendMessage", {"message": {"rid": "nulle-part", "msg": "?"}}),
        ("POST", "chat.sendMessage", {"message": {"rid": "x", "msg": "a" * 5001}}),
        ("GET", "chat.getMessage?msgId=rien", None),
        ("GET", "chat.syncMessages?roomId=nulle-part&lastUpdate=2026-11-22T00:00:00.000Z", None),
        ("GET", "rien.du.tout", None),
    ]
    for method, endpoint, body in wrong:
        with pytest.raises(RocketChatRefusal):
            await camille.call(method, endpoint, body)
    camille._token = "faux"
    with pytest.raises(RocketChatRefusal, match="401"):
        await camille.call("GET", "me")


@pytest.mark.parametrize("rocketchat", [V8, V9], indirect=True, ids=lambda mode: mode.name)
async def test_what_the_emulator_answers_is_what_the_vendor_s_schemas_say(
    rocketchat: RocketChat, judge: VendorJudge
) -> None:
    await live(rocketchat)
    count, wrong = judge_answers(judge, rocketchat)
    assert wrong == []
    assert count > 60


async def test_what_a_person_asks_passes_the_vendor_s_validators(rocketchat: RocketChat, judge: VendorJudge) -> None:
    await live(rocketchat)
    fair = [one for one in rocketchat.exchanges() if one.status == 200]
    met, wrong = judge_requests(judge, fair)
    assert wrong == []
    assert {"isChatSendMessageProps", "isChatSyncMessagesProps", "isDmCreateProps", "isGroupsHistoryProps"} <= met


def test_the_judges_say_no(judge: VendorJudge) -> None:
    name, errors = judge.request("chat.sendMessage", {"message": {"rid": "a", "msg": "b"}, "roomId": "a"})
    assert (name, bool(errors)) == ("isChatSendMessageProps", True)
    assert judge.document("IMessage", {"_id": "a", "msg": "sans salon"})
    assert judge.refusal(400, {"success": True})
    assert judge.emoji(":rien_de_tel:") is None


def test_the_vendor_s_parser_says_what_a_person_sees(judge: VendorJudge) -> None:
    assert nodes(judge.tree("*gras*, _italique_ et [forum](https://exemple.org)")) == [
        ("BOLD", "gras"),
        ("ITALIC", "italique"),
        ("LINK", "forum → https://exemple.org"),
    ]
    assert nodes(judge.tree("**gras** \\*pas gras\\*")) == [("BOLD", "gras")]
    assert [kind for kind, _ in nodes(judge.tree("- un\n- deux"))] == ["UNORDERED_LIST", "LIST_ITEM", "LIST_ITEM"]


def test_the_emulator_takes_reactions_from_the_vendor_s_list(rocketchat: RocketChat, judge: VendorJudge) -> None:
    assert [name for name in sorted(rocketchat.world.emojis) if judge.emoji(name) is None] == []
    assert (judge.emoji(":compass:"), judge.emoji(":+1:")) == ("🧭", "👍")


@pytest.mark.parametrize("rocketchat", [V8, V8_STREAMER, V9], indirect=True, ids=lambda mode: mode.name)
async def test_the_vendor_s_own_client_is_at_home(rocketchat: RocketChat) -> None:
    camille = rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille)
    rocketchat.faults.everybody = True
    folder = node_packages(JUGES / "vendeur")
    pipe = asyncio.subprocess.PIPE
    command = ("node", "client.mjs", rocketchat.url, camille.id, rocketchat.session(camille), room)
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stderr is not None
    checks: list[str] = []
    async with asyncio.timeout(60):
        async for line in process.stdout:
            checks.append(line.decode().strip())
            if checks[-1] == "couper":
                before = rocketchat.counts().subscriptions_ever
                rocketchat.cut()
                while rocketchat.counts().subscriptions_ever < before + 2:
                    await asyncio.sleep(0.02)
                rocketchat.say(room, camille, "après la coupure")
                process.stdin.write(b"fait\n")
        errors = (await process.stderr.read()).decode()
        code = await process.wait()
    assert (code, checks[-1]) == (0, "juste connects again and subscribes again"), errors
    assert len(checks) == 14
    assert rocketchat.typing() == [("camille", room, ["user-typing"])]


@pytest.mark.parametrize("rocketchat", [V6], indirect=True, ids=["6.12"])
async def test_hubot_answers_a_person_in_a_room_and_in_private(rocketchat: RocketChat) -> None:
    robot, camille = rocketchat.bot("hubot"), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, robot)
    async with hubot(rocketchat, robot, "entraide"), Person(rocketchat.url, "camille") as person:
        asked = await person.say(room, "marco")
        answer = await person.wait_from(room, "hubot", "polo", after=asked)
        assert "i" in answer["bot"]
        looked = await person.say(room, "regarde")
        await person.wait_reaction(looked, ":eyes:", "hubot")
        await person.say(room, "dis-le en privé")
        private = await person.wait(lambda message: message["msg"] == "entre nous")
        assert private["rid"] == await person.direct("hubot")
        assert [message["msg"] for message in rocketchat.messages(room, robot) if "t" not in message] == ["polo"]
    assert camille.id == person.id


async def test_the_python_library_is_at_home(rocketchat: RocketChat) -> None:
    bot, camille = rocketchat.bot("aiguilleur"), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot)
    assert await asyncio.to_thread(_library_says_and_reads, rocketchat.url, camille, room) == "bonjour"


def _library_says_and_reads(url: str, who: Account, room: str) -> str:
    library = Library(who.username, who.password, server_url=url)
    try:
        assert library.me()["username"] == who.username
        sent = library.chat_send_message({"rid": room, "msg": "bonjour", "_id": "une-fois"})
        assert sent["success"]
        library.chat_react("une-fois", ":eyes:", shouldReact=True)
        library.chat_update(room, "une-fois", "bonjour")
        newest = next(library.channels_history(room, count=5))
        since = library.chat_sync_messages(room, "2026-01-01T00:00:00.000Z")
        assert any(message["_id"] == "une-fois" for message in since["result"]["updated"])
        return str(newest["msg"])
    finally:
        library.logout()


async def test_a_person_in_python_asks_a_bot_and_reads_its_answer(rocketchat: RocketChat) -> None:
    bot, camille = rocketchat.bot("aiguilleur"), rocketchat.person("camille")
    room = rocketchat.channel("entraide", camille, bot)
    async with echoing(rocketchat, bot):
        answer = await asyncio.to_thread(asks, rocketchat.url, camille, room, "on galère avec nos salles", "aiguilleur")
    assert answer["msg"] == "on galère avec nos salles"


@pytest.mark.parametrize("rocketchat", [V6], indirect=True, ids=["6.12"])
async def test_a_person_at_a_terminal_talks_with_people_and_bots(rocketchat: RocketChat, tmp_path: Path) -> None:
    camille, sasha, bot = rocketchat.person("camille"), rocketchat.person("sasha"), rocketchat.bot("aiguilleur")
    room = rocketchat.channel("entraide", camille, sasha, bot)
    async with echoing(rocketchat, bot), terminal(rocketchat, camille, "#entraide", tmp_path) as window:
        await window.read("#entraide")
        await window.say("on galère avec nos salles")
        await window.read("camille", "aiguilleur: ", "on galère avec nos salles")
        rocketchat.say(room, sasha, "Pour réserver : *Dokos*")
        screen = await window.read("sasha", "Dokos")
        assert screen.count("on galère avec nos salles") == 2
    said = [message["msg"] for message in rocketchat.messages(room, camille) if "t" not in message]
    assert said == ["on galère avec nos salles"]
