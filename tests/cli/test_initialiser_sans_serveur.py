"""`aiguilleur initialiser` where there is no server to meet: typing, stopping, places one cannot write to."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aiguilleur_bot.installation.questions import account_name, inviters, listening, room_address

from .conftest import Aiguilleur


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("entraide", "#entraide:lab.local"),
        ("#entraide", "#entraide:lab.local"),
        ("#entraide:ailleurs.net", "#entraide:ailleurs.net"),
        ("!abc", "!abc"),
        ("https://matrix.to/#/%23entraide%3Aailleurs.net?via=x", "#entraide:ailleurs.net"),
        ("https://matrix.to/#/!abc:lab.local", "!abc:lab.local"),
    ],
)
def test_a_room_may_be_typed_in_many_ways(typed: str, meant: str) -> None:
    assert room_address(typed, "lab.local") == meant


@pytest.mark.parametrize("typed", ["", "deux mots", "!", "@quelqu-un:lab.local", "#entraide:exemple.org"])
def test_what_is_no_room_is_refused_in_french(typed: str) -> None:
    with pytest.raises(ValueError, match=r"s'écrit|exemple"):
        room_address(typed, "lab.local")


def test_accounts_and_inviters_are_completed_or_refused() -> None:
    assert account_name("robot", "lab.local") == "@robot:lab.local"
    assert account_name("@robot:ailleurs.net", "lab.local") == "@robot:ailleurs.net"
    with pytest.raises(ValueError, match="en entier"):
        account_name("robot", "")
    with pytest.raises(ValueError, match="exemple"):
        account_name("@robot:exemple.org", "")
    assert inviters("personne") == ()
    assert inviters("lab.local; @*:ailleurs.net") == ("@*:lab.local", "@*:ailleurs.net")
    with pytest.raises(ValueError, match="personne"):
        inviters("n'importe qui")


def test_how_to_listen_is_a_number_or_a_word() -> None:
    assert [listening(typed) for typed in ("1", "inv", "SILENCE")] == ["mention", "invite", "silence"]
    with pytest.raises(ValueError, match="1, 2 ou 3"):
        listening("")


def test_answers_that_stop_short_end_without_a_traceback(aiguilleur: Aiguilleur, tmp_path: Path) -> None:
    done = aiguilleur("initialiser", stdin="")
    assert done.returncode == 1
    assert done.stderr.strip() == "Abandon."
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_a_clear_error(aiguilleur: Aiguilleur, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    done = aiguilleur("initialiser", "--dossier", "fichier/dedans")
    assert done.returncode == 3
    assert "choisissez un autre dossier" in done.stderr


def test_ctrl_c_in_the_middle_of_a_question_stops_at_once(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from aiguilleur_bot.cli import main; main()", "initialiser"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    shown = b""
    while b"Serveur du robot" not in shown:
        shown += os.read(ours, 4096)
    while state_of(process.pid) != "S":  # a signal a hair before it listens to the keyboard waits for the next key
        time.sleep(0.01)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 1
    assert time.monotonic() - started < 10
    while b"Abandon." not in shown:
        shown += os.read(ours, 4096)
    os.close(ours)
    assert b"Traceback" not in shown


def state_of(pid: int) -> str:
    """R when running, S when waiting (proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
