"""`aiguilleur apprendre`: the commands of gardeners."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aiguilleur_bot.configuration import DEFAULT, read_settings
from aiguilleur_bot.knowledge.problems import no_break_spaces
from aiguilleur_bot.parameters import FILE, SUBCOMMAND, with_config, with_json, with_savoir
from aiguilleur_bot.presentation import print_json

if TYPE_CHECKING:
    from aiguilleur_bot.learning import Shown

_CONFIRMED = {
    "choix": "la personne a ouvert cette fiche",
    "suivi": "ça l'a aidée",
    "aiguilleur": "dit par qui l'a suivie",
}

_numbers = click.argument("numeros", nargs=-1, type=int, metavar="[NUMÉROS]...")
_everything = click.option("--tout", is_flag=True, help="Toutes les phrases listées.")
_dry_run = click.option("--a-blanc", is_flag=True, help="Montrer ce qui serait fait, sans rien changer.")


@click.group(subcommand_metavar=SUBCOMMAND)
def apprendre() -> None:
    """Relire ce que les gens ont dit, et en faire des phrases d'exemple.

    \b
    Exemple : aiguilleur apprendre lister
    """


@apprendre.command("lister")
@with_config
@with_json
def lister(config: Path, as_json: bool) -> None:
    """Lister les phrases à relire, par fiche, avec l'exemple déjà connu le plus proche.

    \b
    Exemple : aiguilleur apprendre lister --json
    """
    from aiguilleur_bot.learning import proposals

    waiting = asyncio.run(proposals(read_settings(config)))
    if as_json:
        print_json({"phrases": [_as_json(one) for one in waiting]})
    else:
        _echo(_as_text(waiting))


@apprendre.command("accepter")
@_numbers
@_everything
@_dry_run
@click.option("--redire", metavar="PHRASE", help="Vos mots à la place des siens (un seul numéro).")
@with_config
def accepter(numeros: tuple[int, ...], tout: bool, a_blanc: bool, redire: str | None, config: Path) -> None:
    """Écrire des phrases dans exemples/ de votre dossier de savoir ; le robot les relit tout seul.

    --tout laisse de côté les phrases déjà connues, à une lettre près.

    \b
    Exemples : aiguilleur apprendre accepter 3 5
               aiguilleur apprendre accepter 3 --redire "on note tout sur un cahier"
               aiguilleur apprendre accepter --tout --a-blanc
    """
    from aiguilleur_bot import learning

    _demand_some(numeros, tout)
    if redire is not None and (tout or len(numeros) != 1):
        raise click.UsageError("--redire va avec un seul numéro")
    settings = read_settings(config)
    learning.own_folder(settings)
    waiting = asyncio.run(learning.proposals(settings))
    wanted = learning.chosen(waiting, numeros, everything=tout)
    if tout:
        wanted = tuple(one for one in wanted if one.useful)
    done = asyncio.run(learning.accept(settings, wanted, reworded=redire, dry_run=a_blanc))
    for one in done:
        _echo(f"{one.file}" + "".join(f"\n  + {phrase}" for phrase in one.phrases))
    count = sum(len(one.phrases) for one in done)
    _echo(f"{count} phrases {'seraient écrites' if a_blanc else 'écrites'}, {len(wanted) - count} déjà connues.")


@apprendre.command("rejeter")
@_numbers
@_everything
@_dry_run
@with_config
def rejeter(numeros: tuple[int, ...], tout: bool, a_blanc: bool, config: Path) -> None:
    """Écarter des phrases : leurs mots sont effacés, elles ne seront plus proposées.

    \b
    Exemple : aiguilleur apprendre rejeter 4
    """
    from aiguilleur_bot import learning

    _demand_some(numeros, tout)
    settings = read_settings(config)
    wanted = learning.chosen(asyncio.run(learning.proposals(settings)), numeros, everything=tout)
    for one in wanted:
        _echo(f"- {one.proposal.commun} : « {one.proposal.texte} »")
    if not a_blanc:
        asyncio.run(learning.reject(settings, wanted))
    _echo(f"{len(wanted)} phrases {'seraient écartées' if a_blanc else 'écartées'}.")


@apprendre.command("proposer")
@click.argument("numero", type=int, metavar="NUMÉRO")
@click.argument("commun", metavar="FICHE")
@with_config
def proposer(numero: int, commun: str, config: Path) -> None:
    """Dire quelle ressource a servi à une demande : ses mots sont à relire, comme exemple de cette fiche.

    \b
    Exemple : aiguilleur apprendre proposer 42 dokos
    """
    from aiguilleur_bot.learning import propose

    if asyncio.run(propose(read_settings(config), numero, commun)):
        _echo(f"La demande n° {numero} est à relire comme exemple de {commun} : aiguilleur apprendre lister")
    else:
        _echo(f"La demande n° {numero} n'apprend rien de plus (effacée, retirée, sensible, ou déjà relue).")


@apprendre.command("rapport")
@click.option("--config", type=FILE, help="Le fichier de réglages, pour compter aussi l'usage.")
@with_savoir
@with_json
def rapport(config: Path | None, savoir: Path | None, as_json: bool) -> None:
    """Montrer les fiches à revoir : jamais en premier, montrées puis écartées, ou qui se prennent leurs besoins.

    Chaque phrase de la base est posée à un moteur qui ne la connaît pas : comptez une minute ou deux.

    \b
    Exemples : aiguilleur apprendre rapport
               aiguilleur apprendre rapport --savoir mon-savoir/ --json
    """
    from aiguilleur_bot.learning import inspect
    from aiguilleur_bot.needs.garden import as_text

    if config is not None and savoir is not None:
        raise click.UsageError("--config dit déjà quel savoir lire : donnez --config ou --savoir")
    if config is None and savoir is None and DEFAULT.exists():
        config = DEFAULT
    settings = read_settings(config) if config is not None else None
    click.echo("Chaque phrase de la base est posée au moteur : une minute ou deux…", err=True)
    found = asyncio.run(inspect(savoir, settings))
    if as_json:
        print_json(found.as_dict())
    else:
        _echo(as_text(found))


def _demand_some(numbers: tuple[int, ...], everything: bool) -> None:
    if bool(numbers) == everything:
        raise click.UsageError("donnez des numéros (voir aiguilleur apprendre lister), ou --tout")


def _as_json(one: Shown) -> dict[str, object]:
    proposal, near = one.proposal, one.near
    return {
        "numero": proposal.id,
        "commun": proposal.commun,
        "nom": one.nom,
        "texte": proposal.texte,
        "confirmation": proposal.comment.value,
        "personnes": proposal.personnes,
        "premiers": list(proposal.premiers),
        "depuis": proposal.depuis.isoformat(),
        "proche": {"texte": near.phrase, "ressemblance": near.likeness} if near is not None else None,
        "connue": near is not None and near.known,
    }


def _as_text(waiting: Sequence[Shown]) -> str:
    if not waiting:
        return "Aucune phrase à relire."
    lines = []
    for commun, group in groupby(waiting, key=lambda one: one.proposal.commun):
        shown = list(group)
        lines += [f"{shown[0].nom} ({commun})" if shown[0].nom else f"{commun} : cette fiche n'existe plus"]
        for one in shown:
            lines += _lines(one)
        lines.append("")
    lines.append("aiguilleur apprendre accepter NUMÉROS · rejeter NUMÉROS")
    return "\n".join(lines)


def _lines(one: Shown) -> list[str]:
    proposal, near = one.proposal, one.near
    people = f", {proposal.personnes} personnes" if proposal.personnes > 1 else ""
    lines = [f"  {proposal.id:>4}. « {proposal.texte} » ({_CONFIRMED[proposal.comment.value]}{people})"]
    if proposal.premiers:
        lines.append(f"        le robot montrait d'abord : {', '.join(proposal.premiers)}")
    if near is not None:
        what = "déjà connue" if near.known else f"proche à {100 * near.likeness:.0f} %"
        lines.append(f"        {what} : « {near.phrase} »")
    return lines


def _echo(text: str) -> None:
    click.echo(no_break_spaces(text))
