"""The language model, when one is set: where messages go, and whether it answers what is asked of it."""

from __future__ import annotations

import time
from types import MappingProxyType

from aiguilleur_bot.diagnostic.findings import Finding, good, note, warning
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.modele import Modele, NoAnswer
from aiguilleur_bot.settings import Modele as Settings
from aiguilleur_bot.settings import shipped

_SUJET = "Modèle de langue"
_WHY = MappingProxyType(
    {
        "injoignable": ("l'adresse ne répond pas", "vérifiez modele.adresse, et que ce service tourne"),
        "trop-lent": ("pas de réponse à temps", "prenez un modèle plus rapide, ou augmentez modele.delai"),
        "trop-long": ("une réponse démesurée", "vérifiez modele.adresse : elle finit avant /chat/completions"),
        "illisible": ("ce n'est pas la réponse demandée", "prenez un modèle qui sait répondre en JSON, sans réflexion"),
        "hors-liste": ("il choisit hors de la liste donnée", "prenez un autre modèle : celui-ci suit mal la consigne"),
        "http-401": ("l'accès est refusé", "vérifiez modele.jeton"),
        "http-403": ("l'accès est refusé", "vérifiez modele.jeton, et ce que ce compte peut faire"),
        "http-404": ("ni cette adresse ni ce modèle n'y existent", "vérifiez modele.adresse et modele.nom"),
    }
)


async def check_modele(modele: Settings | None, base: Base | None) -> list[Finding]:
    """Where messages go, then one try with an invented need: nothing of anybody is sent. Without a model: nothing."""
    if modele is None:
        return []
    gone = "les messages pris pour des besoins lui sont lus, coordonnées masquées"
    public = "que ce soit publié : voir docs/vie-privee.md ; pour ne plus rien envoyer, retirez « modele »"
    findings = [note(_SUJET, f"{modele.nom}, {modele.chez} : {gone}", public)]
    return [*findings, await _tried(modele, base)] if base is not None else findings


async def _tried(modele: Settings, base: Base) -> Finding:
    asked = Modele.of(modele, shipped("prompts"))
    began = time.monotonic()
    try:
        await asked.probe(base)
    except NoAnswer as trouble:
        found, todo = _WHY.get(trouble.why, (f"réponse inattendue ({trouble.why})", "vérifiez modele.adresse"))
        return warning(_SUJET, f"{found} ; en attendant, le moteur répond seul", todo)
    finally:
        await asked.close()
    seconds = f"{time.monotonic() - began:.1f}".replace(".", ",")
    return good(_SUJET, f"il répond comme il faut, en {seconds} s")
