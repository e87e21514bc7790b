"""Gardeners in the terminal: fiches without anybody, drafts made into fiches, reports read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aiguilleur_bot.knowledge.loader import folders, load
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.store import apprentissages, brouillons, personnes, referents, signalements
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.database import Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import Portee, Usage

from .conftest import KEY, Here, plain

NOW = datetime.now(UTC)
CAMILLE = pseudonym(KEY.encode(), "matrix", "@camille:tl.invalid")
NATURES = Commun.model_fields["nature"].annotation.__args__  # type: ignore[union-attr]


def fill(savoir: Path, what: Callable[[Transaction], Awaitable[object]]) -> None:
    async def run() -> None:
        database = await store.open(f"sqlite:///{savoir.parent / 'aiguilleur.db'}")
        async with database.write("essai") as tx:
            await personnes.meet(tx, CAMILLE, "matrix", "@camille:tl.invalid", NOW)
            await what(tx)
        await database.close()

    asyncio.run(run())


def propose(savoir: Path, **said: object) -> None:
    values = {
        "nom": "Un modèle de bail rural",
        "lien": "https://tl.invalid/bail",
        "usage": "louer une ferme à plusieurs",
    }
    proposed = brouillons.Proposed(**(values | said))  # type: ignore[arg-type]
    fill(savoir, lambda tx: brouillons.add(tx, CAMILLE, proposed, NOW))


# ---------------------------------------------------------------- fiches sans-personne


def test_the_most_asked_for_come_first_and_those_with_somebody_are_not_there(savoir: Path, here: Here) -> None:
    async def used(tx: Transaction) -> None:
        for _ in range(3):
            await apprentissages.count(tx, NOW.date(), "loomio", Usage.OUVERTE)
        await apprentissages.count(tx, NOW.date(), "paheko", Usage.OUVERTE)
        await referents.agree(
            tx,
            CAMILLE,
            "paheko",
            referents.Consent(
                nom="",
                contact="",
                portee=Portee.AIGUILLEURS,
                texte_version="1",
                canal="essai",
                le=NOW,
                expire_le=NOW.replace(year=NOW.year + 1),
            ),
        )

    fill(savoir, used)
    found = json.loads(here("fiches", "sans-personne", "--json").stdout)["fiches"]
    assert (found[0]["commun"], found[0]["ouverte"]) == ("loomio", 3)
    assert "paheko" not in [one["commun"] for one in found]
    shown = plain(here("fiches", "sans-personne").stdout)
    assert shown.splitlines()[1].startswith("Loomio")
    assert "Ne compte que les besoins exprimés" in shown
    assert "camille" not in shown


# ---------------------------------------------------------------- brouillons


def test_a_draft_is_shown_then_written_as_a_fiche_that_verifier_accepts(savoir: Path, here: Here) -> None:
    propose(savoir, contact="contact@tl.invalid", accord=True)
    assert "1. Un modèle de bail rural" in plain(here("brouillons", "lister").stdout)
    assert "usage : louer une ferme à plusieurs" in plain(here("brouillons", "montrer", "1").stdout)
    dry = here("brouillons", "ecrire", "1")
    assert "serait écrit" in dry.stdout
    assert not (savoir / "communs").exists()
    done = here("brouillons", "ecrire", "1", "--pour-de-vrai")
    assert done.returncode == 0
    assert "Reste à trouver" in done.stdout
    loaded = load(folders(savoir))
    assert loaded.base is not None, loaded.errors
    fiche = loaded.base.fiche("un-modele-de-bail-rural")
    assert (fiche.nom, fiche.usage, fiche.site) == (
        "Un modèle de bail rural",
        "louer une ferme à plusieurs",
        "https://tl.invalid/bail",
    )
    assert (fiche.complexite, fiche.couts[0].type, fiche.sante.niveau) == ("inconnu", "inconnu", "inconnu")
    assert fiche.contacts[0].valeur == "contact@tl.invalid"
    assert here("verifier", str(savoir)).returncode == 0
    assert "Aucun brouillon" in here("brouillons", "lister").stdout


@pytest.mark.parametrize("nature", NATURES)
def test_every_nature_makes_a_sound_fiche_even_of_almost_nothing(savoir: Path, here: Here, nature: str) -> None:
    propose(savoir, nom="Zut", lien="", usage="")
    done = here("brouillons", "ecrire", "1", "--nature", nature, "--pour-de-vrai")
    assert done.returncode == 0, done.stdout + done.stderr
    assert load(folders(savoir)).base is not None


def test_hostile_words_stay_words(savoir: Path, here: Here) -> None:
    nom = 'oui: [x] "&a" #{{ y }} \\ - no'
    propose(savoir, nom=nom, usage="!!python/object: {x: 1}")
    assert here("brouillons", "ecrire", "1", "--id", "zut", "--pour-de-vrai").returncode == 0
    loaded = load(folders(savoir))
    assert loaded.base is not None
    assert loaded.base.fiche("zut").nom == nom


def test_a_name_that_is_taken_is_refused_and_nothing_written(savoir: Path, here: Here) -> None:
    propose(savoir, nom="Dokos")
    done = here("brouillons", "ecrire", "1", "--pour-de-vrai")
    assert done.returncode != 0
    assert "--id" in done.stderr
    assert "1. Dokos" in plain(here("brouillons", "lister").stdout)


def test_rejected_its_words_are_erased(savoir: Path, here: Here) -> None:
    propose(savoir, nom="La zinzolinothèque")
    assert "1 brouillons écartés" in here("brouillons", "rejeter", "1").stdout
    assert b"zinzolin" not in (savoir.parent / "aiguilleur.db").read_bytes()
    assert here("brouillons", "montrer", "1").returncode != 0


# ---------------------------------------------------------------- signalements


def test_reports_are_read_then_erased(savoir: Path, here: Here) -> None:
    fill(savoir, lambda tx: signalements.add(tx, CAMILLE, "dokos", "le prix zinzolin", NOW))
    assert "1. dokos : « le prix zinzolin »" in plain(here("signalements", "lister").stdout)
    assert json.loads(here("signalements", "lister", "--json").stdout)["signalements"][0]["commun"] == "dokos"
    assert "1 signalements lus" in here("signalements", "vu", "1").stdout
    assert "Aucune fiche signalée" in here("signalements", "lister").stdout
    assert b"zinzolin" not in (savoir.parent / "aiguilleur.db").read_bytes()
