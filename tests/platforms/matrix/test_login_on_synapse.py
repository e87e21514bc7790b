"""Who the bot is on a real Synapse: password or token, the same device at every start, clear refusals."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from serveurs.fault_proxy import fault_proxy
from serveurs.fixtures import People, unique
from serveurs.synapse import Synapse

from aiguilleur_bot.platforms.base import AuthLost, Retry, Say
from aiguilleur_bot.platforms.matrix import FileSessions, MatrixOptions, MatrixPlatform, Session

from .listening import PASSWORD

pytestmark = pytest.mark.synapse


async def connect(options: MatrixOptions, folder: Path) -> MatrixPlatform:
    platform = MatrixPlatform(options, FileSessions(folder / "matrix.json"))
    try:
        await platform.connect()
    finally:
        await platform.close()
    return platform


@pytest.fixture
def options(synapse: Synapse) -> MatrixOptions:
    return MatrixOptions(server=synapse.url, account=synapse.register(unique("aiguilleur")), password=PASSWORD)


async def test_a_password_gives_one_device_for_ever(options: MatrixOptions, tmp_path: Path) -> None:
    first = await connect(options, tmp_path)
    second = await connect(options, tmp_path)
    assert first.device == second.device
    file = tmp_path / "matrix.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    stored = json.loads(file.read_text())
    assert (stored["account"], stored["device"]) == (options.account, first.device)
    assert PASSWORD not in file.read_text()
    assert PASSWORD not in repr(options)
    assert list(tmp_path.iterdir()) == [file]


async def test_the_device_stays_when_the_token_is_lost(options: MatrixOptions, tmp_path: Path) -> None:
    first = await connect(options, tmp_path)
    sessions = FileSessions(tmp_path / "matrix.json")
    stored = sessions.load()
    assert stored is not None
    sessions.save(replace(stored, token="syt_revoque"))
    assert (await connect(options, tmp_path)).device == first.device


async def test_the_device_stays_when_the_bot_dies_during_its_first_login(
    synapse: Synapse, options: MatrixOptions, tmp_path: Path
) -> None:
    async with fault_proxy(synapse.url) as proxy:
        through = replace(options, server=proxy.url)
        proxy.fail("POST", "/login", "lost")
        with pytest.raises(Retry):
            await connect(through, tmp_path)
        stored = FileSessions(tmp_path / "matrix.json").load()
        assert stored is not None
        assert (await connect(through, tmp_path)).device == stored.device


async def test_a_wrong_password_is_said_in_one_line(options: MatrixOptions, tmp_path: Path) -> None:
    with pytest.raises(AuthLost, match="mot de passe refusé") as refusal:
        await connect(replace(options, password="faux"), tmp_path)
    assert "faux" not in str(refusal.value)


async def test_an_account_that_does_not_exist_is_refused(options: MatrixOptions, tmp_path: Path) -> None:
    with pytest.raises(AuthLost, match="mot de passe refusé"):
        await connect(replace(options, account="@personne:lab.local"), tmp_path)


async def test_a_token_with_its_device(options: MatrixOptions, people: People, tmp_path: Path) -> None:
    robot = await people("robot")
    whoami = await robot.call("GET", "v3/account/whoami")
    given = MatrixOptions(server=options.server, account=robot.account, token=robot.token, device=whoami["device_id"])
    assert (await connect(given, tmp_path)).device == whoami["device_id"]
    assert (await connect(replace(given, device=""), tmp_path / "b")).device == whoami["device_id"]
    with pytest.raises(AuthLost, match="appareil"):
        await connect(replace(given, device="AUTRE"), tmp_path / "c")
    with pytest.raises(AuthLost, match="autre compte"):
        await connect(replace(given, account=options.account), tmp_path / "d")
    with pytest.raises(AuthLost, match="plus accepté"):
        await connect(replace(given, token="syt_faux"), tmp_path / "e")


async def test_neither_password_nor_token(options: MatrixOptions, tmp_path: Path) -> None:
    with pytest.raises(AuthLost, match="ni mot de passe ni jeton"):
        await connect(replace(options, password=""), tmp_path)


async def test_no_server_there_is_not_a_lost_account(options: MatrixOptions, tmp_path: Path) -> None:
    with pytest.raises(Retry):
        await connect(replace(options, server="http://127.0.0.1:9"), tmp_path)


async def test_the_session_of_another_account_is_not_used(
    synapse: Synapse, options: MatrixOptions, tmp_path: Path
) -> None:
    first = await connect(options, tmp_path)
    other = replace(options, account=synapse.register(unique("aiguilleur")))
    assert (await connect(other, tmp_path)).device != first.device


async def test_nothing_is_sent_before_the_login(options: MatrixOptions, tmp_path: Path) -> None:
    platform = MatrixPlatform(options, FileSessions(tmp_path / "matrix.json"))
    with pytest.raises(Retry):
        await platform.send(Say(id="trop-tot", room="!x", body="?"))
    assert platform.health().connected is False
    await platform.close()


@pytest.mark.parametrize("content", ["", "{", "[]", "\xff", '{"account": 3}'])
def test_a_damaged_session_file_is_no_session(tmp_path: Path, content: str) -> None:
    file = tmp_path / "matrix.json"
    file.write_bytes(content.encode("latin-1"))
    assert FileSessions(file).load() is None


def test_a_session_is_read_back_as_written(tmp_path: Path) -> None:
    session = Session("@a:e.org", "https://e.org", "D", "jeton", "00")
    store = FileSessions(tmp_path / "donnees" / "matrix.json")
    store.save(session)
    assert store.load() == session
    assert "jeton" not in repr(session)
