"""A real Synapse for the commands that meet one, and the command as people type it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from serveurs.fixtures import people, synapse

__all__ = ["people", "synapse"]

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
