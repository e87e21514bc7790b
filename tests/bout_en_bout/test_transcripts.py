"""The conversations of the design, end to end: a real Synapse, the real bot, people who only use Matrix."""

from __future__ import annotations

import pytest
from bout_en_bout.conftest import Scene
from serveurs.matrix_client import Event

pytestmark = pytest.mark.synapse


def relation(event: Event) -> Event:
    found: Event = event["content"].get("m.relates_to", {})
    return found


async def test_a_need_gets_what_suits_and_who_to_call_in_a_thread(scene: Scene) -> None:
    """Transcript 1."""
    need = "on galère avec les réservations de nos salles, tout est dans un tableur et on fait des doublons"
    root = await scene.ask(scene.asker, need)
    answer = await scene.asker.wait_from(scene.help_room, scene.account, "Dokos")
    assert relation(answer)["rel_type"] == "m.thread"
    assert relation(answer)["event_id"] == root
    assert answer["content"]["msgtype"] == "m.notice"
    assert "À qui parler" in answer["content"]["body"]
    assert "<strong>1. Dokos</strong>" in answer["content"]["formatted_body"]

    await scene.in_thread(scene.asker, root, "59")
    network = await scene.asker.wait_from(scene.help_room, scene.account, "La Compagnie des Tiers-Lieux")
    assert "https://compagnie.tiers-lieux.org" in network["content"]["body"]

    await scene.in_thread(scene.asker, root, "1")
    sheet = await scene.asker.wait_from(scene.help_room, scene.account, "Première étape")
    for word in ("Temps", "Difficulté", "Coût", "Santé du projet", "Pourquoi cette réponse", "Relevé le"):
        assert word in sheet["content"]["body"], word


async def test_only_the_asker_is_heard_in_the_thread(scene: Scene) -> None:
    root = await scene.ask(scene.asker, "réserver nos salles")
    await scene.asker.wait_from(scene.help_room, scene.account, "Dokos")
    await scene.in_thread(scene.first, root, "1")
    await scene.in_thread(scene.asker, root, "je vais regarder ça")
    await scene.ask(scene.first, "merci !")  # answered after all that comes before it
    await scene.asker.wait(scene.help_room, lambda e: e["type"] == "m.reaction" and e["sender"] == scene.account)
    assert len(scene.asker.messages(scene.help_room, scene.account)) == 1


async def test_a_reaction_of_the_asker_opens_the_sheet(scene: Scene) -> None:
    await scene.ask(scene.asker, "réserver nos salles")
    answer = await scene.asker.wait_from(scene.help_room, scene.account, "Dokos")
    await scene.asker.react(scene.help_room, answer["event_id"], "1️⃣")
    await scene.asker.wait_from(scene.help_room, scene.account, "Première étape")


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


async def test_no_means_nothing_is_stored_and_nobody_is_disturbed(scene: Scene) -> None:
    root = await scene.ask(scene.asker, "quelqu'un a un modèle de bail pour une ferme collective ?")
    await scene.asker.wait_from(scene.help_room, scene.account, "Je ne connais rien")
    await scene.in_thread(scene.asker, root, "non")
    await scene.asker.wait(
        scene.help_room,
        lambda e: e["sender"] == scene.account and len(scene.asker.messages(scene.help_room, scene.account)) > 1,
    )
    await scene.first.sync()
    assert scene.first.messages(scene.desk, scene.account) == []


async def test_in_private_one_question_when_it_changes_the_answer(scene: Scene) -> None:
    """Transcript 2."""
    room = await scene.asker.create_room(scene.account, direct=True)
    await scene.asker.until_member(room, scene.account)
    await scene.asker.say(room, "on veut partager nos trucs entre nous")
    first = await scene.asker.wait_from(room, scene.account, "Pour bien comprendre")
    assert "je suis un robot" in first["content"]["body"]
    assert "autre, ou je ne sais pas" in first["content"]["body"]
    await scene.asker.say(room, "2")
    await scene.asker.wait_from(room, scene.account, "À qui parler")


