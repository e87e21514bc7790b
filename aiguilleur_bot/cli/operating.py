"""Commands that start the bot, set it up, or look at how it is."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click

from aiguilleur_bot import presentation
from aiguilleur_bot.configuration import read_modele, read_settings
from aiguilleur_bot.parameters import (
    NEW_FOLDER,
    PORT,
    with_config,
    with_json,
    with_modele,
)


@click.command()
@with_config
def lancer(config: Path) -> None:
    """Lancer le robot, jusqu'à SIGTERM ou Ctrl-C.

    \b
    Exemple : aiguilleur lancer --config /etc/aiguilleur/aiguilleur.yaml
    """
    from aiguilleur_bot.app import serve

    settings = read_settings(config)
    asyncio.run(serve(settings, data_folder=config.parent.resolve()))


@click.command()
@click.option("--donnees", type=NEW_FOLDER, help="Garder les données dans ce dossier, qui commence vide.")
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


@click.command()
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


@click.command()
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
