"""Our bot on a Rocket.Chat of ours: the settings an operator writes, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from serveurs.bot import Bot
from serveurs.rocketchat.server import Account, RocketChat


def installation(folder: Path, server: RocketChat, account: Account, **settings: object) -> Bot:
    """`account` runs the bot; `settings` are those of `aiguilleur.yaml` (salons, limites…). Not started."""
    rocketchat = {"serveur": server.url, "compte_id": account.id, "jeton": {"fichier": "secrets/rocketchat"}}
    bot = Bot(folder, server.url, account.username, **{"plateformes": {"rocketchat": rocketchat}, **settings})
    token = folder / "secrets" / "rocketchat"
    token.write_text(account.token + "\n", encoding="ascii")
    token.chmod(0o600)
    return bot
