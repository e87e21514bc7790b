"""`aiguilleur cle`: what is in the file afterwards, and that nothing is lost half-way."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiguilleur_bot.configuration import ConfigurationError, read_settings
from aiguilleur_bot.keys import renew

from .conftest import Here

FIRST = "a" * 64


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "cle").write_text(f"{FIRST}\n")
    (tmp_path / "secrets" / "cle").chmod(0o600)
    (tmp_path / "secrets" / "matrix").write_text("un-mot-de-passe\n")
    (tmp_path / "aiguilleur.yaml").write_text(
        "cle: {fichier: secrets/cle}\nplateformes:\n  matrix:\n    serveur: http://127.0.0.1:8008\n"
        '    compte: "@robot:127.0.0.1"\n    mot_de_passe: {fichier: secrets/matrix}\n'
    )
    return tmp_path / "aiguilleur.yaml"


def keys(config: Path) -> list[str]:
    return (config.parent / "secrets" / "cle").read_text().splitlines()


def test_a_new_key_comes_first_and_the_one_before_stays_until_the_next(config: Path, here: Here) -> None:
    dry = here("cle", "renouveler", "--a-blanc")
    assert dry.returncode == 0, dry.stderr
    assert keys(config) == [FIRST]
    assert here("cle", "renouveler").returncode == 0
    second, first = keys(config)
    assert first == FIRST
    assert len(second) == 64
    assert read_settings(config).cles == (second.encode(), FIRST.encode())
    again = here("cle", "renouveler")
    assert "1 retirée(s)" in again.stdout.replace("\u00a0", " ")
    assert keys(config)[1:] == [second], "the first is gone for ever"
    assert (config.parent / "secrets" / "cle").stat().st_mode & 0o777 == 0o600
    assert second not in again.stdout, "a key is never shown"


def test_retired_only_the_current_one_is_left(config: Path, here: Here) -> None:
    here("cle", "renouveler")
    current = keys(config)[0]
    assert "1 clé(s) retirée(s)" in here("cle", "retirer").stdout.replace("\u00a0", " ")
    assert keys(config) == [current]
    assert "rien à retirer" in here("cle", "retirer").stdout


def test_a_key_given_by_a_variable_is_not_renewed_here(config: Path, here: Here) -> None:
    refused = here("cle", "renouveler", AIGUILLEUR_CLE="une-cle-de-seize-signes")
    assert refused.returncode == 3
    assert keys(config) == [FIRST]


def test_a_file_that_cannot_be_written_keeps_its_key(config: Path) -> None:
    file = config.parent / "secrets" / "cle"
    file.with_name("cle.nouveau").write_text("reste d'un arrêt")
    with pytest.raises(ConfigurationError, match="ne peut pas être écrit"):
        renew(file)
    assert keys(config) == [FIRST]
