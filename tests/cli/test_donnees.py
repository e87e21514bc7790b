"""`aiguilleur donnees`: somebody wrote to see, or to be forgotten; the bot itself tells whoever followed them."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from store.prise import claim

from aiguilleur_bot.store import besoins, envois, personnes, rappels
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.personnes import WEB, pseudonym
from aiguilleur_bot.store.tables import envoi
from aiguilleur_bot.vocabulary import Etat, Issue

from .conftest import Here

KEY, OLD = "b" * 64, "a" * 64
CAMILLE, HELPER = "@camille:canari.test", "@aide:canari.test"
NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A bot, and Camille's besoin, written down under the key of before, that somebody holds."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "cle").write_text(f"{KEY}\n{OLD}\n")
    (tmp_path / "secrets" / "matrix").write_text("un-mot-de-passe\n")
    (tmp_path / "aiguilleur.yaml").write_text(
        "cle: {fichier: secrets/cle}\nplateformes:\n  matrix:\n    serveur: http://127.0.0.1:8008\n"
        '    compte: "@robot:127.0.0.1"\n    mot_de_passe: {fichier: secrets/matrix}\n'
    )
    asyncio.run(fill(tmp_path))
    return tmp_path


async def fill(folder: Path) -> None:
    database = await store.open(f"sqlite:///{folder / 'aiguilleur.db'}")
    who, helper = pseudonym(OLD.encode(), "matrix", CAMILLE), pseudonym(KEY.encode(), "matrix", HELPER)
    async with database.write("essai") as tx:
        await personnes.meet(tx, who, "matrix", CAMILLE, NOW)
        await personnes.meet(tx, helper, "matrix", HELPER, NOW)
        await besoins.record(
            tx,
            Besoin(
                numero=1, texte="un bail zinzolin", action=None, region=None, region_nom=None, appui="coup-de-pouce",
                etat=Etat.NOUVELLE, issue=Issue.EN_COURS, demandeur=who, conversation=None, cree_le=NOW, maj_le=NOW,
            ),
        )  # fmt: skip
        await claim(tx, 1, par=helper, now=NOW, until=NOW)
    await database.close()


async def to_be_said(folder: Path) -> list[str]:
    database = await store.open(f"sqlite:///{folder / 'aiguilleur.db'}")
    async with database.read() as tx:
        rows = await tx.execute(select(envoi.c.charge).where(envoi.c.etat == envois.TO_SEND))
        said = [charge for (charge,) in rows]
    await database.close()
    return said


def asked(here: Here, what: str, compte: str, *more: str, platform: str = "matrix") -> tuple[int, str]:
    done = here("donnees", what, "--plateforme", platform, "--compte", compte, *more)
    return done.returncode, (done.stdout + done.stderr).replace("\u00a0", " ")


def test_everything_is_exported_and_nobody_else_is_in_it(place: Path, here: Here) -> None:
    code, said = asked(here, "exporter", CAMILLE)
    assert code == 0
    held = json.loads(said)["donnees"]
    assert held["besoin"][0]["texte"] == "un bail zinzolin"
    assert HELPER not in said
    asked(here, "exporter", CAMILLE, "--sortie", "camille.json")
    assert json.loads((place / "camille.json").read_text()) == {"donnees": held}
    assert (place / "camille.json").stat().st_mode & 0o777 == 0o600


def test_erased_dry_then_for_good_and_the_holder_is_told_by_the_bot(place: Path, here: Here) -> None:
    code, said = asked(here, "effacer", CAMILLE, "--a-blanc")
    assert code == 0
    assert "besoin" in said
    assert "Rien n'a changé" in said
    assert b"zinzolin" in b"".join(file.read_bytes() for file in place.glob("aiguilleur.db*"))
    code, said = asked(here, "effacer", CAMILLE)
    assert code == 0
    assert "C'est effacé" in said
    left = b"".join(file.read_bytes() for file in place.glob("aiguilleur.db*"))
    for trace in (b"zinzolin", CAMILLE.encode(), pseudonym(OLD.encode(), "matrix", CAMILLE).encode()):
        assert trace not in left
    (told,) = asyncio.run(to_be_said(place))
    assert HELPER in told
    assert "demandé l'oubli" in told
    assert "Rien n'est gardé" in asked(here, "effacer", CAMILLE)[1]


def test_an_account_written_by_halves_is_refused(place: Path, here: Here) -> None:
    code, said = asked(here, "exporter", "camille")
    assert code == 3
    assert "en entier" in said


async def leave(folder: Path, contact: str) -> None:
    """Somebody asks on a page to be called back."""
    database = await store.open(f"sqlite:///{folder / 'aiguilleur.db'}")
    async with database.write("essai") as tx:
        left = rappels.Demande(
            cle="une-cle-de-formulaire-1",
            personne=pseudonym(KEY.encode(), WEB, contact),
            texte="un bail incarnadin",
            contact=contact,
            region=None,
            texte_version="2026-11",
        )
        await rappels.add(tx, left, NOW)
    await database.close()


@pytest.mark.parametrize(
    ("left", "said"), [("Moi@Exemple.net", "moi@exemple.net"), ("+33 6 12 34 56 78", "06.12.34.56.78")]
)
def test_whoever_asked_on_a_page_is_shown_their_data_and_erased(place: Path, here: Here, left: str, said: str) -> None:
    asyncio.run(leave(place, left))
    code, shown = asked(here, "exporter", said, platform="web")
    assert code == 0
    assert json.loads(shown)["donnees"]["rappel"][0]["contact"] == left
    assert asked(here, "effacer", said, platform="web")[0] == 0
    kept = b"".join(file.read_bytes() for file in place.glob("aiguilleur.db*"))
    assert b"incarnadin" not in kept
    assert left.encode() not in kept
    assert asked(here, "exporter", "@moi:exemple.net", platform="web")[0] == 3
