"""`aiguilleur donnees`: answer somebody who writes to see or erase what is held about them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from aiguilleur_bot.knowledge.problems import no_break_spaces
from aiguilleur_bot.parameters import NEW_FILE, SUBCOMMAND, with_config
from aiguilleur_bot.presentation import print_json

_platform = click.option(
    "--plateforme", type=click.Choice(["matrix", "rocketchat", "web"]), required=True, help="Où est le compte."
)
_account = click.option(
    "--compte", required=True, metavar="COMPTE", help="Le compte, en entier ; avec web : le courriel ou le téléphone."
)


@click.group(subcommand_metavar=SUBCOMMAND)
def donnees() -> None:
    """Ce que le robot garde d'une personne, quand elle le demande par courriel.

    Vérifiez d'abord que le compte est bien le sien : demandez-lui d'écrire d'abord au robot, ou de ce compte.

    Qui a demandé à être rappelé·e sur une page est connu par l'adresse laissée : --plateforme web.

    \b
    Exemple : aiguilleur donnees exporter --plateforme matrix --compte @camille:mon-domaine.fr
    Exemple : aiguilleur donnees exporter --plateforme web --compte camille@mon-domaine.fr
    """


@donnees.command("exporter")
@_platform
@_account
@with_config
@click.option("--sortie", type=NEW_FILE, help="Fichier à écrire. Défaut : la sortie standard.")
def exporter(plateforme: str, compte: str, config: Path, sortie: Path | None) -> None:
    """Tout ce qui est gardé de ce compte, en JSON. Personne d'autre n'y est nommé.

    \b
    Exemple : aiguilleur donnees exporter --plateforme matrix --compte @camille:mon-domaine.fr --sortie camille.json
    """
    from aiguilleur_bot.presentation import as_json
    from aiguilleur_bot.rights import held

    found = {"donnees": asyncio.run(held(config, plateforme, compte))}
    if sortie is None:
        print_json(found)
        return
    sortie.touch(mode=0o600)
    sortie.write_text(as_json(found), encoding="utf-8")
    _echo(f"Écrit dans {sortie}. Effacez ce fichier une fois envoyé.")


@donnees.command("effacer")
@_platform
@_account
@with_config
@click.option("--a-blanc", is_flag=True, help="Dire ce qui serait effacé, sans rien changer.")
def effacer(plateforme: str, compte: str, config: Path, a_blanc: bool) -> None:
    """Effacer tout ce qui est gardé de ce compte ; qui suivait sa demande est prévenu par le robot.

    \b
    Exemple : aiguilleur donnees effacer --plateforme matrix --compte @camille:mon-domaine.fr --a-blanc
    Exemple : aiguilleur donnees effacer --plateforme web --compte "06 12 34 56 78"
    """
    from aiguilleur_bot.rights import erase

    counts = asyncio.run(erase(config, plateforme, compte, dry_run=a_blanc))
    if not counts:
        _echo("Rien n'est gardé de ce compte.")
        return
    for table, count in counts.items():
        click.echo(f"{count:>5}  {table}")
    _echo("Rien n'a changé : relancez sans --a-blanc." if a_blanc else "C'est effacé. Reste les sauvegardes, 30 jours.")


def _echo(text: str) -> None:
    click.echo(no_break_spaces(text))
