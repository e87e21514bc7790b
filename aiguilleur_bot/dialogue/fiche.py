"""The whole fiche behind a number: who to call first, how to start, what it takes, and how sure we are of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiguilleur_bot.dialogue import facts
from aiguilleur_bot.dialogue.contacts import own_contacts, territoire, whom_to_call
from aiguilleur_bot.dialogue.model import Conversation, Savoir, Value, World
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.vocabulary import Reponse

_MORE_SOURCES = 3
_DOCUMENT = re.compile(r"^graine:(\d+)$")


def whole_fiche(commun_id: str, conversation: Conversation, world: World, *, suivi: bool) -> Mapping[str, Value]:
    """The data of `prompts/fiche.md.j2`. `suivi`: ask, after it, whether to come back in 15 days."""
    fiche = world.savoir.fiche(commun_id)
    call = whom_to_call(commun_id, territoire(conversation, world), world.savoir)
    return {
        "nom": fiche.nom,
        "resume": fiche.resume,
        "alerte": facts.alert(fiche.alerte, world.maintenant.date()),
        "remplace_par": fiche.remplace_par or "",
        "contacts": own_contacts(commun_id, world.savoir, besides=_address(call["reseau"])),
        "reseau": call["reseau"],
        "departement": call["departement"],
        "demander_a": _who_knows(call),
        "inconnus": _unknown(fiche),
        "premiere_etape": _known(fiche.premiere_etape),
        "temps": facts.time(fiche),
        "complexite": facts.complexity(fiche),
        "couts": facts.costs(fiche),
        "sante": facts.health(fiche),
        "signe_de_vie": fiche.sante.dernier_signe_de_vie or "",
        "accompagnement": fiche.accompagnement or "",
        "verifie_le": fiche.verifie_le.isoformat() if fiche.verifie_le else "",
        "releve_le": fiche.releve_le.isoformat(),
        "a_verifier": world.savoir.needs_review(commun_id),
        "pourquoi": _reasons(commun_id, conversation.reponse),
        "alternatives": _names(fiche, world.savoir),
        "contribuer": fiche.contribuer or "",
        "site": fiche.site or fiche.doc or "",
        "sources": _sources(fiche),
        "suivi": suivi,
    }


def _address(network: Value) -> str:
    return str(network["valeur"]) if isinstance(network, Mapping) else ""


def _who_knows(call: Mapping[str, Value]) -> str:
    """Who to ask what the fiche does not know: « à La Compagnie des Tiers-Lieux »."""
    network = call["reseau"]
    if isinstance(network, Mapping):
        name = str(network["nom"])
        return f"à l'{name}" if name.startswith("Association") else f"à {name}"
    return "aux contacts ci-dessus" if call["propre"] else "à votre réseau régional"


def _unknown(fiche: Commun) -> tuple[str, ...]:
    """What nobody has found out yet, said together."""
    known = {
        "Première étape": _known(fiche.premiere_etape),
        "Temps": facts.time(fiche),
        "Difficulté": facts.complexity(fiche),
        "Coût": facts.costs(fiche),
        "Santé du projet": facts.health(fiche),
    }
    return tuple(name for name, value in known.items() if not value)


def _sources(fiche: Commun) -> tuple[str, ...]:
    """Where it was read: addresses first; a document of the network is called one."""
    read = dict.fromkeys(_DOCUMENT.sub(r"document du réseau \1", source.url) for source in fiche.sources)
    one_a_site: dict[str, str] = {}
    for url in sorted(read, key=lambda url: not url.startswith("http")):
        one_a_site.setdefault(urlsplit(url).netloc.removeprefix("www.") or url, url)
    return tuple(one_a_site.values())[:_MORE_SOURCES]


def _known(words: str) -> str:
    return "" if words.strip().lower().startswith("inconnu") else words


def _reasons(commun_id: str, reponse: Reponse | None) -> tuple[str, ...]:
    """Why the matching proposed it, as it said."""
    if reponse is None:
        return ()
    found = (p.pourquoi for besoin in reponse.besoins for p in besoin.propositions if p.id == commun_id)
    return next(found, ())[:3]


def _names(fiche: Commun, savoir: Savoir) -> tuple[str, ...]:
    names = []
    for commun in fiche.alternatives[:3]:
        try:
            names.append(savoir.fiche(commun).nom)
        except KeyError:
            continue
    return tuple(names)
