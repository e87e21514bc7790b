"""What aiguilleurs ask about communs: who knows one, its whole fiche, whom to invite, where nobody is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aiguilleur_bot.handoff.comptes import COMPTE
from aiguilleur_bot.knowledge.folding import flat

SUBJECT = "communs"
"""The subject of what is said to the desk about communs rather than besoins."""

_CALL = re.compile(r"^\s*@?aiguilleur[\w:.-]*\s*[:,]?\s+", re.IGNORECASE)
_INVITE = re.compile(
    rf"inviter?\s+(?:(?P<compte>{COMPTE})|.{{1,60}}?)\s+(?:pour|sur|à propos de)\s+(?P<nom>\S.*)", re.IGNORECASE
)
_WHO = re.compile(r"qui\s+conna[iî]t\s+(?P<nom>\S.*)", re.IGNORECASE)
_FICHE = re.compile(r"(?:la\s+)?fiche\s+(?:de\s+|du\s+|d['’])?(?P<nom>\S.*)", re.IGNORECASE)
_NOBODY = re.compile(r"(?:les )?fiches sans (?:personne|contact|contacts|referents?|referente?s?)(?: a appeler)?")
_WRONG = re.compile(r"(?:est |sont )?(?:fausse|perimee|incorrecte|erronee|obsolete|pas a jour|plus a jour)")
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Demande:
    """One question about communs. `nom` is what names one, `compte` whom to invite."""

    genre: Literal["inviter", "qui", "fiche", "sans-personne"]
    nom: str = ""
    compte: str = ""


def read(texte: str, mentions: Sequence[str] = ()) -> Demande | None:
    """The question that `texte` is, or None. `mentions`: the accounts it points at, where words only name people."""
    said = _CALL.sub("", texte).strip().rstrip(" ?!.")
    if _NOBODY.fullmatch(flat(said)):
        return Demande("sans-personne")
    if found := _INVITE.fullmatch(said):
        account = found["compte"] or next(iter(mentions), "")
        return Demande("inviter", found["nom"], account.rstrip(".")) if account else None
    for genre, shape in (("qui", _WHO), ("fiche", _FICHE)):
        found = shape.fullmatch(said)
        words = flat(found["nom"]) if found else ""
        if found and words and len(words.split()) <= _LONGEST and not _WRONG.search(words):
            return Demande("qui" if genre == "qui" else "fiche", found["nom"])
    return None
