"""What the terminal shows: answers, tables, colours that respect NO_COLOR."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import click

from aiguilleur_bot.vocabulary import Contact, Proposition, Reponse, Suite

_SANS_REPONSE = {
    Suite.INCONNU: "Je ne connais rien qui réponde vraiment à ça : dans un salon, je proposerais une personne.",
    Suite.HORS_PERIMETRE: "Demandez au salon, quelqu'un l'a sûrement : ce n'est pas un besoin pour le réseau.",
    Suite.SENSIBLE: "Ici, une personne répond, pas un robot : je proposerais de prévenir deux personnes du réseau.",
    Suite.IGNORE: "Je ne répondrais pas : ce n'est pas un besoin.",
}


def colours_wanted() -> bool:
    """Colours on a terminal only, and never when NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def bold(text: str) -> str:
    """`text` in bold where colours are wanted."""
    return click.style(text, bold=True) if colours_wanted() else text


def print_json(value: object) -> None:
    """What `--json` writes: for a machine, readable by a person."""
    click.echo(as_json(value))


def as_json(value: object) -> str:
    """`value` as JSON that a person can read too."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def answer_as_json(reponse: Reponse) -> dict[str, object]:
    """The object `demander --json` prints (docs/commandes.md)."""
    return {
        "suite": reponse.suite.value,
        "besoins": [
            {
                "texte": besoin.texte,
                "action": besoin.action.value if besoin.action else None,
                "confiance": round(besoin.confiance, 4),
                "propositions": [_proposition(proposition) for proposition in besoin.propositions],
            }
            for besoin in reponse.besoins
        ],
        "question": (
            {"texte": reponse.question.texte, "choix": [asdict(choix) for choix in reponse.question.choix]}
            if reponse.question
            else None
        ),
        "faq": list(reponse.faq),
        "contacts": [asdict(contact) for contact in reponse.contacts],
    }


def _proposition(proposition: Proposition) -> dict[str, object]:
    return {
        "id": proposition.id,
        "nom": proposition.nom,
        "score": round(proposition.score, 4),
        "pourquoi": list(proposition.pourquoi),
        "contacts": [asdict(contact) for contact in proposition.contacts],
    }


def answer_as_text(reponse: Reponse, usages: Mapping[str, str]) -> str:
    """One answer, readable. `usages` gives the phrase of each commun."""
    if reponse.suite in _SANS_REPONSE:
        return "\n".join([_SANS_REPONSE[reponse.suite], *_contacts(reponse.contacts)])
    lines: list[str] = []
    if reponse.question:
        lines.append(reponse.question.texte)
        lines += [f"  {rang}. {choix.libelle}" for rang, choix in enumerate(reponse.question.choix, 1)]
        return "\n".join(lines)
    for besoin in reponse.besoins:
        for rang, proposition in enumerate(besoin.propositions, 1):
            lines.append(f"{rang}. {bold(proposition.nom)} : {usages[proposition.id]}  ({proposition.score:.0%})")
            lines += [f"   · {raison}" for raison in proposition.pourquoi]
            lines += [f"   {line}" for line in _contacts(proposition.contacts)]
    return "\n".join(lines)


def _contacts(contacts: Sequence[Contact]) -> list[str]:
    return [f"À qui parler : {contact.libelle}, {contact.valeur}" for contact in contacts]


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A plain aligned table."""
    widths = [max(len(row[column]) for row in (headers, *rows)) for column in range(len(headers))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (headers, *rows)
    ]
    return "\n".join([bold(lines[0]), *lines[1:]])
