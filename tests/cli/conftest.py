"""The command as people type it, and where: on a real Synapse, or in a folder of gardeners."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from serveurs.fixtures import People, people, synapse
from serveurs.matrix_client import Person
from serveurs.rocketchat.fixtures import rocketchat
from serveurs.synapse import Synapse

from aiguilleur_bot.cli import main
from aiguilleur_bot.knowledge.loader import EXTENSION

from .place import Place, place

__all__ = ["people", "rocketchat", "synapse"]

KEY = "0123456789abcdef0123456789abcdef"


class Done(NamedTuple):
    """What a run of the command left: as `subprocess.CompletedProcess`, without the process."""

    returncode: int
    stdout: str
    stderr: str


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


Here = Callable[..., Done]
Aiguilleur = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def aiguilleur(tmp_path: Path) -> Aiguilleur:
    """`aiguilleur("demander", "…", stdin="…", VARIABLE="…")`: one run of the command, in a folder of its own."""

    def run(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AIGUILLEUR_")}
        command = [sys.executable, "-W", "error", "-c", "from aiguilleur_bot.cli import main; main()", *arguments]
        return subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=100,
            cwd=tmp_path,
            env={**inherited, "PYTHONUTF8": "1", **variables},
        )

    return run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Here:
    """The same in this process: ten times faster, for what needs no process of its own."""

    def run(*arguments: str, **variables: str) -> Done:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("LANGUAGE", "")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["aiguilleur", *arguments])
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return Done(code if isinstance(code, int) else 0, said.out, said.err)

    return run


@pytest.fixture
async def keeper(people: People) -> Person:
    return await people("gardienne")


@pytest.fixture
async def where(synapse: Synapse, keeper: Person) -> Place:
    return await place(synapse, keeper)


@pytest.fixture
def savoir(tmp_path: Path) -> Path:
    """The gardeners' own folder, that extends the shipped base."""
    folder = tmp_path / "mon-savoir"
    folder.mkdir()
    (folder / EXTENSION).touch()
    (tmp_path / "cle").write_text(KEY + "\n")
    (tmp_path / "jeton").write_text("un-jeton\n")
    (tmp_path / "aiguilleur.yaml").write_text(
        'cle: {fichier: cle}\nsavoir: mon-savoir/\nplateformes:\n  matrix:\n    serveur: "https://matrix.tl.invalid"\n'
        '    compte: "@aiguilleur:tl.invalid"\n    mot_de_passe: {fichier: jeton}\n'
    )
    return folder
