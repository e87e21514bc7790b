"""`aiguilleur diagnostiquer` on Rocket.Chat: what it sees, and what it says to click. It changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from serveurs.rocketchat.modes import V6_OLD, V9_DEAF, V9_PER_ROOM
from serveurs.rocketchat.robot import installation
from serveurs.rocketchat.server import RocketChat

from aiguilleur_bot.diagnostic import Finding, diagnose
from aiguilleur_bot.diagnostic.findings import AUTHENTICATION

SALONS = [
    {"plateforme": "rocketchat", "salon": "#entraide", "role": "entraide"},
    {"plateforme": "rocketchat", "salon": "#aiguilleurs", "role": "aiguilleurs"},
]


def said(findings: list[Finding]) -> dict[str, list[str]]:
    """What is said of Rocket.Chat and its rooms, by how serious it is."""
    shown: dict[str, list[str]] = {}
    for one in findings:
        if one.sujet not in {"Réglages", "Secrets", "Base de connaissances", "Base de données", "Disque", "Pages web"}:
            shown.setdefault(one.niveau, []).append(str(one).replace("\u00a0", " "))
    return shown


async def test_where_all_is_well_nothing_is_to_be_done(rocketchat: RocketChat, tmp_path: Path) -> None:
    bot, camille, alix = rocketchat.bot("aiguilleur"), rocketchat.person("camille"), rocketchat.person("alix")
    rocketchat.channel("entraide", camille, bot)
    rocketchat.group("aiguilleurs", alix, bot)
    team = [{"compte": {"rocketchat": "alix"}}]
    robot = installation(tmp_path / "bot", rocketchat, bot, salons=SALONS, aiguilleurs=team)
    before = rocketchat.exchanges(bot)
    findings = said(await diagnose(robot.folder / "aiguilleur.yaml"))
    assert set(findings) == {"bon"}, findings
    assert any("version 8.9" in line for line in findings["bon"])
    assert any("en direct" in line for line in findings["bon"])
    assert any("#aiguilleurs (aiguilleurs) : le robot y est, avec 1 personne" in line for line in findings["bon"])
    done = [exchange for exchange in rocketchat.exchanges(bot) if exchange not in before]
    assert {exchange.method for exchange in done} == {"GET"}, "it only looks"


async def test_every_trouble_comes_with_what_to_click(rocketchat: RocketChat, tmp_path: Path) -> None:
    bot = rocketchat.bot("aiguilleur", roles=("guest",))
    camille, alix = rocketchat.person("camille"), rocketchat.person("alix")
    rocketchat.channel("entraide", camille, bot, encrypted=True)
    rocketchat.group("aiguilleurs", bot)
    rocketchat.channel("annonces", alix, bot, ro=True)
    rocketchat.channel("ouvert", alix)
    rocketchat.group("prive", alix)
    more = [
        {"plateforme": "rocketchat", "salon": name, "role": "entraide"} for name in ("#annonces", "ouvert", "prive")
    ]
    team = [{"compte": {"rocketchat": name}} for name in ("@alix", "personne-de-ce-nom")]
    robot = installation(tmp_path / "bot", rocketchat, bot, salons=[*SALONS, *more], aiguilleurs=team)
    findings = said(await diagnose(robot.folder / "aiguilleur.yaml"))
    warnings, errors = "\n".join(findings["attention"]), "\n".join(findings["erreur"])
    for words in ("ajoutez « bot »", "gardez aussi « user »", "décochez « Chiffré »", "n'est dans aucun salon"):
        assert words in warnings
    for words in (
        "décochez « Lecture seule »",
        "/invite @aiguilleur",
        "aucun téléphone ne sonne",
        "ne connaît pas ce compte Rocket.Chat",
    ):
        assert words in errors
    assert "ouvert à tous" in "\n".join(findings["information"])
    assert "personne-de-ce-nom" not in f"{findings}", "nobody is named"


async def test_a_token_that_is_void_is_told_with_where_to_make_another(rocketchat: RocketChat, tmp_path: Path) -> None:
    bot, other = rocketchat.bot("aiguilleur"), rocketchat.bot("autre")
    robot = installation(tmp_path / "bot", rocketchat, bot)
    for token in (bot.token, other.token):
        (robot.folder / "secrets/rocketchat").write_text(token)
        rocketchat.revoke(bot)
        findings = await diagnose(robot.folder / "aiguilleur.yaml")
        [void] = [one for one in findings if one.exit_code == AUTHENTICATION]
        assert "Jetons d'accès personnel" in void.quoi_faire
        assert "compte_id" in void.quoi_faire
        assert token not in "".join(map(str, findings))


@pytest.mark.parametrize(
    ("rocketchat", "words"),
    [(V6_OLD, "en direct"), (V9_PER_ROOM, "salon par salon"), (V9_DEAF, "relit les salons")],
    indirect=["rocketchat"],
    ids=["6.5", "per-room", "deaf"],
)
async def test_how_messages_come_is_said(rocketchat: RocketChat, words: str, tmp_path: Path) -> None:
    bot, camille = rocketchat.bot("aiguilleur"), rocketchat.person("camille")
    rocketchat.channel("entraide", camille, bot)
    robot = installation(tmp_path / "bot", rocketchat, bot, salons=SALONS[:1])
    findings = await diagnose(robot.folder / "aiguilleur.yaml")
    assert sum(words in one.constat for one in findings) == 1, findings


async def test_a_server_that_does_not_answer_is_one_error(rocketchat: RocketChat, tmp_path: Path) -> None:
    bot = rocketchat.bot("aiguilleur")
    robot = installation(tmp_path / "bot", rocketchat, bot, salons=SALONS)
    rocketchat.stop()
    try:
        findings = said(await diagnose(robot.folder / "aiguilleur.yaml"))
        assert len(findings["erreur"]) == 1
        assert "plateformes.rocketchat.serveur" in findings["erreur"][0]
    finally:
        rocketchat.start()
