"""The words of the port as JSON, for the journal and the outbox."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from pydantic import TypeAdapter

from aiguilleur_bot.platforms.base import Inbound, Outbound

_KINDS = MappingProxyType({kind.__name__: kind for kind in (*get_args(Inbound), *get_args(Outbound))})


def kind(value: Inbound | Outbound) -> str:
    """The name under which `value` is stored."""
    return type(value).__name__


def dump(value: Inbound | Outbound) -> str:
    """`value` as JSON."""
    return _adapter(kind(value)).dump_json(value).decode()


def load_inbound(genre: str, charge: str) -> Inbound:
    """What `dump` made of an event. Raises KeyError or ValueError when it is none."""
    value: Inbound = _adapter(genre).validate_json(charge)
    return value


def load_outbound(genre: str, charge: str) -> Outbound:
    """What `dump` made of an outbound. Raises KeyError or ValueError when it is none."""
    value: Outbound = _adapter(genre).validate_json(charge)
    return value


@cache
def _adapter(genre: str) -> TypeAdapter[Any]:
    return TypeAdapter(_KINDS[genre])
