"""Somebody on Rocket.Chat, an aiguilleuse on Matrix: one bot on two real wires, and they talk through it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from bout_en_bout.lieux import MatrixVoix, RocketVoix, files, hears
from serveurs.bot import Bot
from serveurs.bot_a_l_heure import MovedClock, in_process
from serveurs.fixtures import People, unique
from serveurs.rocketchat.person import Person as RocketPerson
from serveurs.rocketchat.server import RocketChat
from serveurs.synapse import SERVER_NAME, Synapse

from .conftest import Scene

pytestmark = pytest.mark.synapse


async def test_asked_on_rocketchat_taken_on_matrix_and_closed(synapse: Synapse, people: People, tmp_path: Path) -> None:
    with RocketChat() as server:
        account = server.bot("aiguilleur")
        server.person("camille")
        dominique = await people("dominique")
        robot = synapse.register(unique("aiguilleur"))
        alias = unique("aiguilleurs")
        desk = await dominique.create_room(robot, room_alias_name=alias)
        salon = {"plateforme": "matrix", "salon": f"#{alias}:{SERVER_NAME}", "role": "aiguilleurs"}
        bot = Bot(
            tmp_path / "bot", synapse.url, robot, salons=[salon], plateformes=both(synapse, robot, server, account)
        )
        (tmp_path / "bot" / "secrets" / "rocketchat").write_text(account.token, encoding="ascii")
        (tmp_path / "bot" / "secrets" / "rocketchat").chmod(0o600)
        async with in_process(bot, MovedClock()) as running, RocketPerson(server.url, "camille") as camille:
            await dominique.until_member(desk, robot)
            scene = Scene(bot, robot, dominique, dominique, dominique, "", desk)
            voix = MatrixVoix(scene, dominique)
            await talked(RocketVoix(camille, server), voix, desk)
            server.revoke(account)
            async with asyncio.timeout(20):
                while "rocketchat : compte refusé" not in str((await running.health())["problemes"]):
                    await asyncio.sleep(0.05)
            said = len(await voix.answers(desk))
            await voix.say(desk, "aide", calling=True)
            await hears(voix, desk, after=said)  # the other platform goes on
        assert b"ornithorynque" not in files(tmp_path / "bot")


def both(synapse: Synapse, robot: str, server: RocketChat, account: object) -> dict[str, object]:
    """The settings of two platforms."""
    return {
        "matrix": {
            "serveur": synapse.url,
            "compte": robot,
            "mot_de_passe": {"fichier": "secrets/matrix"},
            "invitations": [f"@*:{SERVER_NAME}"],
        },
        "rocketchat": {
            "serveur": server.url,
            "compte_id": getattr(account, "id", ""),
            "jeton": {"fichier": "secrets/rocketchat"},
        },
    }


async def talked(camille: RocketVoix, dominique: MatrixVoix, desk: str) -> None:
    await dominique.say(desk, "aide", calling=True)
    await hears(dominique, desk)  # it knows that it is there
    private = await camille.alone()
    await camille.say(private, "humain : un modèle de bail pour une ferme collective")
    await hears(camille, private, "C'est noté")
    card = await hears(dominique, desk, "un modèle de bail pour une ferme collective")
    await dominique.react(desk, card.id, "✋")
    await hears(camille, private, "est sur un autre service")
    hers = await dominique.called()
    await hears(dominique, hers, "est sur un autre service", camille.account)

    await dominique.say(hers, "1 : bonjour, un mot d'ornithorynque pour commencer")
    await hears(camille, private, "ornithorynque", dominique.account)
    await camille.say(private, "merci, ornithorynque aussi")
    await hears(dominique, hers, "ornithorynque aussi", camille.account)

    await dominique.say(hers, "clore 1")
    await hears(dominique, hers, "réglé")
    await dominique.say(hers, "1")
    await hears(camille, private, "Je suis de nouveau là")
    await hears(dominique, hers, "je ne fais plus passer")
