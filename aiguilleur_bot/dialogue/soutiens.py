"""« moi aussi 42 », « prêt·e à contribuer 42 », « prévenez-moi 42 »: somebody else needs it, or would help.

Only what is counted is said back, never the words of whoever asked: those are read by humans before anything of them
is shown to others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from aiguilleur_bot.dialogue.apports import KeepSoutien, Soutien, WithdrawSoutien
from aiguilleur_bot.dialogue.events import Event, Words
from aiguilleur_bot.dialogue.model import Conversation, Value, World
from aiguilleur_bot.dialogue.mots import Command, Mot
from aiguilleur_bot.dialogue.turn import Turn, said
from aiguilleur_bot.knowledge.folding import flat

GENRES: Mapping[Mot, Soutien] = MappingProxyType(
    {
        Mot.MOI_AUSSI: "moi-aussi",
        Mot.CONTRIBUER: "contribuer",
        Mot.COFINANCER: "cofinancer",
        Mot.PREVENIR: "prevenir",
    }
)
"""What each command says."""

_CALL = re.compile(r"^\s*@?aiguilleur[\w:.-]*\s*[:,]?\s+", re.IGNORECASE)
_NUMBER = r"(?: (?:pour )?(?:le |la )?(?:besoin )?(?:n |no |numero )?(?P<numero>\d{1,9}))"
_READY = r"(?:je (?:suis|serais) )?pret(?:e|s|es| e)? a "
_SHAPES = tuple(
    (mot, re.compile(shape))
    for mot, shape in (
        (Mot.PAS_MOI, rf"(?:retirer |enlever |plus |pas )(?:mon )?moi(?: aussi)?{_NUMBER}"),
        (Mot.MOI_AUSSI, rf"(?:moi aussi|nous aussi|pareil)(?: svp| stp)?{_NUMBER}"),
        (Mot.CONTRIBUER, rf"{_READY}contribuer{_NUMBER}"),
        (Mot.COFINANCER, rf"{_READY}(?:co ?)?financer{_NUMBER}"),
        (Mot.PREVENIR, rf"(?:me |m )?preven(?:ez|ir|s)(?: moi)?{_NUMBER}?"),
    )
)


def read_soutien(texte: str) -> Command | None:
    """The command that `texte` is, with its number (0: the besoin of whoever speaks); or None."""
    folded = flat(_CALL.sub("", texte))
    for mot, shape in _SHAPES:
        if found := shape.fullmatch(folded):
            return Command(mot, int(found["numero"] or 0))
    return None


def wants_manque(conversation: Conversation, event: Event) -> int | None:
    """The besoin that `World.manque` must say something of, or None."""
    if not isinstance(event, Words):
        return None
    command = read_soutien(event.texte)
    if command is None or command.mot is Mot.PAS_MOI:
        return None
    return command.numero or conversation.numero


def supported(conversation: Conversation, command: Command, world: World) -> Turn:
    """It is counted once, whoever says it twice; an unknown number, or one nobody may speak of, is said so."""
    manque, genre = world.manque, GENRES[command.mot]
    if manque is None or (genre != "prevenir" and manque.mien):
        unknown: dict[str, Value] = {"numero": command.numero, "mien": manque is not None}
        return said(conversation, "soutien_inconnu", unknown)
    already = genre in manque.dits
    others = manque.personnes + (0 if already or manque.dits or manque.mien or genre == "prevenir" else 1)
    donnees: dict[str, Value] = {
        "numero": manque.numero,
        "genre": genre,
        "deja": already,
        "personnes": others,
        "previent": "prevenir" in manque.dits or genre == "prevenir",
    }
    kept = () if already else (KeepSoutien(manque.numero, genre),)
    after, effects = said(conversation, "soutien_compte", donnees)
    return after, (*kept, *effects)


def unsaid(conversation: Conversation, command: Command, _world: World) -> Turn:
    """They take everything back that they said of this besoin."""
    after, effects = said(conversation, "soutien_retire", {"numero": command.numero})
    return after, (WithdrawSoutien(command.numero), *effects)
