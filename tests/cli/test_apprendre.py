"""`aiguilleur apprendre`, as a gardener types it: read, accept into one's own folder, reject, look at the report."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from aiguilleur_bot.knowledge.loader import EXTENSION, folders, load
from aiguilleur_bot.knowledge.reload import FolderWatcher
from aiguilleur_bot.knowledge.yaml_files import parse_yaml
from aiguilleur_bot.matching.index.examples import Example, examples
from aiguilleur_bot.needs import appris
from aiguilleur_bot.needs.appris import write
from aiguilleur_bot.store import apprentissages, besoins, personnes
from aiguilleur_bot.store import database as store
from aiguilleur_bot.store.apprentissages import Phrase, fingerprint
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.tables import apprentissage
from aiguilleur_bot.vocabulary import Confirmation, Etat, Issue, Usage

from .conftest import KEY, Here, plain

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
CAHIER = "on barbouille les réservations au fusain sur le frigo"
DOTS = "le loto : qui tient le registre #2 des barnums"


def said(savoir: Path, *phrases: tuple[str, str, str], comment: Confirmation = Confirmation.CHOIX) -> None:
    """`(who, commun, words)` for each phrase that waits."""

    async def fill() -> None:
        database = await store.open(url(savoir))
        async with database.write("essai") as tx:
            for who, commun, texte in phrases:
                personne = pseudonym(KEY.encode(), "matrix", who)
                await personnes.meet(tx, personne, "matrix", who, NOW)
                new = Phrase(
                    empreinte=fingerprint(KEY.encode(), commun, texte),
                    commun=commun,
                    premier="nextcloud",
                    texte=texte,
                    comment=comment,
                    personne=personne,
                )
                await apprentissages.propose(tx, new, NOW)
        await database.close()

    asyncio.run(fill())


def url(savoir: Path) -> str:
    return f"sqlite:///{savoir.parent / 'aiguilleur.db'}"


def rows(savoir: Path) -> Sequence[tuple[str, str]]:
    async def read() -> list[tuple[str, str]]:
        database = await store.open(url(savoir))
        async with database.read() as tx:
            found = await tx.execute(select(apprentissage.c.etat, apprentissage.c.texte).order_by(apprentissage.c.id))
            states = [(row.etat, row.texte) for row in found]
        await database.close()
        return states

    return asyncio.run(read())


def test_what_waits_is_listed_by_commun_with_what_is_near(savoir: Path, here: Here) -> None:
    assert plain(here("apprendre", "lister").stdout) == "Aucune phrase à relire.\n"
    said(
        savoir,
        ("@a", "dokos", CAHIER),
        ("@b", "dokos", CAHIER.upper()),
        ("@a", "loomio", "décider à trente sans crier"),
    )
    shown = plain(here("apprendre", "lister").stdout)
    assert shown.index("Dokos (dokos)") < shown.index("(loomio)")
    assert f"1. « {CAHIER} » (la personne a ouvert cette fiche, 2 personnes)" in shown
    assert "le robot montrait d'abord : nextcloud" in shown
    assert "proche à" in shown
    phrases = json.loads(here("apprendre", "lister", "--json").stdout)["phrases"]
    assert [(p["numero"], p["commun"], p["personnes"], p["connue"]) for p in phrases] == [
        (1, "dokos", 2, False),
        (3, "loomio", 1, False),
    ]
    assert 0 < phrases[0]["proche"]["ressemblance"] < 1


def test_accepted_it_is_a_file_one_can_read_and_the_bot_learns_it(savoir: Path, here: Here) -> None:
    said(savoir, ("@a", "dokos", CAHIER), ("@b", "dokos", DOTS))
    watcher = FolderWatcher(folders(savoir))
    done = here("apprendre", "accepter", "--tout")
    assert plain(done.stdout).endswith("2 phrases écrites, 0 déjà connues.\n")
    file = savoir / "exemples/appris-dokos.yaml"
    text = file.read_text("utf-8")
    assert f"  - {CAHIER}\n" in text
    assert f'  - "{DOTS}"\n' in text
    assert watcher.look() is None, "written, but not at rest yet"
    loaded = watcher.look()
    assert loaded is not None
    assert loaded.base is not None
    assert {CAHIER, DOTS} <= set(loaded.base.besoins_dits("dokos"))
    assert Example(CAHIER, "dokos", quotable=True) in examples(loaded.base), "what the next matching is built on"
    assert rows(savoir) == [("accepte", ""), ("accepte", "")]
    assert plain(here("apprendre", "lister").stdout) == "Aucune phrase à relire.\n"


def test_a_second_time_what_was_written_by_hand_stays(savoir: Path, here: Here) -> None:
    said(savoir, ("@a", "dokos", CAHIER))
    here("apprendre", "accepter", "1")
    file = savoir / "exemples/appris-dokos.yaml"
    file.write_text(file.read_text("utf-8") + "  # vue avec Sasha\n  - le planning du barnum", "utf-8")
    said(savoir, ("@a", "dokos", "qui tond la pelouse du lieu mardi"))
    here("apprendre", "accepter", "2")
    lines = file.read_text("utf-8").splitlines()
    assert lines[-4:] == [
        f"  - {CAHIER}",
        "  # vue avec Sasha",
        "  - le planning du barnum",
        "  - qui tond la pelouse du lieu mardi",
    ]


def test_a_dry_run_changes_nothing(savoir: Path, here: Here) -> None:
    said(savoir, ("@a", "dokos", CAHIER))
    assert "1 phrases seraient écrites" in plain(here("apprendre", "accepter", "--tout", "--a-blanc").stdout)
    assert "1 phrases seraient écartées" in plain(here("apprendre", "rejeter", "1", "--a-blanc").stdout)
    assert not (savoir / "exemples").exists()
    assert rows(savoir) == [("propose", CAHIER)]


def test_in_other_words_when_a_name_slipped_in(savoir: Path, here: Here) -> None:
    said(savoir, ("@a", "dokos", "le cahier de Camille est plein"))
    assert here("apprendre", "accepter", "1", "--redire", "le cahier est plein, on s'y perd").returncode == 0
    text = (savoir / "exemples/appris-dokos.yaml").read_text("utf-8")
    assert "Camille" not in text
    assert "le cahier est plein, on s'y perd" in text


def test_what_is_known_already_is_not_written_twice(savoir: Path, here: Here) -> None:
    base = load(folders(savoir)).base
    assert base is not None
    known = base.besoins_dits("dokos")[0]
    said(savoir, ("@a", "dokos", known.upper() + " !"))
    assert "déjà connue" in plain(here("apprendre", "lister").stdout)
    assert plain(here("apprendre", "accepter", "--tout").stdout).endswith("0 phrases écrites, 0 déjà connues.\n")
    assert plain(here("apprendre", "accepter", "1").stdout).endswith("0 phrases écrites, 1 déjà connues.\n")
    assert rows(savoir) == [("accepte", "")]
    assert not (savoir / "exemples").exists()


def test_rejected_its_words_are_gone_and_it_never_comes_back(savoir: Path, here: Here) -> None:
    said(savoir, ("@a", "dokos", CAHIER))
    assert "1 phrases écartées" in plain(here("apprendre", "rejeter", "1").stdout)
    assert rows(savoir) == [("rejete", "")]
    said(savoir, ("@b", "dokos", CAHIER))
    assert rows(savoir) == [("rejete", "")]


def test_the_shipped_base_is_not_written_and_what_to_do_is_said(savoir: Path, here: Here) -> None:
    said(savoir, ("@a", "dokos", CAHIER))
    settings = savoir.parent / "aiguilleur.yaml"
    settings.write_text(settings.read_text().replace("savoir: mon-savoir/\n", ""))
    done = here("apprendre", "accepter", "1")
    assert done.returncode == 3
    assert "la base livrée ne se modifie pas" in plain(done.stderr)
    assert EXTENSION in done.stderr
    assert rows(savoir) == [("propose", CAHIER)]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("accepter", "9"), 3, "Aucune phrase ne porte ce numéro : 9"),
        (("accepter",), 2, "donnez des numéros"),
        (("rejeter", "1", "--tout"), 2, "donnez des numéros"),
        (("accepter", "--tout", "--redire", "x"), 2, "--redire va avec un seul numéro"),
        (("proposer", "7", "dokos"), 3, "Aucun besoin ne porte le numéro 7"),
        (("proposer", "7", "absent"), 3, "Aucune fiche ne porte ce nom : absent"),
    ],
)
def test_a_mistake_is_told_in_french(
    savoir: Path, here: Here, arguments: tuple[str, ...], code: int, told: str
) -> None:
    assert savoir.is_dir()
    done = here("apprendre", *arguments)
    assert done.returncode == code
    assert told in plain(done.stderr)


def test_a_file_that_cannot_take_a_line_is_left_alone(savoir: Path, here: Here) -> None:
    said(savoir, ("@a", "dokos", CAHIER), ("@a", "loomio", "décider à trente sans crier"))
    file = savoir / "exemples/appris-loomio.yaml"
    file.parent.mkdir()
    flow = "id: appris-loomio\ncommun: loomio\nlignes: [voter à distance]\norigine: appris\n"
    file.write_text(flow, "utf-8")
    done = here("apprendre", "accepter", "--tout")
    assert done.returncode == 3
    assert "appris-loomio.yaml : ses phrases ne sont pas une liste" in plain(done.stderr)
    assert file.read_text("utf-8") == flow
    assert not (savoir / "exemples/appris-dokos.yaml").exists(), "all or nothing"
    assert {state for state, _ in rows(savoir)} == {"propose"}


def test_whoever_followed_a_besoin_says_what_served(savoir: Path, here: Here) -> None:
    async def fill() -> None:
        database = await store.open(url(savoir))
        async with database.write("essai") as tx:
            asker = pseudonym(KEY.encode(), "matrix", "@a")
            await personnes.meet(tx, asker, "matrix", "@a", NOW)
            new = Besoin(
                numero=1,
                texte=CAHIER,
                action="gerer",
                region=None,
                region_nom=None,
                appui="coup-de-pouce",
                etat=Etat.PRISE_EN_CHARGE,
                issue=Issue.EN_COURS,
                demandeur=asker,
                conversation=None,
                cree_le=NOW,
                maj_le=NOW,
            )
            await besoins.record(tx, new)
        await database.close()

    asyncio.run(fill())
    assert "est à relire comme exemple de dokos" in plain(here("apprendre", "proposer", "1", "dokos").stdout)
    assert "n'apprend rien de plus" in plain(here("apprendre", "proposer", "1", "dokos").stdout)
    assert "dit par qui l'a suivie" in plain(here("apprendre", "lister").stdout)


def test_the_report_tells_what_to_look_at(savoir: Path, here: Here) -> None:
    """A small base of its own: two fiches with the same phrases, and one that was refused in use."""
    (savoir / EXTENSION).unlink()
    small(savoir, "dokos", ["réserver la grande salle", "réserver la salle du haut", "réserver la petite salle"])
    small(savoir, "odoo", ["réserver la salle du bas", "réserver la salle du fond", "réserver la salle verte"])
    small(savoir, "loomio", ["voter à distance", "voter sans réunion", "voter en ligne"])
    said(savoir, ("@a", "loomio", CAHIER))

    async def use() -> None:
        database = await store.open(url(savoir))
        async with database.write("essai") as tx:
            for usage in (Usage.MONTREE, Usage.MONTREE, Usage.REFUSEE, Usage.REFUSEE):
                await apprentissages.count(tx, NOW.date(), "nextcloud", usage)
            await apprentissages.count(tx, NOW.date(), "odoo", Usage.PREFEREE, "dokos")
        await database.close()

    asyncio.run(use())
    found = json.loads(here("apprendre", "rapport", "--json").stdout)
    assert found["phrases"] == 9
    assert found["refusees"] == [
        {"commun": "nextcloud", "montree": 2, "refusee": 2, "exemples": [{"texte": CAHIER, "juste": "loomio"}]}
    ]
    pairs = {tuple(one["communs"]): one["preferee"] for one in found["rivales"]}
    assert pairs[("dokos", "odoo")] == 1
    shown = here("apprendre", "rapport")
    assert "une minute ou deux" in shown.stderr
    text = plain(shown.stdout)
    assert "- nextcloud : écartée 2 fois, montrée 2 fois" in text
    assert "- dokos et odoo :" in text
    assert "Ce relevé ne compte que les besoins exprimés au robot" in text


def small(savoir: Path, commun: str, phrases: list[str]) -> None:
    """A fiche of the shipped base under that name, with these phrases alone."""
    document, _ = parse_yaml((folders(None)[0] / "communs" / "loomio.yaml").read_bytes(), "loomio.yaml")
    assert document is not None
    fiche = {key: value for key, value in document.data.items() if key not in ("faq", "alternatives", "autres_noms")}
    fiche |= {"id": commun, "nom": commun.title(), "besoins_types": []}
    (savoir / "communs").mkdir(exist_ok=True)
    text = yaml.safe_dump(fiche, allow_unicode=True, default_style='"')
    (savoir / "communs" / f"{commun}.yaml").write_text(text, "utf-8")
    write(appris.path_of(savoir, commun), appris.with_lines(None, commun, phrases))
