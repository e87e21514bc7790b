"""`aiguilleur besoins`, `aiguilleur bilan`: what is missing, read in a terminal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from aiguilleur_bot.configuration import read_settings
from aiguilleur_bot.needs.mots import ACTIONS, ETATS, FAMILLES, MOTIFS, SOURCES
from aiguilleur_bot.parameters import (
    NEW_FILE,
    SUBCOMMAND,
    with_config,
    with_json,
)

_COMPTES = ("manque", "robot", "hors", "servi", "non-couvert", "tous")


class Month(click.ParamType[str]):
    """A month, as 2026-11."""

    name = "mois"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from aiguilleur_bot.needs.mois import MONTH

        if not MONTH.fullmatch(str(value)):
            self.fail(f"« {value} » : écrivez le mois comme 2026-11", param, ctx)
        return str(value)


MONTH = Month()


class Listed(click.Choice[str]):
    """A word of a closed list. « gérer » is `gerer`, « en cours » is `en_cours`: people write what they read."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from aiguilleur_bot.knowledge.folding import flat

        known = {flat(one): one for one in self.choices}
        return super().convert(known.get(flat(str(value)), value), param, ctx)


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """The options that choose besoins."""
    for option in reversed(
        (
            click.option("--tous", is_flag=True, help="Aussi les besoins couverts, pris ou clos."),
            click.option(
                "--compte",
                type=click.Choice(_COMPTES),
                help="Ce qui manque, les fautes du robot, ce qui est hors, ce qui est servi. Défaut : non-couvert.",
            ),
            click.option("--action", type=Listed([*ACTIONS]), help="La catégorie du besoin."),
            click.option(
                "--famille",
                type=Listed([*FAMILLES]),
                metavar="FAMILLE",
                help="La famille du besoin : juridique, formation…",
            ),
            click.option("--region", metavar="RÉGION", help="Région : code INSEE ou nom."),
            click.option(
                "--motif",
                type=Listed([*MOTIFS]),
                metavar="MOTIF",
                help="Pourquoi ce n'est pas couvert : trop-cher, aucun-commun-connu…",
            ),
            click.option("--etat", type=Listed([*ETATS]), help="Où en sont les humains."),
            click.option("--source", type=Listed([*SOURCES]), help="D'où vient la ligne. web : une page."),
            click.option("--mois", type=MONTH, help="Un mois : 2026-11."),
            click.option("--depuis", type=MONTH, help="Depuis ce mois compris."),
            click.option("--mots", metavar="MOTS", default="", help="Ces mots, ou leur début, dans le besoin."),
            click.option("--defi", type=int, metavar="NOMBRE", help="Les besoins de ce défi."),
        )
    ):
        command = option(command)
    return command


@click.group(subcommand_metavar=SUBCOMMAND)
def besoins() -> None:
    """Le journal des besoins confirmés.

    \b
    Exemple : aiguilleur besoins lister
    """


@besoins.command("lister")
@with_config
@with_json
@with_filters
def lister(config: Path, as_json: bool, **filters: Any) -> None:
    """Lister les besoins non couverts, du plus ancien au plus récent.

    \b
    Exemple : aiguilleur besoins lister --compte manque --region 32 --mots bail
    """
    _besoins(config, "json" if as_json else "table", None, filters)


@besoins.command("exporter")
@with_config
@click.option("--format", "how", type=click.Choice(["csv", "json"]), default="csv", show_default=True, help="La forme.")
@click.option("--sortie", type=NEW_FILE, help="Fichier à écrire. Défaut : la sortie standard.")
@with_filters
def exporter(config: Path, how: str, sortie: Path | None, **filters: Any) -> None:
    """Exporter les besoins, sans nom ni compte de personne.

    \b
    Exemple : aiguilleur besoins exporter --mois 2026-11 --sortie besoins.csv
    """
    _besoins(config, how, sortie, filters)


@click.command()
@with_config
@with_json
@click.option("--mois", type=MONTH, help="Le mois : 2026-11. Défaut : depuis le début.")
def bilan(config: Path, as_json: bool, mois: str | None) -> None:
    """Le bilan : ce qui manque, ce que le robot a manqué, et si le réseau aide.

    \b
    Exemple : aiguilleur bilan --mois 2026-11
    """
    from aiguilleur_bot.needs.bilan import as_dict, as_text
    from aiguilleur_bot.reports import balance

    found = asyncio.run(balance(read_settings(config), mois))
    click.echo(json.dumps(as_dict(found), ensure_ascii=False, indent=2) if as_json else as_text(found))


def _besoins(config: Path, how: str, target: Path | None, filters: dict[str, Any]) -> None:
    from aiguilleur_bot.needs import export
    from aiguilleur_bot.needs.manques import Compte, Filtre
    from aiguilleur_bot.reports import list_manques, region_code

    settings, everything = read_settings(config), filters.pop("tous")
    default = Compte.TOUS if everything else Compte.NON_COUVERT
    filters["compte"] = Compte(filters["compte"]) if filters["compte"] else default
    filters["region"] = region_code(settings, filters["region"])
    rows = asyncio.run(list_manques(settings, Filtre(**filters)))
    if how == "table":
        click.echo(export.to_table(rows))
    elif target is None:
        click.echo(export.to_csv(rows) if how == "csv" else export.to_json(rows), nl=False)
    else:
        text = export.to_csv(rows) if how == "csv" else export.to_json(rows)
        target.write_text(text, encoding="utf-8", newline="")
        click.echo(f"{export.counted(len(rows))} écrit{'s' if len(rows) > 1 else ''} dans {target}")
