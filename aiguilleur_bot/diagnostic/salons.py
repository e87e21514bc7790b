"""What is looked at in the rooms and the aiguilleurs of any platform."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiguilleur_bot.diagnostic.findings import Finding, error, warning
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.settings import NomDePlateforme, Salon, Settings

NOBODY = (
    "il n'y a personne d'autre que le robot",
    "invitez les aiguilleurs dans ce salon : sans eux, aucun téléphone ne sonne",
)
"""What is wrong with an empty room of aiguilleurs, and what to do."""


def missing_roles(salons: Sequence[Salon]) -> Iterator[Finding]:
    """The rooms without which nobody asks, or nobody is called, whatever their platform."""
    roles = {salon.role for salon in salons}
    if "entraide" not in roles:
        yield warning("Salons", "aucun salon d'entraide", "ajoutez-en un à « salons » (role: entraide)")
    if "aiguilleurs" not in roles:
        todo = "ajoutez-en un à « salons » (role: aiguilleurs) : sans lui, personne n'est prévenu"
        yield warning("Salons", "aucun salon des aiguilleurs", todo)


def accounts(settings: Settings, base: Base | None, plateforme: NomDePlateforme) -> Iterator[tuple[str, str]]:
    """How to tell each aiguilleur without naming anybody, and their account on that platform."""
    for rank, entry in enumerate(settings.aiguilleurs, start=1):
        if account := entry.compte.get(plateforme):
            yield f"aiguilleurs[{rank}] d'aiguilleur.yaml", account
    for rank, known in enumerate(base.aiguilleurs.values() if base is not None else (), start=1):
        if known.exemple == "non" and (account := known.comptes.get(plateforme)):
            yield f"le fichier n° {rank} de aiguilleurs/ dans la base", account  # its name may be a person's


def unknown(which: str, plateforme: str) -> Finding:
    """An aiguilleur whose account is nobody's."""
    return error("Aiguilleurs", f"{which} : le serveur ne connaît pas ce compte {plateforme}", "corrigez ce compte")


def not_rung(which: str) -> Finding:
    """An aiguilleur who is in no room that rings."""
    todo = "invitez cette personne dans le salon des aiguilleurs : elle n'est pas prévenue"
    return warning("Aiguilleurs", f"{which} : n'est dans aucun salon des aiguilleurs", todo)


def people(number: int) -> str:
    """« 3 personnes »."""
    return f"{number} personne{'s' if number > 1 else ''}"
