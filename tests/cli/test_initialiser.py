"""`aiguilleur initialiser` on a real Synapse: what a person types on a phone, and what it leaves behind."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from serveurs.matrix_client import Person
from serveurs.synapse import Synapse

from aiguilleur_bot.configuration import read_settings
from aiguilleur_bot.platforms.matrix import FileSessions, MatrixOptions, MatrixPlatform

from .conftest import Aiguilleur
from .place import PASSWORD, Place, answers

pytestmark = pytest.mark.synapse


async def test_ends_with_settings_the_bot_accepts_rooms_joined_and_the_next_command(
    where: Place, keeper: Person, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    done = aiguilleur("initialiser", stdin=answers(where))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip().endswith("aiguilleur lancer --config aiguilleur.yaml")

    settings = read_settings(tmp_path / "aiguilleur.yaml", {})
    matrix = settings.plateformes.matrix
    assert matrix is not None
    assert (matrix.serveur, matrix.compte) == (where.synapse.url, where.account)
    assert matrix.invitations == ("@*:lab.local",)
    assert [(s.salon, s.role, s.region, s.ecoute) for s in settings.salons] == [
        (where.entraide, "entraide", "32", "invite"),
        (where.aiguilleurs, "aiguilleurs", "32", "mention"),
        (where.coordination, "coordination", None, "mention"),
    ]
    for name in (where.entraide, where.aiguilleurs, where.coordination):
        room = (await keeper.call("GET", f"v3/directory/room/{name.replace('#', '%23')}"))["room_id"]
        assert where.account in await keeper.members(room)
    assert "\x1b" not in done.stdout


async def test_keeps_a_token_and_a_key_for_their_owner_only_and_the_password_nowhere(
    where: Place, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    done = aiguilleur("initialiser", stdin=answers(where))
    assert done.returncode == 0
    token = (tmp_path / "secrets/matrix").read_text().strip()
    key = (tmp_path / "secrets/cle").read_text().strip()
    assert len(bytes.fromhex(key)) == 32
    for file in ("secrets/matrix", "secrets/cle", "matrix-session.json"):
        assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600, file
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    for secret in (PASSWORD, token, key):
        assert secret not in done.stdout + done.stderr
    for file in tmp_path.rglob("*"):
        assert file.is_dir() or PASSWORD not in file.read_text(), file
    assert sorted(p.name for p in tmp_path.iterdir()) == ["aiguilleur.yaml", "matrix-session.json", "secrets"]


async def test_the_bot_starts_afterwards_on_the_same_device_and_no_other_exists(
    where: Place, synapse: Synapse, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    aiguilleur("initialiser", stdin=answers(where))
    matrix = read_settings(tmp_path / "aiguilleur.yaml", {}).plateformes.matrix
    assert matrix is not None
    assert matrix.jeton is not None
    token, device = matrix.jeton.get_secret_value(), matrix.appareil or ""
    sessions = FileSessions(tmp_path / "matrix-session.json")
    before = sessions.load()
    platform = MatrixPlatform(
        MatrixOptions(server=matrix.serveur, account=matrix.compte, token=token, device=device), sessions
    )
    await platform.connect()
    await platform.close()
    assert platform.device == device
    assert sessions.load() == before
    async with Person(synapse.url, where.account) as bot:
        assert await devices(bot) == [device]


async def test_completes_what_people_leave_out_and_asks_again_for_what_is_wrong(
    where: Place, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    typed = answers(
        where,
        serveur=f"http://robot.ailleurs.net\n{where.synapse.url}/_rien\n{where.synapse.url}/",
        compte=f"{where.name}\n{where.name}:lab.local",
        entraide=f"\nsalon inconnu\n#personne-ne-le-connait\nhttps://matrix.to/#/{where.entraide}?via=lab.local",
        ecoute="jamais\n",
        aiguilleurs=f"{where.entraide}\n{where.aiguilleurs.removeprefix('#').partition(':')[0]}",
        coordination="",
        region="atlantide\n32",
        invitations="tout le monde\nlab.local, @une:ailleurs.net",
    )
    done = aiguilleur("initialiser", stdin=typed)
    assert done.returncode == 0, done.stdout + done.stderr
    settings = read_settings(tmp_path / "aiguilleur.yaml", {})
    assert settings.plateformes.matrix is not None
    assert settings.plateformes.matrix.compte == where.account
    assert settings.plateformes.matrix.invitations == ("@*:lab.local", "@une:ailleurs.net")
    assert [(s.salon, s.ecoute) for s in settings.salons] == [
        (where.entraide, "mention"),
        (where.aiguilleurs, "mention"),
    ]
    said = done.stdout.replace("\u00a0", " ")
    for words in (
        "passerait en clair",
        "ce n’est pas un serveur Matrix",
        "écrivez le compte en entier",
        "ne connaît pas #personne-ne-le-connait:lab.local",
        "répondez 1, 2 ou 3",
        "C'est le même salon",
        "région inconnue",
        "écrivez @*:domaine",
    ):
        assert words in said, words


async def test_a_dry_run_shows_the_file_and_leaves_nothing_anywhere(
    where: Place, synapse: Synapse, keeper: Person, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    done = aiguilleur("initialiser", "--essai", stdin=answers(where))
    assert done.returncode == 0, done.stderr
    assert f'salon: "{where.entraide}"' in done.stdout
    assert list(tmp_path.iterdir()) == []
    room = (await keeper.call("GET", f"v3/directory/room/{where.entraide.replace('#', '%23')}"))["room_id"]
    assert where.account not in await keeper.members(room)
    async with Person(synapse.url, where.account) as bot:
        assert await devices(bot) == []


async def test_never_overwrites_settings_unless_told_and_then_keeps_the_key_and_the_old_file(
    where: Place, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    aiguilleur("initialiser", stdin=answers(where))
    file, key = tmp_path / "aiguilleur.yaml", (tmp_path / "secrets/cle").read_text()
    device = json.loads((tmp_path / "matrix-session.json").read_text())["device"]
    first = file.read_text() + "# écrit à la main\n"
    file.write_text(first)

    refused = aiguilleur("initialiser", stdin=answers(where))
    assert refused.returncode == 3
    assert "--remplacer" in refused.stderr
    assert file.read_text() == first

    replaced = aiguilleur("initialiser", "--remplacer", stdin=answers(where, coordination=""))
    assert replaced.returncode == 0, replaced.stderr
    assert "coordination:" not in file.read_text()
    assert (tmp_path / "aiguilleur.yaml.ancien").read_text() == first
    assert (tmp_path / "secrets/cle").read_text() == key
    assert json.loads((tmp_path / "matrix-session.json").read_text())["device"] == device


async def test_says_of_each_room_what_is_left_to_do(where: Place, keeper: Person, aiguilleur: Aiguilleur) -> None:
    closed = await keeper.create_room(room_alias_name="fermee-" + where.name)
    encrypted = await keeper.create_room(preset="public_chat", room_alias_name="chiffree-" + where.name)
    await keeper.set_state(encrypted, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    typed = answers(
        where, entraide="chiffree-" + where.name, aiguilleurs="fermee-" + where.name, coordination=where.coordination
    )
    done = aiguilleur("initialiser", stdin=typed)
    said = done.stdout.replace("\u00a0", " ")
    assert done.returncode == 0
    assert "ce salon est chiffré" in said
    assert f"/invite {where.account}" in said
    assert f"✓ {where.coordination} : le robot y est." in said
    assert "aiguilleur diagnostiquer --config aiguilleur.yaml" in said
    assert where.account not in await keeper.members(closed)


async def test_a_wrong_password_may_be_typed_again_and_three_of_them_end_with_code_4(
    where: Place, aiguilleur: Aiguilleur, tmp_path: Path
) -> None:
    again = f"faux\n{where.account}\n{PASSWORD}"
    assert aiguilleur("initialiser", stdin=answers(where, mot_de_passe=again)).returncode == 0
    wrong = "\n".join([where.synapse.url, *[where.account, "tres-faux"] * 3])
    refused = aiguilleur("initialiser", "--dossier", "autre", stdin=wrong + "\n")
    assert refused.returncode == 4
    assert "mot de passe refusé" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "tres-faux" not in refused.stdout + refused.stderr
    assert not (tmp_path / "autre/aiguilleur.yaml").exists()


async def devices(bot: Person) -> list[str]:
    """The devices `initialiser` left: registering and looking have devices of their own, without that name."""
    listed = (await bot.call("GET", "v3/devices"))["devices"]
    return [device["device_id"] for device in listed if device["display_name"] == "Aiguilleur (robot)"]
