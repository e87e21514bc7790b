"""« mon lieu »: where one works from, how far along, how much at ease with computers. Said once, never asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from aiguilleur_bot.dialogue.apports import Aisance, ForgetLieu, KeepLieu, Lieu, Stade
from aiguilleur_bot.dialogue.model import Conversation, Phase, Savoir, Value, World
from aiguilleur_bot.dialogue.mots import Command
from aiguilleur_bot.dialogue.turn import Turn, in_private, privately, settled
from aiguilleur_bot.knowledge.folding import flat
from aiguilleur_bot.vocabulary import Territoire

_STAGES: tuple[tuple[Stade, re.Pattern[str]], ...] = (
    ("idee", re.compile(r"\b(?:idee|en projet|projet|on y pense|pas encore (?:ouvert|de lieu))")),
    (
        "amorcage",
        re.compile(r"\b(?:amorcage|on (?:demarre|debute|se lance)|en travaux|ouvr\w+ bientot|bientot ouvert)"),
    ),
    ("consolide", re.compile(r"\b(?:consolide|bien installe|installe|stable|depuis (?:\d+|plusieurs|longtemps))")),
    ("ouvert", re.compile(r"\bouvert")),
)
_EASE: tuple[tuple[Aisance, re.Pattern[str]], ...] = (
    ("moyenne", re.compile(r"\b(?:un peu a l aise|moyen\w*|assez a l aise|plus ou moins|ca va)")),
    (
        "peu",
        re.compile(r"\b(?:pas (?:du tout |tres |trop |vraiment )?a l aise|peu a l aise|mal a l aise|debutante?s?)"),
    ),
    ("bonne", re.compile(r"\b(?:a l aise|on sait faire|on s y connait)")),
)
_PARTS = re.compile(r"[,;·\n]|(?:\s[-\u2013]\s)")
_LONGEST = 100


def told(conversation: Conversation, command: Command, world: World) -> Turn:
    """« mon lieu : Lille, idée, pas à l'aise »: kept, with what was said before; alone: what is held, and how."""
    if not command.reste:
        held = readable(world.lieu)
        asked = replace(conversation, phase=Phase.LIEU) if conversation.direct else conversation
        return in_private(conversation, asked, privately(conversation, "lieu_dire", {"lieu": held}))
    return said_so(conversation, command.reste, world) or in_private(
        conversation, conversation, privately(conversation, "lieu_illisible", {"choix": ()})
    )


def said_so(conversation: Conversation, texte: str, world: World) -> Turn | None:
    """What these words say of a place; None when they say nothing of one."""
    places = _places(texte, world.savoir)
    if len(places) > 1:
        donnees = {"choix": tuple(f"{p.lu} ({p.nom})" if p.lu and p.lu != p.nom else p.nom for p in places[:3])}
        return in_private(conversation, conversation, privately(conversation, "lieu_illisible", donnees))
    read = _read(texte, places)
    if read == Lieu():
        return None
    before = world.lieu or Lieu()
    lieu = Lieu(
        commune=read.commune if read.territoire else before.commune,
        territoire=read.territoire or before.territoire,
        stade=read.stade or before.stade,
        aisance=read.aisance or before.aisance,
    )
    state, effects = in_private(
        conversation, conversation, privately(conversation, "lieu_note", {"lieu": readable(lieu)})
    )
    back = settled(state) if state.phase is Phase.LIEU else state
    return back, (KeepLieu(lieu), *effects)


def forgotten(conversation: Conversation) -> Turn:
    """« oublie mon lieu »."""
    state, effects = in_private(conversation, conversation, privately(conversation, "lieu_oublie"))
    return (settled(state) if state.phase is Phase.LIEU else state), (ForgetLieu(), *effects)


def never_mind(conversation: Conversation) -> Turn:
    """Nothing to say of it, after all."""
    return settled(conversation), (privately(conversation, "lieu_non"),)


def readable(lieu: Lieu | None) -> Mapping[str, Value] | None:
    """A place as prompts take it; None when nothing was said."""
    if lieu is None or lieu == Lieu():
        return None
    region = lieu.territoire.nom if lieu.territoire is not None else ""
    return {"commune": lieu.commune, "region": region, "stade": lieu.stade, "aisance": lieu.aisance}


def _places(texte: str, savoir: Savoir) -> tuple[Territoire, ...]:
    """The places of the first part that names some: several when it is ambiguous."""
    return next((found for part in _PARTS.split(texte) if (found := savoir.read_territoire(part))), ())


def _read(texte: str, places: tuple[Territoire, ...]) -> Lieu:
    folded = flat(texte)
    where = places[0] if len(places) == 1 else None
    return Lieu(
        commune=(where.lu or where.nom)[:_LONGEST] if where is not None else "",
        territoire=where,
        stade=next((stage for stage, shape in _STAGES if shape.search(folded)), ""),
        aisance=next((ease for ease, shape in _EASE if shape.search(folded)), ""),
    )
