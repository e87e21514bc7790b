"""The files of deploy/: a backup made while the robot writes can be restored; the service says what it must."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
SCRIPT = DEPLOY / "sauvegarde.sh"


@pytest.fixture
def installation(tmp_path: Path) -> Path:
    """A folder as `initialiser` leaves it, with a name that shells get wrong."""
    folder = tmp_path / "mon robot"
    (folder / "secrets").mkdir(parents=True)
    (folder / "secrets" / "cle").write_text("une-cle-de-seize-signes\n", encoding="utf-8")
    (folder / "aiguilleur.yaml").write_text("base: sqlite:///aiguilleur.db\n", encoding="utf-8")
    (folder / "matrix-session.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture
def running(installation: Path) -> Iterator[sqlite3.Connection]:
    """The database as a running robot holds it: open, in WAL, not checkpointed."""
    with closing(sqlite3.connect(installation / "aiguilleur.db", isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA wal_autocheckpoint=0")
        base.execute("CREATE TABLE besoin (numero INTEGER PRIMARY KEY, texte TEXT)")
        base.executemany("INSERT INTO besoin (texte) VALUES (?)", [(f"besoin {n}",) for n in range(500)])
        yield base


def back_up(folder: Path, target: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHON": sys.executable, **variables}
    command = ["sh", str(SCRIPT), str(folder), str(target)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def restore(archive: Path, into: Path) -> Path:
    into.mkdir()
    subprocess.run(["tar", "-xf", archive, "-C", into], check=True)
    return into


def test_a_backup_made_while_the_robot_writes_is_whole_and_restores(
    installation: Path, running: sqlite3.Connection, tmp_path: Path
) -> None:
    running.execute("BEGIN IMMEDIATE")
    running.execute("INSERT INTO besoin (texte) VALUES ('pas encore validé')")
    done = back_up(installation, tmp_path / "sauvegardes")
    running.execute("COMMIT")
    assert done.returncode == 0, done.stderr
    archive = Path(done.stdout.strip())

    restored = restore(archive, tmp_path / "ailleurs")
    with closing(sqlite3.connect(restored / "aiguilleur.db")) as base:
        assert base.execute("SELECT count(*) FROM besoin").fetchone() == (500,)
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert (restored / "secrets" / "cle").read_text(encoding="utf-8") == "une-cle-de-seize-signes\n"
    assert (restored / "aiguilleur.yaml").is_file()
    assert (restored / "matrix-session.json").is_file()


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_half_done(
    installation: Path, running: sqlite3.Connection, tmp_path: Path
) -> None:
    target = tmp_path / "sauvegardes"
    done = back_up(installation, target)
    archive = Path(done.stdout.strip())
    assert archive.stat().st_mode & 0o077 == 0
    assert target.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in target.iterdir()] == [archive.name]


def test_backups_older_than_promised_are_erased_and_other_files_are_not(
    installation: Path, running: sqlite3.Connection, tmp_path: Path
) -> None:
    target = tmp_path / "sauvegardes"
    target.mkdir()
    old, recent, foreign = (target / name for name in ("aiguilleur-vieux.tar.gz", "aiguilleur-recent.tar.gz", "a-moi"))
    for file, days in ((old, 32), (recent, 28), (foreign, 400)):
        file.write_text("", encoding="utf-8")
        os.utime(file, (time.time() - days * 86_400,) * 2)
    assert back_up(installation, target).returncode == 0
    assert not old.exists()
    assert recent.exists()
    assert foreign.exists()


def test_a_missing_database_is_said_and_makes_no_archive(installation: Path, tmp_path: Path) -> None:
    done = back_up(installation, tmp_path / "sauvegardes")
    assert done.returncode == 1
    assert "cette base n'existe pas" in done.stderr
    assert not (tmp_path / "sauvegardes").exists()


def test_something_that_is_no_database_makes_no_archive(installation: Path, tmp_path: Path) -> None:
    (installation / "aiguilleur.db").write_text("ceci n'est pas une base " * 100, encoding="utf-8")
    assert back_up(installation, tmp_path / "sauvegardes").returncode != 0
    assert list((tmp_path / "sauvegardes").iterdir()) == []


@pytest.mark.parametrize("jours", ["", "trente", "1 -o -name x"])
def test_a_number_of_days_that_is_none_is_refused(
    installation: Path, running: sqlite3.Connection, tmp_path: Path, jours: str
) -> None:
    done = back_up(installation, tmp_path / "sauvegardes", JOURS=jours)
    assert done.returncode == (0 if jours == "" else 2)


def test_the_service_is_not_started_again_when_that_cannot_help() -> None:
    unit = (DEPLOY / "aiguilleur.service").read_text(encoding="utf-8").splitlines()
    assert "RestartPreventExitStatus=2 3 4" in unit
    assert "Restart=on-failure" in unit
    assert "NoNewPrivileges=yes" in unit
    assert "ProtectSystem=strict" in unit
    assert "User=aiguilleur" in unit


def test_nginx_says_who_visits_in_place_of_what_they_say() -> None:
    lines = [line.strip() for line in (DEPLOY / "nginx.conf").read_text(encoding="utf-8").splitlines()]
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in lines


def test_systemd_finds_nothing_wrong_in_the_units(tmp_path: Path) -> None:
    """Only where systemd is there: the units are copied with a command that exists, which the check asks for."""
    analyser = shutil.which("systemd-analyze")
    units = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
    names = {unit.name for unit in units}
    assert names == {"aiguilleur.service", "aiguilleur-sauvegarde.service", "aiguilleur-sauvegarde.timer"}
    if analyser is None:
        return
    copies = []
    for unit in units:
        copy = tmp_path / unit.name
        copy.write_text(
            unit.read_text(encoding="utf-8").replace("/opt/aiguilleur/.venv/bin/aiguilleur", "/bin/true"), "utf-8"
        )
        copies.append(str(copy))
    checked = subprocess.run([analyser, "verify", *copies], capture_output=True, text=True, timeout=60, check=False)
    assert (checked.returncode, checked.stderr.strip()) == (0, "")