async def test_someone_in_trouble_gets_a_human_and_no_commun(scene: Scene) -> None:
    """Transcript 8."""
    await scene.ask(scene.asker, "on ne paie plus le loyer, on va devoir fermer")
    public = await scene.asker.wait_from(scene.help_room, scene.account)
    assert "Je vous réponds en privé" in public["content"]["body"]
    private = await scene.direct(scene.asker)
    offer = await scene.asker.wait_from(private, scene.account, "deux personnes du réseau")
    await scene.asker.react(private, offer["event_id"], "👍")
    await scene.asker.wait(private, lambda e: len(scene.asker.messages(private, scene.account)) > 1)
    everything = " ".join(e["content"]["body"] for e in scene.asker.messages(private, scene.account))
    assert "Dokos" not in everything
    assert "loyer" not in public["content"]["body"]


async def test_thanks_get_a_reaction_and_no_message(scene: Scene) -> None:
    """Transcript 7."""
    root = await scene.ask(scene.asker, "réserver nos salles")
    await scene.asker.wait_from(scene.help_room, scene.account, "Dokos")
    await scene.asker.say(scene.help_room, "@aiguilleur merci !", thread=root, mentions=(scene.account,))
    await scene.asker.wait(scene.help_room, lambda e: e["type"] == "m.reaction" and e["sender"] == scene.account)
    assert len(scene.asker.messages(scene.help_room, scene.account)) == 1


async def test_what_is_kept_is_shown_then_erased(scene: Scene) -> None:
    """Transcript 7: « mes données », « oublie-moi »; then no trace of the words in the file."""
    room = await scene.asker.create_room(scene.account, direct=True)
    await scene.asker.until_member(room, scene.account)
    await scene.asker.say(room, "humain : il nous faut un plan de hangar à dirigeables")
    await scene.asker.wait_from(room, scene.account, "C'est noté")
    await scene.asker.say(room, "mes données")
    await scene.asker.wait_from(room, scene.account, "dirigeables")
    await scene.asker.say(room, "oublie-moi")
    await scene.asker.wait_from(room, scene.account, "effacé")
    scene.bot.stop()
    for file in scene.bot.folder.glob("aiguilleur.db*"):
        assert b"dirigeables" not in file.read_bytes()
        assert scene.asker.account.encode() not in file.read_bytes()
    assert "dirigeables" not in scene.bot.log
    assert scene.asker.account not in scene.bot.log


async def test_an_edited_question_changes_the_answer_and_a_deleted_one_takes_it_back(scene: Scene) -> None:
    root = await scene.ask(scene.asker, "réserver nos salles")
    answer = await scene.asker.wait_from(scene.help_room, scene.account, "Dokos")
    await scene.asker.edit(scene.help_room, root, "@aiguilleur diffuser nos vidéos")
    edited = await scene.asker.wait(scene.help_room, lambda e: relation(e).get("rel_type") == "m.replace")
    assert relation(edited)["event_id"] == answer["event_id"] or edited["sender"] == scene.asker.account
    peertube = await scene.asker.wait_from(scene.help_room, scene.account, "PeerTube")
    assert relation(peertube)["event_id"] == answer["event_id"]
    await scene.asker.redact(scene.help_room, root)
    await scene.asker.wait(scene.help_room, lambda e: e["type"] == "m.room.redaction" and e["sender"] == scene.account)


async def test_history_from_before_the_invite_is_left_alone(scene: Scene) -> None:
    room = await scene.asker.create_room(name="Un autre salon")
    await scene.asker.say(room, "@aiguilleur compta de l'asso", mentions=(scene.account,))
    await scene.asker.invite(room, scene.account)
    await scene.asker.until_member(room, scene.account)
    await scene.asker.say(room, "@aiguilleur réserver nos salles", mentions=(scene.account,))
    await scene.asker.wait_from(room, scene.account, "Dokos")
    assert len(scene.asker.messages(room, scene.account)) == 1
