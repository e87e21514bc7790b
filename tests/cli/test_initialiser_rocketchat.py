"""`aiguilleur initialiser` on Rocket.Chat: the address tells which server it is, and what is left to do is said."""

from __future__ import annotations

from pathlib import Path

from serveurs.rocketchat.server import Account, RocketChat

from aiguilleur_bot.configuration import read_settings

from .conftest import Aiguilleur


def typed(server: RocketChat, bot: Account, **changes: str) -> str:
    """What a person types, one line a question."""
    lines = {
        "serveur": server.url,
        "identifiant": bot.id,
        "jeton": bot.token,
        "entraide": "#entraide",
        "ecoute": "1",
        "aiguilleurs": f"{server.url}/group/aiguilleurs",
        "coordination": "",
        "region": "32",
    }
    return "\n".join((lines | changes).values()) + "\n"


def rooms(server: RocketChat) -> Account:
    """A bot, a public room it is not in, and a private one it is in with an aiguilleuse."""
    bot, camille, alix = server.bot("aiguilleur"), server.person("camille"), server.person("alix")
    server.channel("entraide", camille)
    server.group("aiguilleurs", alix, bot)
    return bot


async def test_ends_with_settings_the_bot_accepts_and_rooms_joined(
    rocketchat: RocketChat, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    bot = rooms(rocketchat)
    done = aiguilleur("initialiser", stdin=typed(rocketchat, bot))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    settings = read_settings(tmp_path / "aiguilleur.yaml", {})
    given = settings.plateformes.rocketchat
    assert given is not None
    assert (given.serveur, given.compte_id, given.jeton.get_secret_value()) == (rocketchat.url, bot.id, bot.token)
    assert settings.plateformes.matrix is None
    assert [(s.plateforme, s.salon, s.role, s.region) for s in settings.salons] == [
        ("rocketchat", "#entraide", "entraide", "32"),
        ("rocketchat", "#aiguilleurs", "aiguilleurs", "32"),
    ]
    assert {room["name"] for room in rocketchat.rooms_of(bot)} == {"entraide", "aiguilleurs"}
    assert bot.token not in done.stdout + (tmp_path / "aiguilleur.yaml").read_text()
    assert (tmp_path / "secrets/rocketchat").stat().st_mode & 0o077 == 0
    assert "aiguilleur lancer" in done.stdout
    assert aiguilleur("diagnostiquer").returncode == 0


async def test_a_dry_run_joins_and_writes_nothing(
    rocketchat: RocketChat, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    bot = rooms(rocketchat)
    done = aiguilleur("initialiser", "--essai", stdin=typed(rocketchat, bot))
    assert done.returncode == 0
    assert "rocketchat:" in done.stdout
    assert list(tmp_path.iterdir()) == []
    assert {room["name"] for room in rocketchat.rooms_of(bot)} == {"aiguilleurs"}
    assert {one.method for one in rocketchat.exchanges(bot)} == {"GET"}


async def test_a_wrong_token_is_asked_again_and_a_closed_room_says_how_to_let_the_bot_in(
    rocketchat: RocketChat, aiguilleur: Aiguilleur
) -> None:
    bot = rooms(rocketchat)
    rocketchat.group("coordination", rocketchat.person("dominique"))
    answers = typed(
        rocketchat, bot, jeton=f"faux-jeton-pour-voir\n{bot.id}\n{bot.token}", coordination="coordination\n\n"
    )
    done = aiguilleur("initialiser", stdin=answers)
    assert done.returncode == 0, done.stdout
    shown = done.stdout.replace("\u00a0", " ")
    assert "Le serveur refuse cet identifiant avec ce jeton" in shown
    assert "/invite @aiguilleur" in shown


async def test_what_is_neither_matrix_nor_rocketchat_is_said_and_asked_again(
    rocketchat: RocketChat, aiguilleur: Aiguilleur
) -> None:
    bot = rooms(rocketchat)
    wrong = "http://127.0.0.1:9"
    done = aiguilleur("initialiser", "--essai", stdin=f"{wrong}\n{typed(rocketchat, bot)}")
    assert done.returncode == 0
    assert "→" in done.stdout
