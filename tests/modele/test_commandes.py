"""The commands with a model: `diagnostiquer` says where messages go and tries it; `--modele` wants one in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from serveurs.modele import ScriptedModel, cuts, fails, says, thinks

from aiguilleur_bot.cli import aiguilleur
from aiguilleur_bot.configuration import ConfigurationError
from aiguilleur_bot.diagnostic.modele import check_modele
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.settings import Modele as Given

NEED = "on galère avec les réservations de nos salles"


def given_at(server: ScriptedModel) -> Given:
    return Given(adresse=server.address, nom="petit-modele", delai=2)


async def test_without_a_model_there_is_nothing_to_say(base: Base) -> None:
    assert await check_modele(None, base) == []


async def test_it_says_where_messages_go_and_that_it_answers(server: ScriptedModel, base: Base) -> None:
    server.script = [thinks([1])]
    where, works = await check_modele(given_at(server), base)
    assert where.niveau == "information"
    assert "sur la machine du robot" in where.constat
    assert "docs/vie-privee.md" in where.quoi_faire
    assert works.niveau == "bon"
    assert "tiers-lieu" in str(server.asked[0])


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (fails(401), "accès est refusé"),
        (fails(404), "ni ce modèle"),
        (fails(500), "http-500"),
        (cuts, "ne répond pas"),
        (says("Bonjour !"), "pas la réponse demandée"),
        (thinks([11]), "hors de la liste"),
    ],
)
async def test_a_model_that_is_no_help_is_a_warning_not_an_error(
    server: ScriptedModel, base: Base, reply: object, why: str
) -> None:
    server.script = [reply]  # type: ignore[list-item]
    _, found = await check_modele(given_at(server), base)
    assert (found.niveau, found.exit_code) == ("attention", 0)
    assert why in found.constat
    assert found.quoi_faire


async def test_messages_that_leave_are_said_even_when_the_base_is_broken(server: ScriptedModel) -> None:
    (where,) = await check_modele(Given(adresse="https://api.lab.fr/v1", nom="petit"), None)
    assert "chez api.lab.fr" in where.constat
    assert server.asked == []


def test_demander_refuses_settings_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "cle").write_text("un-secret-assez-long\n")
    file = tmp_path / "aiguilleur.yaml"
    file.write_text("cle: {fichier: cle}\nplateformes: {}\n")
    for arguments in (["demander", NEED], ["demo", "--port", "0"]):
        done = CliRunner().invoke(aiguilleur, [*arguments, "--modele", str(file)])
        assert isinstance(done.exception, ConfigurationError)
        assert "aucun modèle" in str(done.exception)
