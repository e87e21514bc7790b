"""The commands people type. Each reads its options, calls one function of the house, and prints.

Exit codes: 0 done, 1 failed, 2 usage, 3 configuration, 4 authentication lost, 5 database.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from aiguilleur_bot import __version__, presentation
from aiguilleur_bot.cli_learning import apprendre
from aiguilleur_bot.configuration import read_modele, read_settings
from aiguilleur_bot.exits import FAILED, speak_french, told_in_french
from aiguilleur_bot.parameters import (
    FILE,
    FOLDER,
    NEW_FILE,
    NEW_FOLDER,
    PORT,
    SUBCOMMAND,
    demand,
    with_au,
    with_config,
    with_json,
    with_modele,
    with_region,
    with_savoir,
)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    subcommand_metavar=SUBCOMMAND,
)
@click.version_option(__version__, prog_name="aiguilleur", help="Montrer la version.")
def aiguilleur() -> None:
    """Un robot de salon qui oriente les tiers-lieux vers leurs communs, et vers les personnes à appeler.

    \b
    Pour commencer :
      aiguilleur demo                  essayer tout de suite, sans rien régler
      aiguilleur demander "réserver nos salles"
      aiguilleur initialiser           relier un vrai salon
    """


# ------------------------------------------------------------------ run


@aiguilleur.command()
@with_config
def lancer(config: Path) -> None:
    """Lancer le robot, jusqu'à SIGTERM ou Ctrl-C.

    \b
    Exemple : aiguilleur lancer --config /etc/aiguilleur/aiguilleur.yaml
    """
    from aiguilleur_bot.app import serve

    settings = read_settings(config)
    asyncio.run(serve(settings, data_folder=config.parent.resolve()))


@aiguilleur.command()
@click.option("--donnees", type=NEW_FOLDER, help="Garder les données dans ce dossier.")
@click.option("--terminal", is_flag=True, help="Converser dans le terminal plutôt que dans une page.")
@click.option("--port", type=PORT, default=8080, show_default=True, help="Port de la page ; 0 : libre.")
@with_modele
def demo(donnees: Path | None, terminal: bool, port: int, modele: Path | None) -> None:
    """Essayer sans serveur ni réglage : une page web locale, trois salons, la base livrée.

    \b
    Exemples : aiguilleur demo
               aiguilleur demo --terminal
               aiguilleur demo --donnees ~/essai-aiguilleur
    """
    from aiguilleur_bot.demonstration import run_page, run_terminal

    given = read_modele(modele)
    asyncio.run(run_terminal(donnees, given) if terminal else run_page(donnees, port, given))


@aiguilleur.command()
@click.option("--dossier", type=NEW_FOLDER, default=Path(), show_default=True, help="Où écrire.")
@click.option("--essai", is_flag=True, help="Montrer ce qui serait écrit, sans rien écrire ni rejoindre.")
@click.option("--remplacer", is_flag=True, help="Remplacer un aiguilleur.yaml existant.")
def initialiser(dossier: Path, essai: bool, remplacer: bool) -> None:
    """Poser les questions, se connecter, rejoindre les salons, écrire aiguilleur.yaml et les secrets.

    \b
    Exemple : aiguilleur initialiser --dossier /etc/aiguilleur
    """
    from aiguilleur_bot.installation import install

    asyncio.run(install(dossier, dry_run=essai, replace=remplacer))


@aiguilleur.command()
@with_config
@with_json
def diagnostiquer(config: Path, as_json: bool) -> None:
    """Vérifier réglages, comptes, droits, salons, base : pour chaque point, quoi faire.

    \b
    Exemple : aiguilleur diagnostiquer --config /etc/aiguilleur/aiguilleur.yaml
    """
    from aiguilleur_bot.diagnostic import diagnose

    findings = asyncio.run(diagnose(config))
    if as_json:
        presentation.print_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            click.echo(str(finding))
    worst = max((finding.exit_code for finding in findings), default=0)
    sys.exit(worst)


# ------------------------------------------------------------------ ask and measure


@aiguilleur.command()
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


@aiguilleur.command()
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


@aiguilleur.command()
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


@aiguilleur.group(subcommand_metavar=SUBCOMMAND)
def besoins() -> None:
    """Le journal des besoins confirmés.

    \b
    Exemple : aiguilleur besoins lister
    """


@besoins.command("lister")
@with_config
@with_json
@click.option("--tous", is_flag=True, help="Aussi les besoins couverts, pris ou clos.")
def lister(config: Path, as_json: bool, tous: bool) -> None:
    """Lister les besoins non couverts, du plus récent au plus ancien.

    \b
    Exemple : aiguilleur besoins lister --tous
    """
    _besoins(config, "json" if as_json else "table", None, tous)


@besoins.command("exporter")
@with_config
@click.option("--format", "how", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help="La forme.")
@click.option("--sortie", type=NEW_FILE, help="Fichier à écrire. Défaut : la sortie standard.")
@click.option("--tous", is_flag=True, help="Aussi les besoins couverts, pris ou clos.")
def exporter(config: Path, how: str, sortie: Path | None, tous: bool) -> None:
    """Exporter les besoins, sans nom ni compte de personne.

    \b
    Exemple : aiguilleur besoins exporter --format csv --sortie besoins.csv
    """
    _besoins(config, how, sortie, tous)


def _besoins(config: Path, how: str, target: Path | None, everything: bool) -> None:
    from aiguilleur_bot.app import list_besoins
    from aiguilleur_bot.needs import export

    rows = asyncio.run(list_besoins(read_settings(config), everything=everything))
    if how == "table":
        click.echo(export.to_table(rows))
    elif target is None:
        click.echo(export.to_csv(rows) if how == "csv" else export.to_json(rows), nl=False)
    else:
        text = export.to_csv(rows) if how == "csv" else export.to_json(rows)
        target.write_text(text, encoding="utf-8", newline="")
        click.echo(f"{len(rows)} besoins écrits dans {target}")


aiguilleur.add_command(apprendre)


@aiguilleur.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Écrire la complétion de l'interpréteur de commandes.

    \b
    Exemple : aiguilleur completion bash > ~/.local/share/bash-completion/completions/aiguilleur
    """
    from click.shell_completion import get_completion_class

    cls = get_completion_class(shell)
    if cls is None:
        raise click.UsageError(f"la complétion de {shell} n'existe pas dans cette version de click")
    click.echo(cls(aiguilleur, {}, "aiguilleur", "_AIGUILLEUR_COMPLETE").source())


# ------------------------------------------------------------------ inside


def reference() -> str:
    """docs/commandes.md: the help of every command, as people read it."""
    speak_french()
    lines = ["# Les commandes", "", "Cette page est écrite par `make schemas` à partir de l'aide des commandes.", ""]
    for name, command in _walk(aiguilleur, "aiguilleur"):
        with click.Context(command, info_name=name, terminal_width=100, help_option_names=["-h", "--help"]) as context:
            lines += [f"## `{name}`", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(lines)


def _walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from _walk(child, f"{name} {child.name}")


def main() -> None:
    """The `aiguilleur` command."""
    speak_french()
    with told_in_french():
        aiguilleur()
