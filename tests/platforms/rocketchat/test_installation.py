"""The settings that tests write for our bot on Rocket.Chat are those of the contract."""

from __future__ import annotations

from pathlib import Path

from serveurs.rocketchat.robot import installation
from serveurs.rocketchat.server import RocketChat

from aiguilleur_bot.configuration import read_settings


def test_the_bot_is_told_its_server_its_account_and_its_token(rocketchat: RocketChat, tmp_path: Path) -> None:
    account = rocketchat.bot("aiguilleur")
    salon = {"plateforme": "rocketchat", "salon": "#entraide", "role": "entraide", "region": "32"}
    bot = installation(tmp_path / "bot", rocketchat, account, salons=[salon])
    told = read_settings(bot.folder / "aiguilleur.yaml")
    assert told.plateformes.rocketchat is not None
    assert (told.plateformes.rocketchat.serveur, told.plateformes.rocketchat.compte_id) == (rocketchat.url, account.id)
    assert told.plateformes.rocketchat.jeton.get_secret_value() == account.token
    assert told.plateformes.matrix is None
