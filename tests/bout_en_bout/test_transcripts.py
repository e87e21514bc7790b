"""What conversations are on Matrix only (test_conversations.py has them all): notices, threads, phones that ring."""

from __future__ import annotations

import pytest
from bout_en_bout.conftest import Scene
from serveurs.matrix_client import Event

pytestmark = pytest.mark.synapse


def relation(event: Event) -> Event:
    found: Event = event["content"].get("m.relates_to", {})
    return found


async def test_an_answer_is_a_notice_in_a_thread_with_its_marks(scene: Scene) -> None:
    need = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"
    root = await scene.ask(scene.asker, need)
    answer = await scene.asker.wait_from(scene.help_room, scene.account, "Dokos")
    assert relation(answer)["rel_type"] == "m.thread"
    assert relation(answer)["event_id"] == root
    assert answer["content"]["msgtype"] == "m.notice"
    assert "À qui parler" in answer["content"]["body"]
    assert "<strong>1. Dokos</strong>" in answer["content"]["formatted_body"]


async def test_a_need_nobody_serves_is_recorded_after_yes_and_the_phones_ring(scene: Scene) -> None:
    """Transcripts 3 and 4: nothing before the yes, then a card that rings, a claim, a loser told, a person told."""
    root = await scene.ask(scene.asker, "quelqu'un a un modèle de bail pour une ferme collective ?")
    await scene.asker.wait_from(scene.help_room, scene.account, "Je ne connais rien qui réponde vraiment")
    await scene.first.sync()
    before = scene.first.counts[scene.desk]["notification_count"]

    await scene.in_thread(scene.asker, root, "oui")
    private = await scene.direct(scene.asker)
    noted = await scene.asker.wait_from(private, scene.account, "C'est noté")
    assert "2\u00a0jours ouvrés" in noted["content"]["body"]

    card = await scene.first.wait_from(scene.desk, scene.account, "un modèle de bail pour une ferme collective")
    assert card["content"]["msgtype"] == "m.text"
    await scene.second.wait_from(scene.desk, scene.account, "un modèle de bail")
    for person in (scene.first, scene.second):
        assert person.counts[scene.desk]["notification_count"] > before

    await scene.first.react(scene.desk, card["event_id"], "✋🏽")
    told = await scene.asker.wait_from(private, scene.account, "va vous écrire")
    assert scene.first.account in told["content"]["body"]
    edited = await scene.second.wait(scene.desk, lambda e: relation(e).get("rel_type") == "m.replace")
    assert "pris par" in edited["content"]["m.new_content"]["body"]

    await scene.second.say(scene.desk, "je prends", thread=card["event_id"])
    late = await scene.second.wait_from(scene.desk, scene.account, "déjà pris par")
    assert scene.first.account in late["content"]["body"]


async def test_history_from_before_the_invite_is_left_alone(scene: Scene) -> None:
    room = await scene.asker.create_room(name="Un autre salon")
    await scene.asker.say(room, "@aiguilleur compta de l'asso", mentions=(scene.account,))
    await scene.asker.invite(room, scene.account)
    await scene.asker.until_member(room, scene.account)
    await scene.asker.say(room, "@aiguilleur réserver nos salles", mentions=(scene.account,))
    await scene.asker.wait_from(room, scene.account, "Dokos")
    assert len(scene.asker.messages(room, scene.account)) == 1
