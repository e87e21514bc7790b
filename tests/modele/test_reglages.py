"""The settings of the model: absent by default, https but on this machine, no secret in clear; and where it is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiguilleur_bot.configuration import ConfigurationError, read_modele, read_settings
from aiguilleur_bot.dialogue.voice import Voice
from aiguilleur_bot.settings import Modele, Settings, shipped

SETTINGS = """\
cle: {fichier: cle}
plateformes:
  matrix:
    serveur: http://127.0.0.1:8008
    compte: "@aiguilleur:lab.local"
    mot_de_passe: {fichier: cle}
"""


def read(folder: Path, modele: str, environ: dict[str, str] | None = None) -> Settings:
    (folder / "cle").write_text("un-secret-assez-long\n", encoding="utf-8")
    (folder / "jeton").write_text("le-jeton-du-modele\n", encoding="utf-8")
    file = folder / "aiguilleur.yaml"
    file.write_text(SETTINGS + modele, encoding="utf-8")
    return read_settings(file, environ or {})


def test_there_is_none_by_default(tmp_path: Path) -> None:
    assert read(tmp_path, "").modele is None
    with pytest.raises(ConfigurationError, match="aucun modèle"):
        read_modele(tmp_path / "aiguilleur.yaml")
    assert read_modele(None) is None


def test_it_is_read_with_its_secret_which_is_never_shown(tmp_path: Path) -> None:
    modele = read(
        tmp_path, "modele: {adresse: https://api.lab.fr/v1, nom: petit, jeton: {fichier: jeton}, delai: 3}"
    ).modele
    assert modele is not None
    assert modele.jeton is not None
    assert modele.jeton.get_secret_value() == "le-jeton-du-modele"
    assert (modele.delai, modele.hote, modele.ici) == (3, "api.lab.fr", False)
    assert "le-jeton" not in repr(modele)


def test_variables_win_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGUILLEUR_MODELE__NOM", "un-autre")
    monkeypatch.setenv("AIGUILLEUR_MODELE__JETON__FICHIER", str(tmp_path / "jeton"))
    modele = read(tmp_path, "modele: {adresse: https://api.lab.fr/v1, nom: petit}").modele
    assert modele is not None
    assert modele.nom == "un-autre"
    assert modele.jeton is not None
    assert modele.jeton.get_secret_value() == "le-jeton-du-modele"


@pytest.mark.parametrize(
    "adresse",
    ["http://127.0.0.1:8080/v1", "http://localhost:11434/v1", "http://[::1]:8080/v1", "https://api.lab.fr/v1"],
)
def test_addresses_that_are_taken(adresse: str) -> None:
    assert Modele(adresse=adresse, nom="petit").adresse == adresse


@pytest.mark.parametrize(
    ("modele", "why"),
    [
        ("{adresse: http://api.lab.fr/v1, nom: petit}", "https"),
        ("{adresse: http://127.0.0.1.lab.fr/v1, nom: petit}", "https"),
        ("{adresse: http://10.0.0.3/v1, nom: petit}", "https"),
        ("{adresse: api.lab.fr, nom: petit}", "adresse"),
        ("{adresse: https://moi:secret@api.lab.fr/v1, nom: petit}", "ni compte"),
        ("{adresse: https://api.lab.fr/v1?cle=secret, nom: petit}", "ni compte"),
        ("{adresse: https://api.exemple.org/v1, nom: petit}", "exemple"),
        ("{adresse: https://api.lab.fr/v1}", "nom"),
        ("{adresse: https://api.lab.fr/v1, nom: petit, jeton: secret}", "secret ne s'écrit pas"),
        ("{adresse: https://api.lab.fr/v1, nom: petit, delai: 0}", "delai"),
        ("{adresse: https://api.lab.fr/v1, nom: petit, delai: 60}", "delai"),
        ("{adresse: https://api.lab.fr/v1, nom: petit, temperature: 1}", "temperature"),
    ],
)
def test_settings_that_are_refused_in_french_without_showing_a_secret(tmp_path: Path, modele: str, why: str) -> None:
    with pytest.raises(ConfigurationError, match=why) as refusal:
        read(tmp_path, "modele: " + modele)
    assert "secret@" not in str(refusal.value)
    assert "cle=secret" not in str(refusal.value)


def test_the_promise_says_where_words_go_and_only_then() -> None:
    def promise(chez: str) -> str:
        return Voice(shipped("prompts"), modele_chez=chez).render("vie_privee", {}).replace("\u00a0", " ")

    assert "modèle" not in promise("")
    assert "chez api.lab.fr." in promise(Modele(adresse="https://api.lab.fr/v1", nom="petit").chez)
    assert "sur la machine du robot." in promise(Modele(adresse="http://127.0.0.1:8080/v1", nom="petit").chez)
