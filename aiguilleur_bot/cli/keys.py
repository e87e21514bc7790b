"""`aiguilleur cle`: renew the key of the pseudonyms."""

from __future__ import annotations

from pathlib import Path

import click

from aiguilleur_bot.configuration import key_file
from aiguilleur_bot.knowledge.problems import no_break_spaces
from aiguilleur_bot.parameters import SUBCOMMAND, with_config

_dry_run = click.option("--a-blanc", is_flag=True, help="Dire ce qui serait fait, sans rien changer.")


@click.group(subcommand_metavar=SUBCOMMAND)
def cle() -> None:
    """La clé des pseudonymes.

    \b
    Exemple : aiguilleur cle renouveler
    """


@cle.command("renouveler")
@with_config
@_dry_run
def renouveler(config: Path, a_blanc: bool) -> None:
    """Faire une nouvelle clé, et garder celle d'avant le temps de reconnaître les gens.

    À faire une fois par an, puis relancer le robot. Qui reparle au robot est suivi sous la nouvelle clé. La clé
    d'avant disparaît au renouvellement suivant : qui n'est pas revenu ne peut plus jamais être reconnu.

    \b
    Exemple : aiguilleur cle renouveler --a-blanc
    """
    from aiguilleur_bot.keys import renew

    file = key_file(config)
    done = renew(file, dry_run=a_blanc)
    _echo("Rien n'a changé. Ce qui serait fait :" if a_blanc else f"Nouvelle clé écrite dans {file}.")
    _echo(f"{done.kept} clés gardées, {done.retired} retirée(s). Relancez le robot, puis sauvegardez ce fichier.")


@cle.command("retirer")
@with_config
@_dry_run
def retirer(config: Path, a_blanc: bool) -> None:
    """Retirer dès maintenant les clés d'avant : qui n'est pas revenu ne peut plus jamais être reconnu.

    Les sauvegardes qui ont l'ancienne clé sont à effacer aussi.

    \b
    Exemple : aiguilleur cle retirer
    """
    from aiguilleur_bot.keys import retire

    done = retire(key_file(config), dry_run=a_blanc)
    if not done.retired:
        _echo("Il n'y a qu'une clé : rien à retirer.")
        return
    _echo("Rien n'a changé. Ce qui serait fait :" if a_blanc else "C'est fait. Relancez le robot.")
    _echo(f"{done.retired} clé(s) retirée(s). Effacez aussi les sauvegardes qui les ont.")


def _echo(text: str) -> None:
    click.echo(no_break_spaces(text))
