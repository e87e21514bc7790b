"""« absent du 3 au 12 décembre, relais @x », « je suis là »: read, and who is asked meanwhile.

A relay must accept. Relays of relays are followed; a chain that turns round or is too long ends at the coordinators.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aiguilleur_bot.handoff import comptes
from aiguilleur_bot.handoff.jours import span
from aiguilleur_bot.knowledge.folding import plain

LONGEST = 366
"""Days an absence may last; whoever is away longer takes a pause or leaves."""

DEEPEST = 5
"""How many relays of relays are followed before the coordinators are asked."""

_AWAY = re.compile(
    r"(?:je (?:suis|serai|pars) )?(?:absente?s?|en (?:vacances|conges?)|pas (?:la|dispo(?:nible)?))(?![a-z])[ ,:]*"
)
_BACK = re.compile(
    r"(?:(?:je )?suis (?:la|present|presente|de retour|revenue?)|de retour|presente?|(?:me )?revoila|je reviens)"
    r"(?: maintenant| aujourd'hui)?[ !.]*"
)
_RELAY = re.compile(
    r"[ ,;.]*(?:(?:et|avec|mon|ma|c'est) )*(?:relais|remplace?e? par|remplacante?)[ :]*(?:(?:est|par|c'est) )?"
    r"(@\S+|[^\W\d]\S*(?: [^\W\d]\S*){0,2}$)"
)


@dataclass(frozen=True, slots=True)
class Absent:
    """Away from `du` to `au`, days included; `relais` is the account named, as written, or a name, or empty."""

    du: date
    au: date
    relais: str = ""


@dataclass(frozen=True, slots=True)
class Retour:
    """« je suis là »."""


@dataclass(frozen=True, slots=True)
class Illisible:
    """An absence whose days cannot be read: to be asked again, with an example."""


def read(texte: str, today: date) -> Absent | Retour | Illisible | None:
    """The absence `texte` says on `today`; None when it is only talk."""
    folded = _folded(texte)
    if _BACK.fullmatch(folded):
        return Retour()
    away = _AWAY.match(folded)
    if away is None:
        return None
    rest = folded[away.end() :]
    relay = _RELAY.search(" " + rest)
    days = span(_RELAY.sub("", " " + rest).strip(" ,.;!"), today)
    if days is None or days[1] < today or (days[1] - days[0]).days >= LONGEST:
        return Illisible()
    return Absent(*days, _as_written(texte, relay[1]) if relay else "")


def substitute(personne: str, relais: Mapping[str, str | None]) -> str | None:
    """Who is asked instead of `personne`: themselves when not away; None when it ends at the coordinators.

    `relais` holds everybody who is away, with the relay who accepted.
    """
    here: str | None = personne
    for _ in range(DEEPEST + 1):
        if here is None or here not in relais:
            return here
        here = relais[here]
    return None


def turns_round(personne: str, candidat: str, relais: Mapping[str, str | None]) -> bool:
    """Whether asking `candidat` to stand in for `personne` would send somebody round in a circle."""
    seen, here = {personne}, candidat
    while here not in seen:
        seen.add(here)
        following = relais.get(here)
        if following is None:
            return False
        here = following
    return True


def _folded(texte: str) -> str:
    return " ".join(plain(texte).split())


def _as_written(texte: str, folded: str) -> str:
    """The account in the letters it was written with: accounts may have capitals."""
    wanted = folded.rstrip(".,;!)")
    return next((one for one in comptes.named(texte) if plain(one) == wanted), wanted)
