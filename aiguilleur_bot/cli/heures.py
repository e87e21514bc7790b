"""`aiguilleur heures`: the time given by aiguilleurs, for contributory budgets."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path

import click

from aiguilleur_bot.configuration import read_settings
from aiguilleur_bot.parameters import NEW_FILE, SUBCOMMAND, with_config

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group(subcommand_metavar=SUBCOMMAND)
def heures() -> None:
    """Le temps que les aiguilleurs disent avoir donné.

    \b
    Exemple : aiguilleur heures exporter
    """


@heures.command("exporter")
@with_config
@click.option("--du", type=_DAY, help="Premier jour. Défaut : le 1er janvier.")
@click.option("--au", type=_DAY, help="Dernier jour. Défaut : aujourd'hui.")
@click.option("--comptes", is_flag=True, help="Une ligne par compte, pour verser un budget. Dites-le aux personnes.")
@click.option("--format", "how", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help="La forme.")
@click.option("--sortie", type=NEW_FILE, help="Fichier à écrire. Défaut : la sortie standard.")
def exporter(
    config: Path, du: datetime | None, au: datetime | None, comptes: bool, how: str, sortie: Path | None
) -> None:
    """Exporter le temps donné, par mois et par région, sans nom ni compte de personne.

    \b
    Exemple : aiguilleur heures exporter --du 2026-01-01 --sortie heures.csv
    """
    from aiguilleur_bot.app import list_heures
    from aiguilleur_bot.needs import heures as export

    last = au.date() if au else date.today()  # noqa: DTZ011 - the day of whoever types
    first = du.date() if du else last.replace(month=1, day=1)
    if first > last:
        raise click.UsageError(f"--du {first} est après --au {last}")
    given = asyncio.run(list_heures(read_settings(config), first, last))
    text = export.to_csv(given, comptes=comptes) if how == "csv" else export.to_json(given, comptes=comptes)
    if sortie is None:
        click.echo(text, nl=False)
        return
    sortie.write_text(text, encoding="utf-8", newline="")
    click.echo(f"Écrit dans {sortie}")
