"""Commands that need no server: ask, check the knowledge base, measure the matching."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from aiguilleur_bot import presentation
from aiguilleur_bot.configuration import read_modele
from aiguilleur_bot.exits import FAILED
from aiguilleur_bot.parameters import (
    FILE,
    FOLDER,
    demand,
    with_au,
    with_json,
    with_modele,
    with_region,
    with_savoir,
)


@click.command()
@click.argument("texte")
@with_region
@with_savoir
@with_au
@with_modele
@with_json
def demander(
    texte: str, region: str | None, savoir: Path | None, au: date | None, modele: Path | None, as_json: bool
) -> None:
    """Poser un besoin, lire la réponse, sans serveur.

    \b
    Exemples : aiguilleur demander "on galère avec les réservations de nos salles"
               aiguilleur demander "modèle de bail" --region 32 --json
    """
    from aiguilleur_bot.app import answer, load_base, region_named

    given = read_modele(modele)
    base = load_base(savoir, au)
    reponse = answer(base, texte, region_named(base, region), given)
    if as_json:
        presentation.print_json(presentation.answer_as_json(reponse))
    else:
        usages = {fiche.id: fiche.usage for fiche in base.communs.values()}
        click.echo(presentation.answer_as_text(reponse, usages))


@click.command()
@click.argument("dossier", required=False, type=FOLDER)
@with_au
@with_json
def verifier(dossier: Path | None, au: date | None, as_json: bool) -> None:
    """Vérifier la base de connaissances : toutes les erreurs, avec fichier et ligne, puis les avertissements.

    \b
    Exemples : aiguilleur verifier
               aiguilleur verifier mon-savoir/
    """
    from aiguilleur_bot.knowledge.loader import folders
    from aiguilleur_bot.knowledge.verification import verify

    report = verify(folders(dossier), day=au)
    if as_json:
        presentation.print_json(report.as_dict())
    else:
        for line in report.lines:
            click.echo(line)
    sys.exit(0 if report.valid else FAILED)


@click.command()
@click.option("--besoins", type=FILE, help="Besoins étiquetés, JSONL.")
@click.option("--hors", type=FILE, help="Messages à ne pas servir, JSONL (avec --besoins).")
@click.option("--sensibles", type=FILE, help="Messages étiquetés « sensible », JSONL.")
@click.option("--corpus", type=FILE, help="Un corpus quelconque, JSONL (avec --requetes et --qrels).")
@click.option("--requetes", type=FILE, help="Requêtes, JSONL.")
@click.option("--qrels", type=FILE, help="Jugements, TSV.")
@click.option("--comparer", is_flag=True, help="Mesurer aussi rapidfuzz, bm25s, tantivy et l'encodeur seul.")
@click.option(
    "--alterer",
    multiple=True,
    metavar="FAÇON",
    help="Récrire les besoins : accents, fautes, majuscules, colle, sms ou toutes.",
)
@click.option("--exiger", multiple=True, metavar="MESURE>=X", help="Échouer (code 1) si la mesure n'y est pas.")
@with_region
@with_savoir
@with_au
@with_json
def evaluer(
    besoins: Path | None,
    hors: Path | None,
    sensibles: Path | None,
    corpus: Path | None,
    requetes: Path | None,
    qrels: Path | None,
    comparer: bool,
    alterer: tuple[str, ...],
    exiger: tuple[str, ...],
    region: str | None,
    savoir: Path | None,
    au: date | None,
    as_json: bool,
) -> None:
    """Mesurer la correspondance sur des besoins étiquetés, ou sur un corpus quelconque.

    \b
    Exemples : aiguilleur evaluer --besoins besoins.jsonl --hors hors.jsonl --exiger "top1>=0.75"
               aiguilleur evaluer --besoins besoins.jsonl --alterer toutes
               aiguilleur evaluer --corpus c.jsonl --requetes r.jsonl --qrels q.tsv --comparer
               aiguilleur evaluer --sensibles s.jsonl
    """
    from aiguilleur_bot.app import load_base, load_engine, region_named
    from aiguilleur_bot.matching import evaluation

    demands = [demand(text) for text in exiger]
    if corpus and requetes and qrels:
        figures = evaluation.evaluate_corpus(corpus, requetes, qrels, compare=comparer)
    elif besoins:
        base = load_base(savoir, au)
        mutations = evaluation.mutations_named(alterer)
        territoire = region_named(base, region)
        figures = evaluation.evaluate_besoins(
            load_engine(base), besoins, hors, territoire, compare=comparer, mutations=mutations
        )
    elif sensibles:
        figures = evaluation.evaluate_sensibles(load_engine(load_base(savoir, au)), sensibles)
    else:
        raise click.UsageError("donnez --besoins, ou --sensibles, ou --corpus avec --requetes et --qrels")
    if as_json:
        presentation.print_json(figures)
    else:
        click.echo(evaluation.as_text(figures))
    missed = [one.text for one in demands if not one.met(figures)]
    if missed:
        click.echo("Exigence non tenue : " + ", ".join(missed), err=True)
        sys.exit(FAILED)
