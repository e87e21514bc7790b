"""What commands take: options they share, and how a path, a day, a demand are read and named in French."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from aiguilleur_bot.configuration import DEFAULT


def place(name: str, *, exists: bool = False, folder: bool = True, file: bool = True) -> click.Path[Path]:
    """A path, called by its French name in helps and errors."""
    path = click.Path(exists=exists, dir_okay=folder, file_okay=file, path_type=Path)
    path.name = name
    return path


FOLDER = place("dossier", exists=True, file=False)
FILE = place("fichier", exists=True, folder=False)
NEW_FOLDER, NEW_FILE = place("dossier", file=False), place("fichier", folder=False)


class Day(click.ParamType[date]):
    """A day, as 2026-11-21."""

    name = "jour"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"« {value} » : écrivez le jour comme 2026-11-21", param, ctx)


AU = Day()
PORT = click.IntRange(0, 65535)
PORT.name = "nombre"
SUBCOMMAND = "COMMANDE [ARGUMENTS]..."

with_config = click.option(
    "--config", type=place("fichier"), default=DEFAULT, show_default=True, help="Le fichier de réglages."
)
with_json = click.option("--json", "as_json", is_flag=True, help="Répondre en JSON, pour une machine.")
with_savoir = click.option(
    "--savoir", type=FOLDER, help="Dossier de la base de connaissances. Défaut : la base livrée."
)
with_au = click.option(
    "--au", type=AU, help="Jour des règles de fraîcheur (AAAA-MM-JJ). Défaut : le plus récent de la base."
)
with_region = click.option("--region", metavar="RÉGION", help="Région : code INSEE ou nom. Change qui appeler.")

with_modele = click.option(
    "--modele",
    type=place("fichier", exists=True, folder=False),
    help="Demander aussi l'avis du modèle de langue réglé dans ce fichier.",
)


class Demand:
    """One `--exiger`: a measure, a side, a bound."""

    def __init__(self, name: str, above: bool, bound: float, text: str) -> None:
        self.name, self.above, self.bound, self.text = name, above, bound, text

    def met(self, figures: dict[str, object]) -> bool:
        """Whether the figures hold the bound."""
        value = figures.get(self.name)
        if not isinstance(value, int | float):
            return False
        return value >= self.bound if self.above else value <= self.bound


def demand(text: str) -> Demand:
    """What `text` demands ("top1>=0.75"). Raises click.BadParameter, in French."""
    for sign in (">=", "<="):
        name, found, bound = text.partition(sign)
        if found:
            try:
                return Demand(name.strip(), sign == ">=", float(bound), text)
            except ValueError:
                break
    raise click.BadParameter(f"« {text} » : écrivez par exemple top1>=0.75 ou faux_refus<=0.06", param_hint="--exiger")
