"""How long the server takes for each page, on 100,000 besoins and 5,000 conversations: medians, into a table.

`PYTHONPATH=tests python -m banc.pages [BESOINS [DEMANDES]]`
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import insert, update
from web.histoire import KEY, MOTIFS, SAID
from web.maison import MONDAY, SAME_SITE, Maison, maison

from aiguilleur_bot.app import cache_folder
from aiguilleur_bot.knowledge.loader import load
from aiguilleur_bot.matching.engine import Matcher
from aiguilleur_bot.needs.defis import Statut
from aiguilleur_bot.needs.manques import COUNTED, month, searchable
from aiguilleur_bot.settings import shipped
from aiguilleur_bot.store import defis
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.store.tables import besoin, conversation, numerotation, personne, soutien
from aiguilleur_bot.vocabulary import Etat, Issue
from aiguilleur_bot.web.coordination.jardin import LISTES
from aiguilleur_bot.web.coordination.tendances import AXES

BESOINS, DEMANDES, PEOPLE, DEFIS, SOUTIENS = 100_000, 5_000, 8_000, 40, 6_000
REGIONS = ("11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94", None)
TIMES, GOAL = 7, 300
CHUNK = 2_000
SEARCH = "/catalogue, q=une visio"
PAGES = (
    *("/demander", "/catalogue", "/catalogue/gerer", SEARCH, "/communs/dokos", "/questions"),
    *("/rappel", "/manques", "/manques/1", "/coordination", "/coordination/besoins", "/coordination/besoins?page=1500"),
    *("/coordination/besoins?mots=bail+ferme", "/coordination/besoins?compte=tous&region=32"),
    *("/coordination/besoins/5000", "/coordination/grouper", "/coordination/defis", "/coordination/defis/1"),
    *(f"/coordination/tendances/{one}" for one in AXES),
    *("/coordination/tendances/mois/graphe.svg", "/coordination/prevalence", "/coordination/indicateurs"),
    *("/coordination/indicateurs?mois=2026-10", *(f"/coordination/fiches/{one}" for one in LISTES)),
    *("/coordination/relire", "/coordination/heures", "/equipe/attente", "/equipe/miens", "/equipe/rappels"),
)
WORDS = (
    *("bail", "ferme", "salle", "vélo", "four", "atelier", "compost", "adhésion"),
    *("stock", "rencontre", "cuisine", "jardin", "bénévole", "assurance", "prêt"),
)


async def fill(made: Maison, besoins: int, demandes: int) -> None:
    """Write so many rows, over three years, drawn by chance but always the same."""
    drawn = random.Random(2026)
    people = [pseudonym(KEY, "test", f"@p{rank}:test") for rank in range(PEOPLE)]
    async with made.engine.database.write("banc") as tx:
        rows = [{"id": one, "plateforme": "test", "premier_contact_le": MONDAY, "vu_le": MONDAY} for one in people]
        await tx.execute(insert(personne), [{**row, "fenetre_nombre": 0} for row in rows])
        for start in range(0, besoins, CHUNK):
            await tx.execute(
                insert(besoin),
                [_besoin(drawn, rank, besoins, people) for rank in range(start, min(start + CHUNK, besoins))],
            )
        await tx.execute(update(numerotation).where(numerotation.c.nom == "besoin").values(dernier=besoins))
        await tx.execute(
            insert(conversation),
            [
                {"id": f"c{rank}", "personne": people[rank % PEOPLE], "plateforme": "test", "salon": "!s"}
                | {"directe": False, "version": 1, "maj_le": MONDAY}
                for rank in range(demandes)
            ],
        )
        await tx.execute(
            insert(soutien),
            [
                {"numero": drawn.randint(1, besoins), "personne": people[rank % PEOPLE], "genre": drawn.choice(COUNTED)}
                | {"region": drawn.choice(REGIONS), "lieu_cle": f"lieu{drawn.randrange(900)}", "cree_le": MONDAY}
                for rank in range(SOUTIENS)
            ],
        )
    for rank in range(DEFIS):
        async with made.engine.database.write("banc") as tx:
            numbers = tuple(range(1 + 50 * rank, 51 + 50 * rank))
            which = await defis.group(tx, numbers, titre=f"Question {rank} ?", par=None, now=MONDAY)
            await defis.move(tx, which, Statut.OUVERT, par=None, now=MONDAY)


def _besoin(drawn: random.Random, rank: int, total: int, people: list[str]) -> dict[str, object]:
    texte, action, famille = SAID[drawn.randrange(len(SAID))]
    texte = f"{texte} {' '.join(drawn.choices(WORDS, k=4))}"
    at = MONDAY - timedelta(minutes=(total - rank) * 3 * 365 * 1440 // total)
    served = drawn.random() < 0.4
    region = drawn.choice(REGIONS)
    waits = rank > total - 200
    return {
        "numero": rank + 1,
        "texte": texte,
        "mots": searchable(texte),
        "mois": month(at),
        "action": action,
        "famille": famille,
        "region": region,
        "region_nom": region,
        "appui": "coup-de-pouce",
        "etat": Etat.NOUVELLE if waits else Etat.CLOSE,
        "issue": Issue.COUVERT if served else Issue.NON_COUVERT,
        "motif": None if served else drawn.choice(MOTIFS),
        "proposes": ["dokos"] if served else [],
        "proches": [],
        "scores": {"dokos": 0.3},
        "voisins": [],
        "source": "robot",
        "demandeur": drawn.choice(people),
        "lieu_cle": f"lieu{drawn.randrange(900)}" if drawn.random() < 0.6 else None,
        "cree_le": at,
        "maj_le": at,
        "premier_contact_le": at + timedelta(hours=5) if served else None,
    }


async def measured(made: Maison) -> list[tuple[str, float, float, float]]:
    """For each page: its address, its first time, then the median and the slowest of the others, in milliseconds."""
    found = []
    async with TestClient(TestServer(made.app)) as browser:
        await made.entered(browser)
        for page in PAGES:
            times = []
            for _ in range(TIMES + 1):
                began = time.perf_counter()
                if page == SEARCH:
                    answer = await browser.post("/catalogue", data={"q": "une visio"}, headers=SAME_SITE)
                else:
                    answer = await browser.get(page)
                await answer.read()
                times.append(1000 * (time.perf_counter() - began))
                assert answer.status == 200, page
            found.append((page, times[0], statistics.median(times[1:]), max(times[1:])))
    return found


async def main(besoins: int, demandes: int) -> int:
    base = load([shipped("knowledge")]).base
    assert base is not None
    matcher = Matcher.load(base, cache=cache_folder())
    with tempfile.TemporaryDirectory() as folder:
        async with maison(Path(folder), base, matcher=matcher) as made:
            await fill(made, besoins, demandes)
            found = await measured(made)
    print("| page | première, ms | médiane, ms | pire, ms |")
    print("|---|---|---|---|")
    for page, first, median, worst in found:
        print(f"| `{page}` | {first:.0f} | {median:.0f} | {worst:.0f} |")
    slow = [page for page, _, median, _ in found if median >= GOAL]
    print(f"\nMédianes au-dessus de {GOAL} ms : {', '.join(slow) or 'aucune'}")
    return 1 if slow else 0


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(asyncio.run(main(*(given + [BESOINS, DEMANDES][len(given) :])[:2])))
