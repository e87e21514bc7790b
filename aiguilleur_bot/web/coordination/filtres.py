"""The filters of the pages of besoins: read from an address, shown in a form, written back in links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from aiguilleur_bot.needs import mots
from aiguilleur_bot.needs.manques import Compte, Filtre
from aiguilleur_bot.needs.mois import MONTH

COMPTES: Mapping[str, str] = {
    Compte.MANQUE: "ce qui manque",
    Compte.ROBOT: "erreurs du robot (la base est à corriger)",
    Compte.HORS: "hors du réseau",
    Compte.SERVI: "servis, ou en cours",
    Compte.TOUS: "tous",
}
_LONGEST = 200
_LISTS: Mapping[str, Mapping[str, str]] = {
    "action": mots.ACTIONS,
    "famille": mots.FAMILLES,
    "motif": mots.MOTIFS,
    "etat": mots.ETATS,
    "source": mots.SOURCES,
}
_MOST_PAGES = 100_000


@dataclass(frozen=True, slots=True)
class Voulu:
    """What an address asks for: a filter, a page of it, and the values as they are written in links."""

    filtre: Filtre
    page: int
    valeurs: Mapping[str, str]

    def adresse(self, chemin: str, **autres: object) -> str:
        """The same filter at `chemin`, with `autres` changed."""
        values = {name: value for name, value in {**self.valeurs, **autres}.items() if value not in ("", None)}
        return f"{chemin}?{urlencode(values, doseq=True)}" if values else chemin


def read(request: web.Request) -> Voulu:
    """The filter of an address; what is not in a closed list is ignored."""
    return said(request.query)


def said(query: Mapping[str, str]) -> Voulu:
    """The filter of these values, of an address or of a form; what is not in a closed list is ignored."""
    found = {name: query.get(name, "") for name in _LISTS if query.get(name, "") in _LISTS[name]}
    compte = query.get("compte", "")
    if compte in COMPTES:
        found["compte"] = compte
    if re.fullmatch(r"[0-9]{2}", query.get("region", "")):
        found["region"] = query["region"]
    found |= {name: query[name] for name in ("depuis", "jusqu_a") if MONTH.fullmatch(query.get(name, ""))}
    words = query.get("mots", "")[:_LONGEST].strip()
    if words:
        found["mots"] = words
    if query.get("libres") == "oui":
        found["libres"] = "oui"
    filtre = Filtre(
        compte=Compte(found.get("compte", Compte.MANQUE)),
        action=found.get("action"),
        famille=found.get("famille"),
        region=found.get("region"),
        motif=found.get("motif"),
        etat=found.get("etat"),
        source=found.get("source"),
        depuis=found.get("depuis"),
        jusqu_a=found.get("jusqu_a"),
        mots=words,
        libres="libres" in found,
    )
    return Voulu(filtre, _page(query.get("page", "")), found)


def _page(said: str) -> int:
    return min(int(said), _MOST_PAGES) if said.isascii() and said.isdigit() and len(said) < 9 and int(said) else 1


def whole(said: object) -> int | None:
    """A number that a form or an address says; None when it is none."""
    text = str(said).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
