"""What coordinators say about what is missing: « besoins », « grouper 12 14 », « défi 3 couvert », « bilan novembre ».

And « noter », for whoever helps: what was heard at a meeting, one besoin a line. Pure reading: nothing is done here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from aiguilleur_bot.handoff import jours
from aiguilleur_bot.knowledge.folding import flat, fold

SUBJECT = "coordination"
"""The subject of what is said to the desk about what is missing."""

LINES = 30
"""Besoins that one « noter » may hold."""

_CALL = re.compile(r"^\s*@?aiguilleur[\w:.-]*\s*[:,]?\s+", re.IGNORECASE)
_NUMBERS = re.compile(r"\d{1,9}")
_NUMBER = r"(?:n|no|numero)?\s*(\d{1,9})"
_LIST = re.compile(
    r"(?:les\s+)?besoins(?:\s+non\s+couverts)?(?:\s+page\s+(?P<page>\d{1,4}))?(?P<reste>(?:\s+\S+){0,6})"
)
_ONE = re.compile(rf"(?:le\s+)?besoin\s+{_NUMBER}")
_GROUP = re.compile(r"\s*(?:re)?group(?:er|e)\b\s*:?\s*(?P<reste>.*)", re.IGNORECASE | re.DOTALL)
_SPLIT = re.compile(r"(?:separer|separe|degrouper|degroupe|sortir)((?:\s+(?:n|et|le|les|no|\d{1,9}))+)")
_DEFI = re.compile(r"\s*(?:le\s+)?d[eé]fi\s+(?:n°\s*)?(?P<numero>\d{1,9})\b\s*(?P<reste>.*)", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(r"(?P<champ>[^\d\W]+)\s*:\s*(?P<valeur>\S.*)", re.DOTALL)
_COVERED = re.compile(r"couvert(?:e)?(?:\s+par\s+(?P<par>.+))?")
_MERGE = re.compile(rf"(?:fusionner(?:\s+avec)?|=)\s+(?:defi\s+)?{_NUMBER}")
_BALANCE = re.compile(r"(?:le\s+)?bilan(?:\s+(?:de|d|du|mois)){0,3}(?:\s+(?P<mois>.+))?")
_NOTE = re.compile(r"\s*not(?:er|e)\b[ \t]*[:,]?[ \t]*(?P<tete>[^\n]*)\n(?P<lignes>.*\S.*)", re.IGNORECASE | re.DOTALL)
_BULLET = re.compile(r"^[\s>*•·–—-]*(?:\d{1,2}[.)]\s+)?")
_NUMERIC_MONTH = re.compile(r"(20\d\d) ?(0[1-9]|1[0-2])")
_MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)
_HEAD = re.compile(r"^[\s,;:(-]*(?:(?:à|a|au|en|réunion|reunion|rencontre|de|du|d['’])\s+)*", re.IGNORECASE)
_DAY = re.compile(
    r"\b(?:le\s+)?(?:\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|\d{1,2}(?:er)?\s+[^\W\d]{3,9}\.?(?:\s+20\d\d)?"
    r"|20\d\d-\d\d-\d\d|hier|avant-hier|aujourd['’]hui)\b",
    re.IGNORECASE,
)
STATUTS = MappingProxyType(
    {
        "a qualifier": "a-qualifier",
        "qualifier": "a-qualifier",
        "ouvrir": "ouvert",
        "ouvert": "ouvert",
        "retenir": "retenu",
        "retenu": "retenu",
        "en cours": "en-cours",
        "commencer": "en-cours",
        "commence": "en-cours",
        "couvrir": "couvert",
        "ecarter": "ecarte",
        "ecarte": "ecarte",
        "rouvrir": "ouvert",
    }
)
"""How people say where a défi stands."""

CHAMPS = MappingProxyType(
    {
        "titre": "titre",
        "question": "titre",
        "description": "description",
        "etape": "etape_quoi",
        "quoi": "etape_quoi",
        "quand": "etape_quand",
        "budget": "etape_budget",
        "porteur": "porteur",
        "porteuse": "porteur",
        "lien": "lien",
        "forum": "lien",
        "commun": "communs",
        "communs": "communs",
    }
)
"""How people say what a défi holds."""


class Genre(StrEnum):
    """What is asked of the desk."""

    LISTE = "liste"
    BESOIN = "besoin"
    PROPOSITIONS = "propositions"
    GROUPER = "grouper"
    SEPARER = "separer"
    DEFIS = "defis"
    DEFI = "defi"
    CHAMP = "champ"
    STATUT = "statut"
    FUSIONNER = "fusionner"
    BROUILLON = "brouillon"
    DEFAIRE = "defaire"
    BILAN = "bilan"
    NOTER = "noter"


@dataclass(frozen=True, slots=True)
class Ordre:
    """What was asked. `numeros` are besoins, or the défi first; `nom` a field, a statut, a month; `texte` their words.

    `lignes` are the besoins of « noter », `texte` then what was said of the place and the day, `reste` how many lines
    more there were; `page` of a list.
    """

    genre: Genre
    numeros: tuple[int, ...] = ()
    nom: str = ""
    texte: str = ""
    lignes: tuple[str, ...] = ()
    page: int = 1
    reste: int = 0


def read(texte: str) -> Ordre | None:
    """What is asked, or None when it is something else."""
    said = _CALL.sub("", texte).strip()
    if found := _NOTE.fullmatch(said):
        lines = tuple(filter(None, (_BULLET.sub("", line).strip() for line in found["lignes"].splitlines())))
        left = max(0, len(lines) - LINES)
        return Ordre(Genre.NOTER, texte=found["tete"].strip(), lignes=lines[:LINES], reste=left)
    if "\n" in said and not _DEFI.fullmatch(said):
        return None
    folded = flat(said)
    return _about_defi(said) or _grouped(said) or _plain(folded)


def _plain(folded: str) -> Ordre | None:
    if folded in ("defis", "les defis"):
        return Ordre(Genre.DEFIS)
    if folded in ("defaire", "defais", "annuler le dernier geste"):
        return Ordre(Genre.DEFAIRE)
    if found := _ONE.fullmatch(folded):
        return Ordre(Genre.BESOIN, (int(found[1]),))
    if found := _LIST.fullmatch(folded):
        return Ordre(Genre.LISTE, texte=found["reste"].strip(), page=int(found["page"] or 1))
    if found := _SPLIT.fullmatch(folded):
        return Ordre(Genre.SEPARER, _numbers(found[1]))
    if found := _BALANCE.fullmatch(folded):
        return Ordre(Genre.BILAN, nom=(found["mois"] or "").strip())
    return None


def _grouped(said: str) -> Ordre | None:
    """« grouper » alone asks what may be; with numbers, and perhaps a question after a colon, it groups."""
    found = _GROUP.fullmatch(said)
    if found is None:
        return None
    numbers, _, title = found["reste"].partition(":")
    if not numbers.strip():
        return Ordre(Genre.PROPOSITIONS) if not title.strip() else None
    if re.sub(r"\bet\b|n°|[\d\s,;+&°]", "", numbers.lower()):
        return None
    return Ordre(Genre.GROUPER, _numbers(numbers), texte=title.strip())


def _about_defi(said: str) -> Ordre | None:
    found = _DEFI.fullmatch(said)
    if found is None:
        return None
    numero, rest = (int(found["numero"]),), found["reste"].strip()
    if not rest:
        return Ordre(Genre.DEFI, numero)
    if rest.startswith(":"):
        return Ordre(Genre.CHAMP, numero, "titre", rest[1:].strip()) if rest[1:].strip() else None
    field = _FIELD.fullmatch(rest)
    if field is not None and (name := CHAMPS.get(flat(field["champ"]))) is not None:
        return Ordre(Genre.CHAMP, numero, name, field["valeur"].strip())
    folded = flat(rest)
    if folded in STATUTS:
        return Ordre(Genre.STATUT, numero, STATUTS[folded])
    if covered := _COVERED.fullmatch(folded):
        return Ordre(Genre.STATUT, numero, "couvert", covered["par"] or "")
    if merged := _MERGE.fullmatch(folded):
        return Ordre(Genre.FUSIONNER, (*numero, int(merged[1])))
    if folded in ("brouillon", "message", "forum", "movilab", "wiki"):
        return Ordre(Genre.BROUILLON, numero, "movilab" if folded in ("movilab", "wiki") else "forum")
    return None


def _numbers(words: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(one) for one in _NUMBERS.findall(words)))


# ---------------------------------------------------------------- days and months


def read_month(words: str, today: date) -> str | None:
    """A month said (« novembre », « octobre 2025 », « 2026-10 », « le mois dernier »): 2026-10. None: not read."""
    folded = flat(words)
    if found := _NUMERIC_MONTH.fullmatch(folded):
        return f"{found[1]}-{found[2]}"
    if folded in ("ce mois", "ce mois ci", "mois"):
        return f"{today:%Y-%m}"
    if folded in ("le mois dernier", "mois dernier", "dernier", "mois precedent"):
        return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"
    name, _, year = folded.partition(" ")
    if name not in _MONTHS or (year and not re.fullmatch(r"20\d\d", year)):
        return None
    number = _MONTHS.index(name) + 1
    return f"{year or (today.year if number <= today.month else today.year - 1)}-{number:02d}"


def read_heading(words: str, today: date) -> tuple[str, date | None]:
    """The place, and the day, at the head of a « noter »: « Roubaix, le 12/11 ». A day to come is not read."""
    found = _DAY.search(words)
    if found is None:
        return _place(words), None
    day = _day(found[0], today)
    return _place(words[: found.start()] + words[found.end() :]), day


def _day(words: str, today: date) -> date | None:
    folded = flat(words)
    near = {"hier": 1, "avant hier": 2, "aujourd hui": 0}
    if folded in near:
        return today - timedelta(days=near[folded])
    return jours.last(fold(words), today)


def _place(words: str) -> str:
    return _HEAD.sub("", words.strip()).strip(" ,;:()-.")
