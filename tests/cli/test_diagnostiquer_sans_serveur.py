"""`aiguilleur diagnostiquer` on this machine alone: settings, secrets, knowledge, database, disk, port, clock."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
from collections import namedtuple
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from serveurs.synapse import free_port

from aiguilleur_bot.diagnostic import Finding, diagnose
from aiguilleur_bot.diagnostic.base import check_database
from aiguilleur_bot.diagnostic.machine import check_disk, check_proxy, check_published, check_web
from aiguilleur_bot.settings import Web
from aiguilleur_bot.store import database, journal

from .conftest import Here

Serve = Callable[[web.Application], Awaitable[TestServer]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Good settings, whose Matrix server is not there."""
    (tmp_path / "secrets").mkdir(mode=0o700)
    for name in ("cle", "matrix"):
        (tmp_path / "secrets" / name).write_text(f"un-secret-{name}-assez-long\n")
        (tmp_path / "secrets" / name).chmod(0o600)
    file = tmp_path / "aiguilleur.yaml"
    file.write_text(
        f"""\
cle: {{fichier: secrets/cle}}
plateformes:
  matrix:
    serveur: http://127.0.0.1:{free_port()}
    compte: "@aiguilleur:lab.local"
    mot_de_passe: {{fichier: secrets/matrix}}
web: {{port: 0}}
"""
    )
    return file


def of(findings: list[Finding], sujet: str) -> Finding:
    return next(finding for finding in findings if finding.sujet == sujet)


def test_settings_that_cannot_be_read_are_told_line_by_line_with_code_3(here: Here, config: Path) -> None:
    config.write_text(config.read_text() + "salon: oups\nlimites: {messages_par_minute: beaucoup}\n")
    done = here("diagnostiquer", "--json")
    assert done.returncode == 3
    findings = json.loads(done.stdout)
    assert len(findings) == 2
    assert all(f["code"] == 3 and f["sujet"] == "Réglages" and f["quoi_faire"] for f in findings)
    assert {"aiguilleur.yaml:8", "aiguilleur.yaml:9"} == {
        f["constat"].split("\u00a0")[0].split(" ")[0] for f in findings
    }


def test_without_settings_it_says_how_to_begin(here: Here) -> None:
    done = here("diagnostiquer")
    assert done.returncode == 3
    assert "aiguilleur initialiser" in done.stdout


async def test_a_server_that_is_not_there_is_code_1_and_the_rest_is_looked_at_all_the_same(config: Path) -> None:
    findings = await diagnose(config)
    assert of(findings, "Matrix").exit_code == 1
    assert "plateformes.matrix.serveur" in of(findings, "Matrix").quoi_faire
    assert {f.sujet for f in findings} >= {"Réglages", "Secrets", "Base de connaissances", "Base de données", "Disque"}
    assert max(f.exit_code for f in findings) == 1


async def test_secrets_others_can_read_are_a_warning_with_the_command_to_type(config: Path) -> None:
    assert of(await diagnose(config), "Secrets").niveau == "bon"
    (config.parent / "secrets/matrix").chmod(0o644)
    (config.parent / "aiguilleur.db").write_bytes(b"")
    findings = [f for f in await diagnose(config) if f.sujet == "Secrets"]
    assert [f.niveau for f in findings] == ["attention", "attention"]
    assert findings[0].quoi_faire == f"tapez : chmod 600 {config.parent}/secrets/matrix"
    assert "aiguilleur.db" in findings[1].constat


async def test_a_short_key_and_a_platform_not_there_yet_are_code_3(config: Path) -> None:
    (config.parent / "secrets/cle").write_text("court\n")
    assert of(await diagnose(config), "Réglages").exit_code == 3
    config.write_text("cle: {fichier: secrets/cle}\nplateformes: {}\nweb: {port: 0}\n")
    assert of(await diagnose(config), "Plateformes").exit_code == 3


async def test_a_broken_knowledge_base_is_counted_and_says_which_command_tells_more(config: Path) -> None:
    (config.parent / "savoir/communs").mkdir(parents=True)
    (config.parent / "savoir/communs/casse.yaml").write_text("id: casse\n")
    config.write_text(config.read_text() + "savoir: savoir\n")
    finding = of(await diagnose(config), "Base de connaissances")
    assert finding.exit_code == 1
    assert finding.quoi_faire.endswith(f"aiguilleur verifier {config.parent}/savoir")


# ------------------------------------------------------------------ database


async def test_a_fresh_database_asks_nothing_of_the_operator(config: Path) -> None:
    before = os.umask(0o022)
    try:
        await (await database.open(f"sqlite:///{config.parent}/aiguilleur.db")).close()
    finally:
        os.umask(before)
    assert of(await diagnose(config), "Secrets").niveau == "bon"


