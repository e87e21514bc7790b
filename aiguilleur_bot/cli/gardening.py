"""`aiguilleur fiches`, `aiguilleur brouillons`, `aiguilleur signalements`: the commands of gardeners about people."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from aiguilleur_bot.configuration import read_settings
from aiguilleur_bot.knowledge.fields import Famille
from aiguilleur_bot.knowledge.problems import no_break_spaces
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.parameters import SUBCOMMAND, with_config, with_json
from aiguilleur_bot.presentation import print_json, table
from aiguilleur_bot.vocabulary import Action

if TYPE_CHECKING:
    from aiguilleur_bot.store.brouillons import Brouillon

_NATURES = get_args(Commun.model_fields["nature"].annotation)
_FAMILIES = get_args(Famille)
_numbers = click.argument("numeros", nargs=-1, type=int, metavar="NUMÉROS...", required=True)


@click.group(subcommand_metavar=SUBCOMMAND)
def fiches() -> None:
    """Voir les fiches où il manque quelqu'un à appeler.

    \b
    Exemple : aiguilleur fiches sans-personne
    """


@fiches.command("sans-personne")
@with_config
@with_json
def sans_personne(config: Path, as_json: bool) -> None:
    """Lister les fiches que personne n'a accepté de porter, les plus demandées d'abord.

    \b
    Exemple : aiguilleur fiches sans-personne --json
    """
    from aiguilleur_bot.gardening import nobody_to_call

    found = asyncio.run(nobody_to_call(read_settings(config)))
    if as_json:
        print_json({"fiches": [one.as_dict() for one in found]})
        return
    rows = [
        (one.nom, one.commun, str(one.besoins), str(one.ouverte), str(one.montree), one.adresse or "(rien)")
        for one in found
    ]
    _echo(table(("nom", "fiche", "demandes", "ouverte", "montrée", "adresse"), rows))
    _echo("Ne compte que les besoins exprimés au robot ou saisis par le réseau.")


@click.group(subcommand_metavar=SUBCOMMAND)
def brouillons() -> None:
    """Relire les ressources proposées, et en faire des fiches.

    \b
    Exemple : aiguilleur brouillons lister
    """


@brouillons.command("lister")
@with_config
@with_json
def lister_brouillons(config: Path, as_json: bool) -> None:
    """Lister ce qui est proposé et que personne n'a décidé.

    \b
    Exemple : aiguilleur brouillons lister
    """
    from aiguilleur_bot.gardening import drafts

    waiting = asyncio.run(drafts(read_settings(config)))
    if as_json:
        print_json({"brouillons": [_draft(one) for one in waiting]})
    elif not waiting:
        _echo("Aucun brouillon à relire.")
    else:
        for one in waiting:
            _echo(f"{one.id:>4}. {one.nom} ({one.cree_le:%d/%m/%Y})")


@brouillons.command("montrer")
@click.argument("numero", type=int, metavar="NUMÉRO")
@with_config
@with_json
def montrer(numero: int, config: Path, as_json: bool) -> None:
    """Montrer un brouillon en entier.

    \b
    Exemple : aiguilleur brouillons montrer 3
    """
    from aiguilleur_bot.gardening import draft

    one = asyncio.run(draft(read_settings(config), numero))
    if as_json:
        print_json(_draft(one))
        return
    for name, value in _draft(one).items():
        shown = {True: "oui", False: "non"}.get(value, value) if isinstance(value, bool) else value
        _echo(f"{name} : {shown if shown not in ('', None) else 'inconnu'}")


@brouillons.command("ecrire")
@click.argument("numero", type=int, metavar="NUMÉRO")
@click.option("--id", "id", metavar="NOM", help="Nom du fichier de la fiche. Défaut : tiré de son nom.")
@click.option(
    "--nature", type=click.Choice(_NATURES), default="ressource-documentaire", show_default=True, help="Sa nature."
)
@click.option(
    "--action",
    "actions",
    type=click.Choice([one.value for one in Action]),
    multiple=True,
    default=["documenter"],
    show_default=True,
    help="Ce qu'elle aide à faire ; la première compte le plus.",
)
@click.option(
    "--famille",
    "familles",
    type=click.Choice(_FAMILIES),
    multiple=True,
    default=["documentation"],
    show_default=True,
    help="La famille de besoins.",
)
@click.option("--pour-de-vrai", is_flag=True, help="Écrire le fichier ; sans cela, il est seulement montré.")
@with_config
def ecrire(
    numero: int,
    id: str | None,
    nature: str,
    actions: tuple[str, ...],
    familles: tuple[str, ...],
    pour_de_vrai: bool,
    config: Path,
) -> None:
    """Faire une fiche d'un brouillon, dans votre dossier de savoir : ce qu'on sait, et « inconnu » pour le reste.

    \b
    Exemples : aiguilleur brouillons ecrire 3
               aiguilleur brouillons ecrire 3 --nature methode --action animer --pour-de-vrai
    """
    from aiguilleur_bot.gardening import draft, write
    from aiguilleur_bot.needs.fiches import TO_COMPLETE

    settings = read_settings(config)
    one = asyncio.run(draft(settings, numero))
    done = asyncio.run(
        write(settings, one, id=id, nature=nature, actions=actions, familles=familles, dry_run=not pour_de_vrai)
    )
    if not pour_de_vrai:
        click.echo(done.text)
    for problem in done.errors:
        _echo(f"erreur : {problem}")
    for problem in done.warnings:
        _echo(f"avertissement : {problem}")
    _echo("Reste à trouver : " + " ; ".join(TO_COMPLETE) + ".")
    if done.errors:
        raise click.ClickException(f"{done.file} n'est pas écrit.")
    _echo(f"{done.file} {'écrit' if pour_de_vrai else 'serait écrit : ajoutez --pour-de-vrai'}.")


@brouillons.command("rejeter")
@_numbers
@with_config
def rejeter(numeros: tuple[int, ...], config: Path) -> None:
    """Écarter des brouillons : leurs mots sont effacés.

    \b
    Exemple : aiguilleur brouillons rejeter 4 7
    """
    from aiguilleur_bot.gardening import reject

    _echo(f"{asyncio.run(reject(read_settings(config), numeros))} brouillons écartés.")


@click.group(subcommand_metavar=SUBCOMMAND)
def signalements() -> None:
    """Lire ce que les gens disent des fiches fausses.

    \b
    Exemple : aiguilleur signalements lister
    """


@signalements.command("lister")
@with_config
@with_json
def lister_signalements(config: Path, as_json: bool) -> None:
    """Lister les fiches signalées, et ce qui en est dit.

    \b
    Exemple : aiguilleur signalements lister
    """
    from aiguilleur_bot.gardening import reports

    waiting = asyncio.run(reports(read_settings(config)))
    if as_json:
        shown = [
            {"numero": one.id, "commun": one.commun, "mots": one.mots, "le": one.cree_le.isoformat()} for one in waiting
        ]
        print_json({"signalements": shown})
    elif not waiting:
        _echo("Aucune fiche signalée.")
    else:
        for one in waiting:
            _echo(f"{one.id:>4}. {one.commun}{f' : « {one.mots} »' if one.mots else ''} ({one.cree_le:%d/%m/%Y})")


@signalements.command("vu")
@_numbers
@with_config
def vu(numeros: tuple[int, ...], config: Path) -> None:
    """Dire que des signalements sont lus : leurs mots sont effacés.

    \b
    Exemple : aiguilleur signalements vu 2 5
    """
    from aiguilleur_bot.gardening import mark_seen

    _echo(f"{asyncio.run(mark_seen(read_settings(config), numeros))} signalements lus.")


def _draft(one: Brouillon) -> dict[str, str | int | bool | None]:
    return {
        "numero": one.id,
        "nom": one.nom,
        "lien": one.lien,
        "usage": one.usage,
        "contact": one.contact,
        "accord": one.accord,
        "origine": one.origine,
        "besoin": one.numero,
        "le": one.cree_le.isoformat(),
    }


def _echo(text: str) -> None:
    click.echo(no_break_spaces(text))
