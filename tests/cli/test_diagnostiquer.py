"""`aiguilleur diagnostiquer` on a real Synapse: what it sees, what it says to do, and that it changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from serveurs.fault_proxy import Fault, fault_proxy
from serveurs.fixtures import People
from serveurs.matrix_client import Person
from serveurs.synapse import Synapse

from aiguilleur_bot.assembly import MATRIX_SESSION, SHORTEST_KEY
from aiguilleur_bot.diagnostic import SESSION as DIAGNOSED
from aiguilleur_bot.diagnostic import SHORTEST_KEY as DIAGNOSED_KEY
from aiguilleur_bot.diagnostic import Finding, diagnose
from aiguilleur_bot.installation.files import SESSION as INSTALLED
from aiguilleur_bot.platforms.matrix import FileSessions, MatrixOptions, MatrixPlatform

from .conftest import Aiguilleur
from .place import PASSWORD, Place, answers, settings_of

pytestmark = pytest.mark.synapse


def told(findings: list[Finding], words: str) -> Finding:
    """The one finding that says `words`."""
    found = [finding for finding in findings if words in str(finding).replace("\u00a0", " ")]
    assert len(found) == 1, "\n".join(map(str, findings))
    return found[0]


async def room_id(person: Person, alias: str) -> str:
    return str((await person.call("GET", f"v3/directory/room/{alias.replace('#', '%23')}"))["room_id"])


async def bot_in(where: Place, keeper: Person, people: People) -> None:
    """The bot joins its rooms, as `lancer` would have done."""
    async with Person(where.synapse.url, where.account) as bot:
        for alias in (where.entraide, where.aiguilleurs):
            await bot.call("POST", f"v3/join/{alias.replace('#', '%23')}")
        await bot.call("POST", "v3/logout")


def test_all_three_commands_speak_of_the_same_session_and_key() -> None:
    assert MATRIX_SESSION == DIAGNOSED == INSTALLED
    assert SHORTEST_KEY == DIAGNOSED_KEY


async def test_after_initialiser_all_is_well_and_nothing_changes(
    where: Place, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    assert aiguilleur("initialiser", stdin=answers(where)).returncode == 0
    config = tmp_path / "aiguilleur.yaml"
    config.write_text(config.read_text().replace("port: 8080", "port: 0"))
    before = snapshot(tmp_path)
    done = aiguilleur("diagnostiquer", "--json")
    assert done.returncode == 0, done.stdout
    findings: list[dict[str, Any]] = json.loads(done.stdout)
    worth_doing = [finding["constat"] for finding in findings if finding["niveau"] not in {"bon", "information"}]
    assert len(worth_doing) == 1, worth_doing
    assert "pas publiées" in worth_doing[0], "where people open the pages is not asked by initialiser"
    assert all(set(finding) == {"sujet", "niveau", "constat", "quoi_faire", "code"} for finding in findings)
    assert snapshot(tmp_path) == before
    token = (tmp_path / "secrets/matrix").read_text().strip()
    assert token not in done.stdout + done.stderr


async def test_every_trouble_comes_with_what_to_do(where: Place, keeper: Person, tmp_path: Path) -> None:
    people = (f"@personne-de-ce-nom{where.name}:lab.local", where.account)
    more = "aiguilleurs:\n" + "".join(f'  - {{compte: {{matrix: "{account}"}}}}\n' for account in people)
    findings = await diagnose(settings_of(where, tmp_path, more=more))
    assert all(f.quoi_faire for f in findings if f.niveau in {"attention", "erreur"})
    assert all(f.exit_code == 0 for f in findings if f.niveau != "erreur")
    assert told(findings, "aiguilleurs[1]").exit_code == 1
    assert told(findings, "aiguilleurs[2]").niveau == "attention"
    everything = "\n".join(map(str, findings))
    for personal in (keeper.account, "personne-de-ce-nom", PASSWORD):
        assert personal not in everything


async def test_a_password_is_tried_and_the_login_undone(where: Place, synapse: Synapse, tmp_path: Path) -> None:
    findings = await diagnose(settings_of(where, tmp_path))
    assert told(findings, "est accepté ; le robot se connectera au lancement").niveau == "bon"
    assert not (tmp_path / MATRIX_SESSION).exists()
    async with Person(synapse.url, where.account) as bot:
        names = [d["display_name"] for d in (await bot.call("GET", "v3/devices"))["devices"]]
    assert "Aiguilleur (robot)" not in names


async def test_the_device_the_bot_speaks_as_survives_a_diagnosis(
    where: Place, synapse: Synapse, tmp_path: Path
) -> None:
    config = settings_of(where, tmp_path)
    platform = MatrixPlatform(
        MatrixOptions(server=synapse.url, account=where.account, password=PASSWORD),
        FileSessions(tmp_path / MATRIX_SESSION),
    )
    await platform.connect()
    findings = await diagnose(config)
    assert told(findings, f"appareil {platform.device}").niveau == "bon"
    assert await platform.members(await _joined(platform, where)) != ()
    await platform.close()


async def _joined(platform: MatrixPlatform, where: Place) -> str:
    """A room the bot joins with its own token: it is still good."""
    answer = await platform._wire.post(f"/_matrix/client/v3/join/{where.entraide.replace('#', '%23')}")
    return str(answer["room_id"])


@pytest.mark.parametrize("login", ["", "jeton: {fichier: secrets/matrix}\n    appareil: UN"])
def test_a_refused_secret_is_code_4_and_is_not_shown(
    where: Place, aiguilleur: Aiguilleur, tmp_path: Path, login: str
) -> None:
    settings_of(where, tmp_path, login=login)
    (tmp_path / "secrets/matrix").write_text("tres-mauvais-secret\n")
    done = aiguilleur("diagnostiquer")
    assert done.returncode == 4, done.stdout
    assert "✗ Compte Matrix" in done.stdout
    assert "tres-mauvais-secret" not in done.stdout + done.stderr


async def test_rooms_are_looked_at_from_outside_and_from_inside(
    where: Place, keeper: Person, people: People, tmp_path: Path
) -> None:
    config = settings_of(where, tmp_path)
    findings = await diagnose(config)
    assert told(findings, f"{where.entraide} (entraide) : le robot n'y est pas encore").niveau == "information"

    await bot_in(where, keeper, people)
    assert (
        told(await diagnose(config), f"{where.entraide} (entraide) : le robot y est, avec 1 personne").niveau == "bon"
    )

    entraide, aiguilleurs = await room_id(keeper, where.entraide), await room_id(keeper, where.aiguilleurs)
    powers = await keeper.call("GET", f"v3/rooms/{entraide}/state/m.room.power_levels/")
    await keeper.set_state(entraide, "m.room.power_levels", {**powers, "events_default": 50})
    await keeper.set_state(aiguilleurs, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    findings = await diagnose(config)
    assert told(findings, "n'a pas le droit d'y écrire").exit_code == 1
    assert told(findings, "il est chiffré").niveau == "attention"

    await keeper.set_state(
        entraide, "m.room.power_levels", {**powers, "events_default": 0, "events": {"m.reaction": 50}}
    )
    await keeper.call("POST", f"v3/rooms/{aiguilleurs}/leave")
    findings = await diagnose(config)
    assert told(findings, "n'a pas le droit d'y réagir").niveau == "attention"
    assert told(findings, "il n'y a personne d'autre que le robot").exit_code == 1


async def test_rooms_one_cannot_enter(where: Place, keeper: Person, tmp_path: Path) -> None:
    config = settings_of(where, tmp_path)
    text = config.read_text()
    closed, invited, banned = [await keeper.create_room() for _ in range(3)]
    await keeper.invite(invited, where.account)
    await keeper.call("POST", f"v3/rooms/{banned}/ban", {"user_id": where.account})
    names = ("#inconnu:lab.local", closed, invited, banned, where.coordination, where.coordination)
    rooms = "".join(f'  - {{plateforme: matrix, salon: "{name}", role: coordination}}\n' for name in names)
    config.write_text(text.replace("salons:\n", "salons:\n" + rooms))
    findings = await diagnose(config)
    assert told(findings, "#inconnu:lab.local").exit_code == 1
    assert f"/invite {where.account}" in told(findings, closed).quoi_faire
    assert told(findings, invited).niveau == "information"
    assert told(findings, banned).exit_code == 1
    assert told(findings, "est un salon déjà écrit plus haut").exit_code == 1


async def test_a_server_in_trouble_is_said_once_with_no_traceback(
    where: Place, synapse: Synapse, tmp_path: Path
) -> None:
    async with fault_proxy(synapse.url) as proxy:
        config = settings_of(where, tmp_path)
        config.write_text(config.read_text().replace(synapse.url, proxy.url))
        faults: tuple[Fault, ...] = ("502", "html", "lost")
        for fault in faults:
            proxy.fail("GET", "/versions", fault, times=2)  # aiohttp asks twice when a connection is cut
            assert told(await diagnose(config), "✗ Matrix").exit_code == 1
            proxy.heal()
        for where_it_fails in ("/login", "/directory/", "/joined_rooms", "/joined_members"):
            proxy.fail("GET" if where_it_fails != "/login" else "POST", where_it_fails, "502", times=9)
            findings = await diagnose(config)
            proxy.heal()
            if where_it_fails != "/joined_members":  # asked only where the bot is
                assert told(findings, "s'est interrompu").exit_code == 1
        proxy.fail("POST", "/login", "429")
        assert "relancez dans" in told(await diagnose(config), "s'est interrompu").quoi_faire


def snapshot(folder: Path) -> dict[str, tuple[bytes, float]]:
    return {
        str(file): (file.read_bytes(), file.stat().st_mtime) for file in sorted(folder.rglob("*")) if file.is_file()
    }
