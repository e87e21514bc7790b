"""Until when a besoin waits: « lundi », « jusqu'au 12/12 », « 15 jours, le référent est en congés »."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiguilleur_bot.handoff import jours
from aiguilleur_bot.knowledge.folding import plain

_PARIS = "Europe/Paris"
_NUMBER = re.compile(r"\b(?:n[°o]? ?\d+)\b")
_WORDS = re.compile(
    r"\b(?:(?:la |le |du |de la |que |sa |une )?(?:referente?|demandeuse|demandeur|personne|reponse)|dans)\b"
)


def today(now: datetime) -> date:
    """The day it is in France."""
    return now.astimezone(ZoneInfo(_PARIS)).date()


def read(texte: str, on: date) -> date | None:
    """The last day that `texte` says, seen from `on`; None when there is none."""
    span = jours.span(" ".join(_WORDS.sub(" ", _NUMBER.sub(" ", plain(texte))).strip(" ,.;:!").split()), on)
    return span[1] if span else None