async def test_a_database_at_rest_is_read_without_leaving_a_trace(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a%20b é.db"
    assert (await check_database(url))[0].constat.endswith("sera créée au premier lancement")
    await (await database.open(url)).close()
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    assert "à jour" in (await check_database(url))[0].constat
    assert {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()} == before


async def test_a_database_in_use_is_read_with_what_is_not_yet_in_its_file(tmp_path: Path) -> None:
    opened = await database.open(f"sqlite:///{tmp_path}/b.db")
    try:
        assert (tmp_path / "b.db-wal").exists()
        assert "à jour" in (await check_database(f"sqlite:///{tmp_path}/b.db"))[0].constat
    finally:
        await opened.close()


async def test_what_was_given_up_is_listed_with_its_hour_and_its_error_and_no_word(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/b.db"
    opened = await database.open(url)
    now = datetime.now(UTC)
    async with opened.write("essai") as tx:
        for number, age in enumerate((0, 1, 40)):
            kept = {"plateforme": "matrix", "evenement": f"${number}", "genre": "Message", "file": "qui"}
            await journal.admit(tx, **kept, charge="un secret", now=now)
            await journal.park(tx, number + 1, "ZeroDivisionError", now - timedelta(days=age))
    await opened.close()
    judged, parked = await check_database(url)
    assert "à jour" in judged.constat
    assert parked.niveau == "attention"
    assert parked.exit_code == 0
    assert parked.constat.startswith("2 en 30 jours")
    assert parked.constat.count("ZeroDivisionError (matrix)") == 2
    assert "secret" not in str(parked)
    assert "projet" in parked.quoi_faire


async def test_a_database_of_a_later_version_is_code_5(tmp_path: Path) -> None:
    await (await database.open(f"sqlite:///{tmp_path}/b.db")).close()
    with sqlite3.connect(tmp_path / "b.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_demain'")
    connection.close()
    finding = (await check_database(f"sqlite:///{tmp_path}/b.db"))[0]
    assert (finding.exit_code, finding.niveau) == (5, "erreur")
    assert "plus récente" in finding.constat


async def test_what_is_no_database_is_code_5(tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("ceci n'est pas une base de données, " * 100)
    (tmp_path / "vide.db").write_bytes(b"")
    assert (await check_database(f"sqlite:///{tmp_path}/b.db"))[0].exit_code == 5
    assert (await check_database(f"sqlite:///{tmp_path}/absent/b.db"))[
        0
    ].quoi_faire == f"tapez : mkdir -p {tmp_path}/absent"
    assert (await check_database(f"sqlite:///{tmp_path}/vide.db"))[0].niveau == "bon"
    finding = (await check_database(f"postgresql://robot:tres-secret@127.0.0.1:{free_port()}/b"))[0]
    assert finding.exit_code == 5
    assert "tres-secret" not in str(finding)


# ------------------------------------------------------------------ disk, port


def test_a_disk_nearly_full_is_said_before_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    levels = []
    for free in (10**10, 3 * 10**8, 10**6):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: usage(0, 0, free))
        levels.append(check_disk(tmp_path)[0].niveau)
    assert levels == ["bon", "attention", "erreur"]


async def test_the_port_is_free_or_taken_by_the_bot_or_by_another(aiohttp_server: Serve) -> None:
    assert (await check_web(Web(port=free_port())))[0].niveau == "bon"
    for status, niveau in ((200, "bon"), (503, "attention"), (404, "erreur")):

        async def ready(_: web.Request, status: int = status) -> web.Response:
            return web.Response(status=status)

        app = web.Application()
        app.router.add_get("/readyz", ready)
        server = await aiohttp_server(app)
        assert server.port is not None
        assert (await check_web(Web(port=server.port)))[0].niveau == niveau
    assert (await check_web(Web(adresse="192.0.2.1", port=free_port())))[0].exit_code == 1
    assert (await check_web(Web(adresse="nulle-part.invalid", port=8080)))[0].exit_code == 1


async def test_a_silent_program_on_the_port_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr("aiguilleur_bot.diagnostic.machine.PATIENCE", 0.2)
        assert (await check_web(Web(port=port)))[0].niveau == "erreur"


def test_pages_that_nobody_else_can_open_are_said() -> None:
    assert check_published(Web(url="https://aide.test")) == check_published(Web(adresse="192.0.2.1")) == []
    for here in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::"):
        (one,) = check_published(Web(adresse=here))
        assert (one.niveau, "web.url" in one.quoi_faire) == ("attention", True)


def test_a_proxy_that_the_settings_do_not_say_is_asked_about() -> None:
    assert check_proxy(Web()) == check_proxy(Web(url="https://aide.test", mandataire="oui")) == []
    (one,) = check_proxy(Web(url="https://aide.test"))
    assert (one.niveau, "web.mandataire" in one.quoi_faire) == ("attention", True)


# ------------------------------------------------------------------ clock


@pytest.mark.parametrize(("minutes", "said"), [(0, False), (-7, True), (7, True)])
async def test_a_clock_that_is_wrong_is_said(config: Path, aiohttp_server: Serve, minutes: int, said: bool) -> None:
    async def versions(_: web.Request) -> web.Response:
        date = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
        return web.json_response({"versions": ["v1.11"]}, headers={"Date": date})

    app = web.Application()
    app.router.add_get("/_matrix/client/versions", versions)
    server = await aiohttp_server(app)
    text = config.read_text().splitlines(keepends=True)
    config.write_text("".join(f"    serveur: {server.make_url('')}\n" if "serveur:" in line else line for line in text))
    findings = await diagnose(config)
    assert any(f.sujet == "Horloge" and "s d'écart" in f.constat for f in findings) is said
