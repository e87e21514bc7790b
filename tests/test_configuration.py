"""Settings are read as the guide says: its example, its variables, its refusals."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from depot import read
from pydantic import ValidationError

from aiguilleur_bot import settings
from aiguilleur_bot.configuration import ConfigurationError, read_settings
from aiguilleur_bot.settings import PREFIX


def yaml_blocks(name: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", read(name), re.DOTALL | re.MULTILINE)


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The whole example of the guide, with its secrets beside it, and no variable around."""
    for variable in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secrets").mkdir()
    for secret in ("cle", "matrix", "autre"):
        (tmp_path / "secrets" / secret).write_text(f"le-secret-de-{secret}\n", encoding="utf-8")
    whole = next(block for block in yaml_blocks("docs/exploiter.md") if "plateformes:" in block)
    (tmp_path / "aiguilleur.yaml").write_text(whole, encoding="utf-8")
    return tmp_path / "aiguilleur.yaml"


def test_the_example_of_the_guide_is_accepted_and_shows_the_defaults(example: Path) -> None:
    read_back = read_settings(example)
    assert read_back.delais == settings.Delais()
    assert read_back.limites == settings.Limites()
    assert read_back.web == settings.Web()
    assert {salon.role for salon in read_back.salons} == {"entraide", "aiguilleurs", "coordination"}


@pytest.mark.parametrize(
    ("variable", "value", "path"),
    [
        ("AIGUILLEUR_WEB__PORT", "9000", "web.port"),
        ("AIGUILLEUR_CLE", "une-autre-cle-de-seize-signes", "cle"),
        ("AIGUILLEUR_CLE__FICHIER", "secrets/autre", "cle"),
        ("AIGUILLEUR_PLATEFORMES__MATRIX__JETON", "un-autre-jeton", "plateformes.matrix.jeton"),
        ("AIGUILLEUR_PLATEFORMES__MATRIX__JETON__FICHIER", "secrets/autre", "plateformes.matrix.jeton"),
        ("AIGUILLEUR_PLATEFORMES__MATRIX__INVITATIONS", '["@*:autre.fr"]', "plateformes.matrix.invitations"),
        ("AIGUILLEUR_SALONS", "[]", "salons"),
    ],
)
def test_a_variable_wins_over_the_file_as_the_guide_says(
    example: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, path: str
) -> None:
    before = found(read_settings(example), path)
    monkeypatch.setenv(variable, value)
    after = found(read_settings(example), path)
    assert after != before
    assert after in (value, "le-secret-de-autre", 9000, ("@*:autre.fr",), ())


def found(tree: object, path: str) -> object:
    for part in path.split("."):
        tree = getattr(tree, part)
    return tree.get_secret_value() if hasattr(tree, "get_secret_value") else tree


@pytest.mark.parametrize("variable", ["AIGUILLEUR_PORT", "AIGUILLEUR_WEB_PORT", "AIGUILLEUR_SALONS__0__ROLE"])
def test_an_unknown_variable_is_refused_as_the_guide_says(
    example: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(ConfigurationError, match=variable):
        read_settings(example)


def test_a_list_badly_written_in_a_variable_is_told_in_french(example: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIGUILLEUR_SALONS", "[")
    with pytest.raises(ConfigurationError, match="en JSON"):
        read_settings(example)


def test_validation_is_what_refuses_an_unknown_key() -> None:
    with pytest.raises(ValidationError):
        settings.Web.model_validate({"port": 1, "prot": 2})
