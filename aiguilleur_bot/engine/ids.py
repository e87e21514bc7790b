"""Ids derived from a decision: the same decision gives the same id, whatever crashed in between."""

from __future__ import annotations

import uuid

_SPACE = uuid.UUID("6f0c1f0e-6f5f-5b0e-9a55-6a6f8d9e5a42")


def outbound_id(key: str, part: str) -> str:
    """The id of one `part` of what was decided about the event (or timer) `key`."""
    return str(uuid.uuid5(_SPACE, f"{key}\0{part}"))


def event_key(plateforme: str, evenement: str) -> str:
    """The key of what one event leads to."""
    return f"{plateforme}\0{evenement}"
