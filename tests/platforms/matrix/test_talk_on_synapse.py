"""Talking, on a real Synapse: what people write reaches the bot, what the bot says looks and rings as it should."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from serveurs.fault_proxy import fault_proxy
from serveurs.fixtures import People
from serveurs.matrix_client import Event, Person
from serveurs.synapse import Synapse

from aiguilleur_bot.platforms.base import (
    Edit,
    Edition,
    Gone,
    Invalid,
    Message,
    React,
    Reaction,
    Redaction,
    Say,
    Typing,
    Withdraw,
)
from aiguilleur_bot.platforms.matrix import MatrixPlatform

from .listening import Bot

pytestmark = pytest.mark.synapse


@dataclass
class Scene:
    """A person and the bot, listening, in one room."""

    bot: Bot
    platform: MatrixPlatform
    person: Person
    room: str


@pytest.fixture
async def scene(synapse: Synapse, people: People, tmp_path: Path) -> AsyncIterator[Scene]:
    person = await people("camille")
    bot = Bot.new(synapse, tmp_path)
    async with bot.running() as platform:
        room = await person.create_room(bot.account)
        await bot.memory.wait_join(room)
        yield Scene(bot, platform, person, room)


def from_bot(scene: Scene, event: Event) -> bool:
    return bool(event["sender"] == scene.bot.account)


async def test_a_mention_is_seen_and_the_name_taken_off(scene: Scene) -> None:
    name = scene.bot.account.removeprefix("@").split(":")[0]
    await scene.person.say(scene.room, f"@{name} on galère", mentions=(scene.bot.account,))
    declared = await scene.bot.memory.wait_message("on galère")
    await scene.person.say(scene.room, f"@{name}, typed by hand")
    typed = await scene.bot.memory.wait_message("typed by hand")
    await scene.person.say(scene.room, f"{scene.bot.account} avec le compte")
    account = await scene.bot.memory.wait_message("avec le compte")
    await scene.person.say(scene.room, "entre nous")
    among = await scene.bot.memory.wait_message("entre nous")
    assert [message.mentions_bot for message in (declared, typed, account, among)] == [True, True, True, False]


async def test_an_answer_is_a_thread_on_the_question(scene: Scene) -> None:
    question = await scene.person.say(scene.room, "qui sait ?")
    receipt = await scene.platform.send(Say(id="rep-1", room=scene.room, body="Moi.", thread=question))
    answer = await scene.person.wait_from(scene.room, scene.bot.account)
    assert answer["event_id"] == receipt.event_id
    relation = answer["content"]["m.relates_to"]
    assert (relation["rel_type"], relation["event_id"]) == ("m.thread", question)
    assert relation["m.in_reply_to"] == {"event_id": question}
    await scene.person.say(scene.room, "59", thread=question)
    heard = await scene.bot.memory.wait_message("59")
    assert (heard.thread, heard.reply_to) == (question, None)


async def test_a_question_that_cannot_open_a_thread_gets_a_reply(scene: Scene) -> None:
    first = await scene.person.say(scene.room, "un")
    relation = {"rel_type": "m.reference", "event_id": first}
    second = await scene.person.say(scene.room, "deux", **{"m.relates_to": relation})
    await scene.platform.send(Say(id="rep-2", room=scene.room, body="Trois.", thread=second))
    answer = await scene.person.wait_from(scene.room, scene.bot.account)
    assert answer["content"]["m.relates_to"]["m.in_reply_to"] == {"event_id": second}


async def test_a_reply_is_heard_without_the_quotation(scene: Scene) -> None:
    first = await scene.person.say(scene.room, "un")
    quoted = f"> <{scene.person.account}> un\n> deux lignes\n\nma réponse\nsur deux lignes"
    await scene.person.say(scene.room, quoted, reply_to=first)
    heard = await scene.bot.memory.wait_message("ma réponse\nsur deux lignes")
    assert (heard.reply_to, heard.thread) == (first, None)


async def test_reactions_go_both_ways_and_twice_is_once(scene: Scene) -> None:
    message = await scene.person.say(scene.room, "merci")
    for number in range(2):
        await scene.platform.send(React(id=f"reac-{number}", room=scene.room, target=message, key="👍"))
    put = await scene.person.wait(scene.room, lambda event: event["type"] == "m.reaction")
    assert put["content"]["m.relates_to"]["key"] == "👍"
    await scene.person.react(scene.room, message, "✋🏽")
    heard = await scene.bot.memory.wait(lambda event: isinstance(event, Reaction))
    assert isinstance(heard, Reaction)
    assert (heard.target, heard.key, heard.sender) == (message, "✋🏽", scene.person.account)


async def test_edits_and_withdrawals_go_both_ways(scene: Scene) -> None:
    question = await scene.person.say(scene.room, "un bayl")
    await scene.person.edit(scene.room, question, "un bail")
    edition = await scene.bot.memory.wait(lambda event: isinstance(event, Edition))
    assert isinstance(edition, Edition)
    assert (edition.target, edition.text) == (question, "un bail")
    await scene.person.redact(scene.room, question)
    redaction = await scene.bot.memory.wait(lambda event: isinstance(event, Redaction))
    assert isinstance(redaction, Redaction)
    assert redaction.target == question
    assert len(scene.bot.memory.all(Message)) == 1, "an edition is not one more message"

    said = await scene.platform.send(Say(id="carte", room=scene.room, body="à prendre", rings=True))
    await scene.platform.send(Edit(id="carte-2", room=scene.room, target=said.event_id, body="**pris**"))
    edit = await scene.person.wait(
        scene.room, lambda event: from_bot(scene, event) and "m.new_content" in event["content"]
    )
    assert edit["content"]["m.new_content"]["formatted_body"] == "<strong>pris</strong>"
    assert edit["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": said.event_id}
    await scene.platform.send(Withdraw(id="retrait", room=scene.room, target=said.event_id, reason="retiré"))
    gone = await scene.person.wait(
        scene.room, lambda event: from_bot(scene, event) and event["type"] == "m.room.redaction"
    )
    assert gone["content"]["redacts"] == said.event_id


async def test_what_people_wrote_never_becomes_html(scene: Scene) -> None:
    body = "« <script>alert(1)</script> » : **gras** [site](https://exemple.org/?a=1&b=2)\n- un\n- deux"
    await scene.platform.send(Say(id="html", room=scene.room, body=body))
    content = (await scene.person.wait_from(scene.room, scene.bot.account))["content"]
    assert content["formatted_body"] == (
        "« &lt;script&gt;alert(1)&lt;/script&gt; » : <strong>gras</strong> "
        '<a href="https://exemple.org/?a=1&amp;b=2">site</a><ul><li>un</li><li>deux</li></ul>'
    )
    assert content["body"] == "« <script>alert(1)</script> » : gras site (https://exemple.org/?a=1&b=2)\n- un\n- deux"


async def test_only_what_a_human_must_act_on_rings(scene: Scene) -> None:
    person, bot = scene.person, scene.bot
    marker = await person.say(scene.room, "je lis")
    await person.read(scene.room, marker)
    await scene.platform.send(Say(id="discret", room=scene.room, body=f"Bonjour {person.account}", reply_to=marker))
    answer = await person.wait_from(scene.room, bot.account, "Bonjour")
    assert answer["content"]["msgtype"] == "m.notice"
    assert person.counts[scene.room]["notification_count"] == 0
    await scene.platform.send(
        Say(id="sonne", room=scene.room, body=f"n° 42 pour {person.account}", rings=True, mentions=(person.account,))
    )
    card = await person.wait_from(scene.room, bot.account, "42")
    assert card["content"]["msgtype"] == "m.text"
    assert person.counts[scene.room] == {"notification_count": 1, "highlight_count": 1}
    assert f"https://matrix.to/#/{person.account}" in card["content"]["formatted_body"]


async def test_the_same_outbound_twice_is_one_message_and_is_found_again(scene: Scene) -> None:
    question = await scene.person.say(scene.room, "une question")
    answer = Say(id="une-seule-fois", room=scene.room, body="Une réponse.", thread=question)
    alone = Say(id="sans-question", room=scene.room, body="Une annonce.")
    assert await scene.platform.already_sent(answer) is None
    assert await scene.platform.already_sent(alone) is None
    first = await scene.platform.send(answer)
    assert await scene.platform.send(answer) == first
    announced = await scene.platform.send(alone)
    edit = Edit(id="edition", room=scene.room, target=announced.event_id, body="Une annonce, relue.")
    edited = await scene.platform.send(edit)
    assert await scene.platform.already_sent(answer) == first
    assert await scene.platform.already_sent(alone) == announced
    assert await scene.platform.already_sent(edit) == edited
    other = Say(id="une-autre", room=scene.room, body="Une réponse.", thread=question)
    assert await scene.platform.already_sent(other) is None


async def test_another_device_of_the_bot_finds_what_the_first_one_sent(scene: Scene, tmp_path: Path) -> None:
    question = await scene.person.say(scene.room, "une question")
    answer = Say(id="de-l-appareil-1", room=scene.room, body="Une réponse.", reply_to=question)
    sent = await scene.platform.send(answer)
    restored = Bot(scene.bot.synapse, tmp_path / "ailleurs", scene.bot.account, scene.bot.memory)
    async with restored.running() as platform:
        assert platform.device != scene.platform.device
        assert await platform.already_sent(answer) == sent


async def test_an_answer_is_found_beside_its_question_however_long_ago(
    synapse: Synapse, camille: Person, bot: Bot
) -> None:
    async with fault_proxy(synapse.url) as proxy, bot.running(proxy.url) as platform:
        room = await camille.create_room(bot.account)
        await bot.memory.wait_join(room)
        question = await camille.say(room, "une question")
        answer = Say(id="ancienne", room=room, body="Une réponse.", reply_to=question)
        sent = await platform.send(answer)
        assert await platform.already_sent(answer) == sent
        assert proxy.count("GET", "/relations/") == 1
        assert proxy.count("GET", "/messages") == 0, "a room's last messages would not reach far enough back"


async def test_a_direct_answer_is_not_a_quotation_and_is_found_again(scene: Scene) -> None:
    direct = await scene.person.create_room(scene.bot.account, direct=True)
    await scene.bot.memory.wait_join(direct)
    question = await scene.person.say(direct, "une question")
    answer = Say(id="en-direct", room=direct, body="Une réponse.", reply_to=question)
    sent = await scene.platform.send(answer)
    content = (await scene.person.wait_from(direct, scene.bot.account))["content"]
    assert content["m.relates_to"] == {"rel_type": "m.reference", "event_id": question}
    assert await scene.platform.already_sent(answer) == sent


async def test_photos_stickers_and_captions(scene: Scene) -> None:
    photo: Event = {"msgtype": "m.image", "body": "IMG_2024.jpg", "url": "mxc://lab.local/abc"}
    await scene.person.send(scene.room, "m.room.message", photo)
    await scene.person.send(
        scene.room, "m.room.message", photo | {"filename": "IMG_2024.jpg", "body": "qui a ce meuble ?"}
    )
    await scene.person.send(scene.room, "m.room.message", {"msgtype": "m.notice", "body": "je suis un robot"})
    await scene.bot.memory.wait_message("qui a ce meuble ?")
    assert [(message.kind, message.text) for message in scene.bot.memory.all(Message)] == [
        ("autre", ""),
        ("texte", "qui a ce meuble ?"),
    ]


async def test_typing_is_seen_and_never_fails(scene: Scene) -> None:
    await scene.platform.send(Typing(id="t1", room=scene.room))
    answer = await scene.person.call("GET", "v3/sync", timeout="0")
    typing = answer["rooms"]["join"][scene.room]["ephemeral"]["events"]
    assert {"type": "m.typing", "content": {"user_ids": [scene.bot.account]}} in typing
    assert (await scene.platform.send(Typing(id="t2", room="!nulle-part"))).event_id == ""


async def test_what_the_server_can_never_take_is_said_so(scene: Scene) -> None:
    with pytest.raises(Invalid):
        await scene.platform.send(Say(id="trop", room=scene.room, body="é" * 40_000))
    longest = "é" * scene.platform.capabilities.max_length
    said = await scene.platform.send(Say(id="longue", room=scene.room, body=longest))
    await scene.platform.send(Edit(id="longue-2", room=scene.room, target=said.event_id, body=longest))
    with pytest.raises(Gone):
        await scene.platform.send(Withdraw(id="rien", room=scene.room, target="$inconnu"))
