"""What is held about a person, shown to them and erased when they ask: always in direct."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from aiguilleur_bot.dialogue.dossier import Cell, Dossier, Tables
from aiguilleur_bot.dialogue.model import Conversation, Effect, Forget, Say, Value, World
from aiguilleur_bot.dialogue.turn import Turn, privately, said
from aiguilleur_bot.vocabulary import HELD_STATES

PART = 6000
"""Characters of JSON in one message: shown twice, plain and in HTML, it stays far below what a server takes."""

SHOWN = 20
"""Rows of one kind that the readable form shows, the latest; the JSON has them all."""


def my_data(conversation: Conversation, world: World) -> Turn:
    """« mes données »: everything, readable."""
    return conversation, _in_private(conversation, "mes_donnees", _readable(world.dossier))


def my_data_as_json(conversation: Conversation, world: World) -> Turn:
    """« mes données json »: everything, as a machine reads it, in as many messages as it takes."""
    blocs = tuple(as_json(world.dossier.tables if world.dossier else {}, world.maintenant))
    first, *rest = (
        privately(conversation, "mes_donnees_json", {"partie": number, "parties": len(blocs), "bloc": bloc})
        for number, bloc in enumerate(blocs, start=1)
    )
    told = () if conversation.direct else (Say("en_prive"),)
    return conversation, (*told, first, *(replace(one, sonne=False) for one in rest))


def promised(conversation: Conversation) -> Turn:
    """« vous gardez mes données ? »: how long, who reads, and how to see or erase it."""
    return said(conversation, "vie_privee")


def forget(conversation: Conversation, world: World) -> Turn:
    """« oublie-moi »: everything is erased, and the person is told what was."""
    erased = _readable(world.dossier)
    return Conversation(direct=conversation.direct), (Forget(), *_in_private(conversation, "oubli", erased))


def as_json(tables: Tables, now: datetime, part: int = PART) -> Iterator[str]:
    """Everything held, as JSON objects of about `part` characters; one, at least. No row is cut in two."""
    waiting: dict[str, list[Mapping[str, Cell]]] = {}
    length = 0
    for table, rows in tables.items():
        for row in rows:
            size = len(_dumped(row))
            if waiting and length + size > part:
                yield _bloc(waiting, now)
                waiting, length = {}, 0
            waiting.setdefault(table, []).append(row)
            length += size
    yield _bloc(waiting, now)


def _bloc(tables: Mapping[str, object], now: datetime) -> str:
    return _dumped({"le": now.isoformat(timespec="seconds"), "donnees": tables})


def _dumped(value: object) -> str:
    """JSON that no fence can end before its time."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("`", "\\u0060")


def _in_private(conversation: Conversation, modele: str, donnees: Mapping[str, Value]) -> tuple[Effect, ...]:
    message = privately(conversation, modele, donnees)
    return (message,) if conversation.direct else (Say("en_prive"), message)


def _readable(dossier: Dossier | None) -> Mapping[str, Value]:
    held = dossier or Dossier(premier_contact=None)
    return {
        "premier_contact": held.premier_contact.isoformat() if held.premier_contact else "",
        "besoins": tuple(
            {
                "numero": b.numero,
                "texte": b.texte,
                "etat": b.etat.value,
                "cree_le": b.cree_le.isoformat(),
                "pris_par": b.pris_par or "",
            }
            for b in held.besoins
        ),
        "conversations": held.conversations,
        "suivis": held.suivis,
        "phrases": held.phrases,
        "mots": held.mots,
        "tenus": tuple(b.numero for b in held.besoins if b.etat in HELD_STATES),
        "tables": {table: rows[-SHOWN:] for table, rows in held.tables.items()},
        "nombres": {table: len(rows) for table, rows in held.tables.items()},
    }
