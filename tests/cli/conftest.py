"""A real Synapse for the commands that meet one, and the command as people type it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from serveurs.fixtures import people, synapse
from serveurs.rocketchat.fixtures import rocketchat

from aiguilleur_bot.cli import main

__all__ = ["people", "rocketchat", "synapse"]


class Done(NamedTuple):
    """What a run of the command left: as `subprocess.CompletedProcess`, without the process."""

    returncode: int
    stdout: str
    stderr: str


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
