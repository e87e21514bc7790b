"""Where the person is, when they say it: the network to call there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from aiguilleur_bot.dialogue.contacts import network_shown, whom_to_call
from aiguilleur_bot.dialogue.model import Conversation, Phase, Value, World
from aiguilleur_bot.dialogue.turn import Turn, content_given, reminder, said
from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.vocabulary import Suite, Territoire

_LONGEST = 7
_LEAD_IN = re.compile(
    r"(?:oui )?(?:(?:je suis|j habite|on est|on habite|nous sommes|c est|moi c est|chez nous c est|notre lieu est)"
    r"|(?:dans|en|a|au|aux|vers|du cote|departement|region|pres)\b)"
)
_SAID_WHERE = re.compile(
    r"(?:(?:je suis|j habite|on est|on habite|nous sommes) (?:a|dans|en|au|aux|vers|pres)|dans|en|au|aux|vers|pres)\b"
)
_SHORT = 5
_AROUND = re.compile(
    r"(?:je|j|suis|on|est|nous|sommes|moi|c|chez|notre|lieu|habite|oui|dans|le|la|les|l|en|a|au|aux|de|du|des|d|vers"
    r"|pres|cote|ici|departement|region|commune|ville|code|postal)"
)
"""Words around the name of a place that say nothing more."""

_NOT_NAMED = (None, Suite.IGNORE, Suite.INCONNU, Suite.HORS_PERIMETRE)


def answers_where(conversation: Conversation, texte: str, world: World) -> tuple[Territoire, ...]:
    """The places `texte` gives as an answer to "which département?"; none when it says something else.

    A place alone, or led by « je suis à », counts; « un bail à Lille » is a need, read by the matching.
    """
    folded = flat(texte)
    words = len(folded.split())
    suite = world.reponse.suite if world.reponse is not None else None
    if suite not in _NOT_NAMED:
        places = world.savoir.read_territoire(texte) if words <= _LONGEST else ()
        return places if conversation.texte and _nothing_but(places, folded) else ()
    led = words <= _LONGEST and _LEAD_IN.match(folded) is not None
    alone = words <= (3 if conversation.territoire_demande else 2)
    return world.savoir.read_territoire(texte) if led or alone else ()


def names_an_unknown_place(conversation: Conversation, texte: str) -> bool:
    """Whether these words look like an answer to "which département?" that no map of ours holds."""
    folded = flat(texte)
    led = _SAID_WHERE.match(folded) is not None and len(folded.split()) <= _SHORT and "?" not in texte
    one_name = len(texte.split()) == 1 and texte.strip()[:1].isupper()
    return conversation.territoire_demande and (led or one_name)


def _nothing_but(places: tuple[Territoire, ...], folded: str) -> bool:
    """Whether a message says where one is and nothing else: « je suis dans le Finistère », « Saint-Denis »."""
    read = {word for place in places for word in flat(place.lu).split()}
    words = set(folded.split())
    return bool(read) and read <= words and all(_AROUND.fullmatch(word) for word in words - read)


def located(conversation: Conversation, places: tuple[Territoire, ...], world: World) -> Turn:
    """One place: who to call there. Several of the same name: a closed choice of at most three."""
    if len(places) == 1:
        return who_to_call(conversation, places[0], world)
    shown = tuple((p.region or "", p.nom, p.lu) for p in places[:3])
    labels = tuple(f"{lu} ({nom})" if lu and lu != nom else nom for _, nom, lu in shown)
    asked = replace(conversation, phase=Phase.TERRITOIRE, choix=shown, interroge=True)
    return said(asked, "territoires", {"choix": labels})


def chosen_place(conversation: Conversation, number: int, world: World) -> Turn:
    """One of the homonyms."""
    if number > len(conversation.choix):
        return reminder(conversation)
    region, nom, lu = conversation.choix[number - 1]
    return who_to_call(conversation, Territoire(region or None, nom, lu), world)


def who_to_call(conversation: Conversation, where: Territoire, world: World) -> Turn:
    """The network of that place, and the contact of the first commun shown. The numbers shown before stay good."""
    choix = tuple((commun,) for commun in conversation.vus[-3:]) if conversation.phase is Phase.TERRITOIRE else None
    known = replace(
        content_given(conversation),
        territoire=where,
        territoire_demande=False,
        choix=conversation.choix if choix is None else choix,
    )
    return said(known, "region", _donnees(known, where, world))


def _donnees(conversation: Conversation, where: Territoire, world: World) -> Mapping[str, Value]:
    first = next((ids[0] for ids in conversation.choix if ids), None)
    own: Value = None
    name = ""
    if first is not None:
        try:
            name = world.savoir.fiche(first).nom
            own = whom_to_call(first, where, world.savoir)["propre"]
        except KeyError:
            name = ""
    return {
        "lieu": where.nom,
        "reseau": network_shown(world.savoir.reseau(where), where),
        "nom": name,
        "propre": own,
        "numeros": tuple(range(1, len(conversation.choix) + 1)),
    }
