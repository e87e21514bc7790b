"""What the bot waits for as JSON, for the store. What another version wrote and this one cannot read is forgotten."""

from __future__ import annotations

from functools import cache

from pydantic import TypeAdapter, ValidationError

from aiguilleur_bot.handoff.guichet.model import REPOS, Poste


def dump(poste: Poste) -> str:
    """The JSON of what is waited for."""
    return _adapter().dump_json(poste).decode()


def load(texte: str) -> Poste:
    """What is waited for, from that JSON: nothing, when it cannot be read. The besoin itself is in its own table."""
    try:
        return _adapter().validate_json(texte)
    except ValidationError:
        return REPOS


@cache
def _adapter() -> TypeAdapter[Poste]:
    return TypeAdapter(Poste)
