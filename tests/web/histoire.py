"""A history to show on pages: a few dozen besoins over some months, défis, fiches reported, hours, people who wait."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from aiguilleur_bot.needs.defis import Statut
from aiguilleur_bot.needs.manques import Soutien
from aiguilleur_bot.store import besoins, brouillons, defis, personnes, rappels, signalements, soutiens, temps
from aiguilleur_bot.store.besoins import Besoin
from aiguilleur_bot.store.database import Database, Transaction
from aiguilleur_bot.store.personnes import pseudonym
from aiguilleur_bot.vocabulary import Action, Etat, Issue, Motif

KEY = b"une cle de test, assez longue"
PLACES = (("32", "Hauts-de-France"), ("53", "Bretagne"), ("76", "Occitanie"), (None, None))
SAID: tuple[tuple[str, Action, str], ...] = (
    ("un modèle de bail pour une ferme collective", Action.DEVELOPPER, "juridique"),
    ("un bail à plusieurs structures dans un même lieu", Action.DEVELOPPER, "juridique"),
    ("partager un bail entre trois associations", Action.DEVELOPPER, "juridique"),
    ("compter les heures de bénévolat sans tableur", Action.GERER, "ressources-humaines"),
    ("un outil pour partager un poste entre deux lieux", Action.GERER, "ressources-humaines"),
    ("se former à la médiation quand ça chauffe", Action.ANIMER, "gouvernance"),
    ("archiver nos affiches et nos photos", Action.DOCUMENTER, "documentation"),
    ("une visio qui tienne à cinquante", Action.TRAVAILLER, "communication"),
)
MOTIFS = (Motif.AUCUN_COMMUN_CONNU, Motif.COMMUN_INCOMPLET, Motif.REFERENT_INDISPONIBLE, Motif.TROP_CHER, None)
HOSTILE: tuple[str, ...] = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://mal.test";"cliquez")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+33 et -2 = danger",
    "\u202egnihtemos\u202c écrit à l’envers",
    "نص من اليمين إلى اليسار, puis du français",
    "des\x00signes\x07de\x1bcontrôle\u2028 et\r\nune ligne;avec;des points-virgules",
    "motsanssespace" * 120,
    "{{ 7*7 }} {% raw %} ${7*7}",
    "javascript:alert(1) data:text/html,<b>x</b>",
    "« guillemets » 'simples' \"doubles\" `arrière`",
)


async def record(tx: Transaction, texte: str, at: datetime, **values: object) -> int:
    """One besoin of somebody; its number."""
    who = str(values.pop("qui", "camille"))
    person = pseudonym(KEY, "test", f"@{who}:test")
    await personnes.meet(tx, person, "test", f"@{who}:test", at)
    numero = await besoins.next_number(tx)
    given: dict[str, object] = {
        "action": Action.GERER,
        "region": "32",
        "region_nom": "Hauts-de-France",
        "appui": "coup-de-pouce",
        "etat": Etat.CLOSE,
        "issue": Issue.NON_COUVERT,
        "motif": Motif.AUCUN_COMMUN_CONNU,
        "famille": "juridique",
        **values,
    }
    new = Besoin(numero=numero, texte=texte, demandeur=person, conversation=None, cree_le=at, maj_le=at, **given)  # type: ignore[arg-type]
    await besoins.record(tx, new)
    return numero


async def fill(database: Database, now: datetime, hostile: Sequence[str] = ()) -> None:
    """Write the history, the latest at `now`."""
    async with database.write("histoire") as tx:
        for rank in range(48):
            texte, action, famille = SAID[rank % len(SAID)]
            region, nom = PLACES[rank % len(PLACES)]
            served = rank % 6 == 5
            await record(
                tx,
                texte,
                now - timedelta(days=5 * (47 - rank), hours=rank % 9),
                qui=f"personne{rank % 17}",
                action=action,
                famille=famille,
                region=region,
                region_nom=nom,
                lieu_cle=f"lieu{rank % 11}" if rank % 3 else None,
                issue=Issue.COUVERT if served else Issue.NON_COUVERT,
                motif=None if served else MOTIFS[rank % len(MOTIFS)],
                proposes=("dokos", "loomio") if rank % 2 else (),
                scores={"dokos": 0.31, "loomio": 0.12},
                voisins=[[max(1, rank - 7), 0.62]] if rank > 8 else [],
                etat=Etat.NOUVELLE if rank > 43 else Etat.CLOSE,
            )
        for rank, texte in enumerate(hostile):
            await record(tx, texte, now, qui=f"autre{rank}", etat=Etat.NOUVELLE)
        who = pseudonym(KEY, "test", "@personne3:test")
        first = await defis.group(tx, (1, 2, 3), titre="Comment partager un bail à plusieurs ?", par=who, now=now)
        await defis.move(tx, first, Statut.OUVERT, par=who, now=now)
        await defis.group(tx, (4, 12), titre="Compter le temps donné", par=who, now=now)
        await soutiens.say(tx, 1, who, Soutien.CONTRIBUER, region="32", lieu_cle=None, now=now)
        await signalements.add(tx, who, "dokos", "l’adresse ne répond plus", now)
        said = brouillons.Proposed(nom="Un guide des baux", lien="https://baux.test/guide", usage="rédiger un bail")
        await brouillons.add(tx, who, said, now)
        await temps.give(tx, personne=who, numero=1, region="32", minutes=90, jour=now.date())
        asked = rappels.Demande(
            cle="une-cle-de-formulaire-0",
            personne=pseudonym(KEY, "web", "moi@exemple.net"),
            texte="on voudrait un coup de main pour écrire les statuts",
            contact="moi@exemple.net",
            region="53",
            texte_version="2026-11",
        )
        await rappels.add(tx, asked, now)
