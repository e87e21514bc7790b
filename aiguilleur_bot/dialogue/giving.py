"""Reads what people who bring something say: « je connais dokos », « proposer … », « fiche fausse », « mon lieu ».

Only whole messages of these shapes count: « je connais rien à la compta » and « notre lieu va mal » are needs.
"""

from __future__ import annotations

import re

from aiguilleur_bot.dialogue.mots import Command, Mot
from aiguilleur_bot.dialogue.soutiens import read_soutien
from aiguilleur_bot.knowledge.folding import flat

_CALL = re.compile(
    r"^\s*(?:@?aiguilleur[\w:.-]*\s*[:,]?\s+)?(?:(?:oui|moi|bonjour|bonsoir|salut)\s*[,!.]?\s+)*", re.IGNORECASE
)
_KNOW = re.compile(
    r"je\s+(?:connais|ma[iî]trise)\s+"
    r"(?:(?:tr[eè]s\s+|assez\s+)?bien\s+|d[eé]j[aà]\s+|un\s+peu\s+|aussi\s+)*(?P<reste>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NOT_A_NAME = frozenset(
    (
        *("pas", "rien", "personne", "quelqu", "qqn", "un", "une", "des", "plus", "mal", "trop", "deja", "bien"),
        *("du", "de", "ca", "cela", "peu", "quelques", "plusieurs"),
    )
)
_LONGEST_NAME = 6
_PROPOSE = re.compile(
    r"(?:je\s+(?:veux|voudrais|souhaite|souhaiterais|peux|aimerais)\s+)?proposer(?:\s*[:,]\s*|\s+)?(?P<reste>.*)",
    re.IGNORECASE | re.DOTALL,
)
_WRONG = r"(?:fausse|p[eé]rim[eé]e|incorrecte|erron[eé]e|obsol[eè]te|(?:pas|plus)\s+(?:a|à)\s+jour)"
_REPORT = (
    re.compile(rf"fiche\s+{_WRONG}\s*[:,]?\s*(?P<reste>.*)", re.IGNORECASE | re.DOTALL),
    re.compile(
        rf"(?:cette|la|votre)\s+fiche\s+(?:(?:de|du|d['’]|sur)?\s*(?P<nom>.{{1,60}}?)\s+)?(?:est|n['’]est)\s+{_WRONG}"
        r"\s*(?P<reste>[:,.].*)?",
        re.IGNORECASE | re.DOTALL,
    ),
)
_PLACE = re.compile(r"(?:mon|notre)\s+lieu\s*(?:[:=]\s*(?P<reste>.*))?", re.IGNORECASE | re.DOTALL)
_MY_CONTACT = re.compile(
    r"(?P<verbe>retir|enlev|effac|supprim|gard)\w*\s+(?:mon|mes|le)\s+contac\w*(?:\s+(?:pour|de|sur)\s+(?P<reste>.+))?",
    re.IGNORECASE | re.DOTALL,
)
_FORGET_PLACE = re.compile(r"(?:oubli|retir|enlev|effac|supprim)\w*\s+(?:mon|notre)\s+lieu", re.IGNORECASE)
_ENDING = re.compile(r"[\s.!…]+$")


def read_giving(texte: str) -> Command | None:
    """The command somebody who brings something says, `reste` being their own words after it; or None."""
    if (supported := read_soutien(texte)) is not None:
        return supported
    said = _ENDING.sub("", _CALL.sub("", texte, count=1))
    if flat(said) == "mes contacts":
        return Command(Mot.MES_CONTACTS)
    if _FORGET_PLACE.fullmatch(said):
        return Command(Mot.OUBLIE_LIEU)
    if found := _MY_CONTACT.fullmatch(said):
        mot = Mot.GARDER_CONTACT if found["verbe"].lower() == "gard" else Mot.RETIRER_CONTACT
        return Command(mot, reste=(found["reste"] or "").strip())
    if found := _PLACE.fullmatch(said):
        return Command(Mot.MON_LIEU, reste=(found["reste"] or "").strip())
    return _wrong(said) or _known(said) or _proposed(said)


def named_part(command: Command) -> str:
    """The words of a command that name a commun: before the colon that begins a remark."""
    return command.reste.split(":", maxsplit=1)[0].strip()


def remark(command: Command) -> str:
    """The words after the colon: what the person says of it."""
    return command.reste.partition(":")[2].strip()


def _known(said: str) -> Command | None:
    found = _KNOW.fullmatch(said)
    words = flat(found["reste"]).split() if found else []
    if found is None or "?" in said or not words or len(words) > _LONGEST_NAME or words[0] in _NOT_A_NAME:
        return None
    return Command(Mot.JE_CONNAIS, reste=found["reste"].strip())


def _proposed(said: str) -> Command | None:
    found = _PROPOSE.fullmatch(said)
    if found is None or "?" in said:
        return None
    return Command(Mot.PROPOSER, reste=found["reste"].strip())


def _wrong(said: str) -> Command | None:
    for shape in _REPORT:
        if found := shape.fullmatch(said):
            parts = found.groupdict()
            name, rest = parts.get("nom") or "", (parts.get("reste") or "").strip()
            remarked = rest.lstrip(":,. ")
            return Command(Mot.FICHE_FAUSSE, reste=f"{name} : {remarked}" if name and remarked else name or rest)
    return None
