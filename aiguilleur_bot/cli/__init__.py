"""The commands people type. Each reads its options, calls one function of the house, and prints.

Exit codes: 0 done, 1 failed, 2 usage, 3 configuration, 4 authentication lost, 5 database.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from aiguilleur_bot import __version__
from aiguilleur_bot.cli import asking, besoins, donnees, gardening, heures, keys, learning, operating
from aiguilleur_bot.exits import speak_french, told_in_french
from aiguilleur_bot.parameters import SUBCOMMAND


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


for one in (
    *(operating.lancer, operating.demo, operating.initialiser, operating.diagnostiquer),
    *(asking.demander, asking.verifier, asking.evaluer),
    *(besoins.besoins, besoins.bilan, heures.heures, learning.apprendre, keys.cle, donnees.donnees),
    *(gardening.fiches, gardening.brouillons, gardening.signalements),
):
    aiguilleur.add_command(one)


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
