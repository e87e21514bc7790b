"""What is missing, at scale: `python -m banc.manques [--postgresql]`. Prints Markdown tables for docs/benchmarks.md.

A database of 100,000 besoins, 5,000 « moi aussi » and 300 défis: the median time of each question a page asks. Then
10,000 besoins put into groups, with vectors of the shipped encoder given as values.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from serveurs.postgresql import Postgresql
from sqlalchemy import insert

from aiguilleur_bot.app import cache_folder, load_base
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.index.encoder import UniversalEncoder
from aiguilleur_bot.matching.index.examples import examples
from aiguilleur_bot.needs.grouping import groups
from aiguilleur_bot.needs.manques import Axe, Compte, Filtre, Manque, month, searchable
from aiguilleur_bot.needs.motifs import NATURES
from aiguilleur_bot.store import bilans, database, defis, manques, semaines
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.tables import besoin, defi, defi_besoin, personne, soutien
from aiguilleur_bot.vocabulary import Action, Etat, Issue

BESOINS, SOUTIENS, DEFIS, PEOPLE, PLACES = 100_000, 5_000, 300, 30_000, 2_000
GROUPED, ROUNDS, BATCH = 10_000, 7, 5_000
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
REGIONS = ("11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94")
FAMILIES = ("juridique", "formation", "financement", "gouvernance", "outils-de-gestion", "communication")

Question = Callable[[Transaction], Awaitable[object]]


def row(numero: int, texts: list[str], dice: random.Random) -> dict[str, object]:
    """One besoin, as they may be after some years."""
    when = NOW - timedelta(minutes=dice.randrange(3 * 365 * 24 * 60))
    texte = dice.choice(texts)
    issue = dice.choices(tuple(Issue), (30, 15, 40, 10, 5))[0]
    return {
        "numero": numero,
        "texte": texte,
        "mots": searchable(texte),
        "mois": month(when),
        "action": dice.choice(tuple(Action)),
        "region": dice.choice((*REGIONS, None)),
        "region_nom": None,
        "appui": "coup-dur" if dice.random() < 0.02 else "coup-de-pouce",
        "etat": Etat.CLOSE,
        "issue": issue,
        "motif": dice.choice((*NATURES, None)),
        "proposes": [],
        "proches": [],
        "source": "robot",
        "demandeur": f"p{dice.randrange(PEOPLE)}" if dice.random() < 0.9 else None,
        "famille": dice.choice(FAMILIES),
        "lieu_cle": f"l{dice.randrange(PLACES)}" if dice.random() < 0.6 else None,
        "tour": 0,
        "escalade": 0,
        "cree_le": when,
        "maj_le": when,
        "clos_le": when,
        "voisins": [],
        "maturite": None,
    }


async def fill(opened: Database, texts: list[str]) -> None:
    """Write it all, by batches."""
    dice = random.Random(1)
    people = [{"id": f"p{n}", "plateforme": "x", "premier_contact_le": NOW, "vu_le": NOW} for n in range(PEOPLE)]
    rows = [row(numero, texts, dice) for numero in range(1, BESOINS + 1)]
    some = dice.sample(range(1, BESOINS + 1), SOUTIENS)
    also = [
        {"numero": n, "personne": f"p{dice.randrange(PEOPLE)}", "genre": "moi-aussi", "region": "32", "cree_le": NOW}
        for n in some
    ]
    texts_of_defi = dict.fromkeys(("description", "etape_quoi", "etape_quand", "porteur", "lien"), "")
    made = [
        {"id": n, "titre": f"Défi {n} ?", "statut": "ouvert", "communs": [], "cree_le": NOW, "maj_le": NOW}
        | texts_of_defi
        for n in range(1, DEFIS + 1)
    ]
    inside = [{"numero": n, "defi": 1 + n % DEFIS, "depuis": NOW} for n in dice.sample(range(1, BESOINS + 1), 5_000)]
    async with opened.write("banc") as tx:
        for table, values in ((personne, people), (besoin, rows), (soutien, also), (defi, made), (defi_besoin, inside)):
            for first in range(0, len(values), BATCH):
                await tx.execute(insert(table), values[first : first + BATCH])


def questions(base: Base) -> dict[str, Question]:
    """What pages, chat and terminal ask, by what people see."""
    return {
        "la première page des besoins": lambda tx: manques.page(tx, Filtre()),
        "la dernière page": lambda tx: manques.page(tx, Filtre(compte=Compte.TOUS), page=1_900),
        "filtrés : action, région, motif": lambda tx: manques.page(
            tx, Filtre(action="gerer", region="32", motif="trop-cher")
        ),
        "des mots, en plein texte": lambda tx: manques.page(tx, Filtre(mots="modele bail")),
        "des mots qui ne sont nulle part": lambda tx: manques.page(tx, Filtre(mots="zinzolin")),
        "un mois": lambda tx: manques.page(tx, Filtre(mois="2026-10")),
        "un besoin": lambda tx: manques.get(tx, 50_000),
        "personnes, lieux, régions distinctes": lambda tx: manques.demand(tx, Filtre()),
        "les mêmes, d’un défi": lambda tx: manques.demand(tx, Filtre(compte=Compte.TOUS, defi=7)),
        "par mois": lambda tx: manques.by(tx, Filtre(), Axe.MOIS),
        "par mois et action": lambda tx: manques.by(tx, Filtre(), Axe.MOIS, Axe.ACTION),
        "par famille": lambda tx: manques.by(tx, Filtre(), Axe.FAMILLE),
        "par région": lambda tx: manques.by(tx, Filtre(), Axe.REGION),
        "tous les défis": lambda tx: defis.every(tx),
        "le bilan d’un mois": lambda tx: bilans.gather(tx, "2026-10", NOW),
        "la semaine passée": lambda tx: semaines.fresh(tx, NOW - timedelta(days=7)),
        "les fiches": lambda tx: bilans.fiches(tx, base, NOW),
    }


async def ask(url: str, texts: list[str], base: Base) -> dict[str, float]:
    """Median milliseconds of each question."""
    opened = await database.open(url)
    await fill(opened, texts)
    found = {}
    for name, question in questions(base).items():
        times = []
        for _ in range(ROUNDS):
            async with opened.read() as tx:
                began = time.perf_counter()
                await question(tx)
                times.append((time.perf_counter() - began) * 1000)
        found[name] = statistics.median(times)
    await opened.close()
    return found


def grouping(texts: list[str]) -> tuple[float, int]:
    """Median seconds to put 10,000 besoins into groups, and how many groups."""
    dice = random.Random(1)
    vectors = UniversalEncoder(cache_folder()).encode(texts)
    said = [
        Manque(
            numero=n + 1,
            cree_le=NOW,
            texte=texts[n % len(texts)],
            etat=Etat.CLOSE,
            issue=Issue.NON_COUVERT,
            qui=dice.randrange(5_000),
            ou=dice.randrange(900),
            region=dice.choice(REGIONS),
        )
        for n in range(GROUPED)
    ]
    known = {one.numero: np.asarray(vectors[n % len(texts)]) for n, one in enumerate(said)}
    times, found = [], 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = len(groups(said, known))
        times.append(time.perf_counter() - began)
    return statistics.median(times), found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="aussi sur PostgreSQL")
    with_server = parser.parse_args().postgresql
    base = load_base(None)
    texts = [one.text for one in examples(base)]
    random.Random(1).shuffle(texts)
    with tempfile.TemporaryDirectory() as folder:
        measured = {"SQLite": asyncio.run(ask(f"sqlite:///{Path(folder) / 'banc.db'}", texts, base))}
    if with_server:
        server = Postgresql()
        server.start()
        try:
            measured["PostgreSQL"] = asyncio.run(ask(server.url, texts, base))
        finally:
            server.stop()
    print(f"| question, sur {BESOINS} besoins | {' | '.join(f'{name} (ms)' for name in measured)} |")
    print(f"|---|{'---|' * len(measured)}")
    for name in next(iter(measured.values())):
        print(f"| {name} | {' | '.join(f'{one[name]:.0f}' for one in measured.values())} |")
    seconds, found = grouping(texts)
    print(f"\n{GROUPED} besoins en {found} groupes : {seconds:.2f} s")


if __name__ == "__main__":
    main()
