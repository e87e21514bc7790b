"""`aiguilleur besoins`: the log of confirmed needs, read in a terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from aiguilleur_bot.configuration import read_settings
from aiguilleur_bot.parameters import (
    NEW_FILE,
    SUBCOMMAND,
    with_config,
    with_json,
)


@click.group(subcommand_metavar=SUBCOMMAND)
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
