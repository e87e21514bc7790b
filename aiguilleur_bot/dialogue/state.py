"""A conversation as JSON, for the store. What an older or newer version wrote is read as far as it can be."""

from __future__ import annotations

import json
from functools import cache

from pydantic import TypeAdapter, ValidationError

from aiguilleur_bot.dialogue.model import Conversation


def dump(conversation: Conversation) -> str:
    """The JSON of a conversation."""
    return _adapter().dump_json(conversation).decode()


def load(texte: str) -> Conversation:
    """The conversation of that JSON.

    Keys nobody knows are ignored and missing ones take their default. A field this version cannot read any
    more is dropped with its default, so that an upgrade never stops a conversation. Raises ValueError when
    the text is not a JSON object.
    """
    read = json.loads(texte)
    if not isinstance(read, dict):
        raise TypeError("une conversation est un objet JSON")
    values = {"direct": False} | read
    while True:
        try:
            return _adapter().validate_python(values)
        except ValidationError as error:
            wrong = {str(detail["loc"][0]) for detail in error.errors() if detail["loc"]} & values.keys()
            if not wrong - {"direct"}:
                return Conversation(direct=bool(values["direct"]))
            values = {key: value for key, value in values.items() if key not in wrong or key == "direct"}


@cache
def _adapter() -> TypeAdapter[Conversation]:
    return TypeAdapter(Conversation)
