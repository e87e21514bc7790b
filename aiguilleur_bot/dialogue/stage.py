"""Whether a person is only starting out: then the question to ask oneself comes before the tools."""

from __future__ import annotations

import re

from aiguilleur_bot.knowledge.folding import flat

_IDEA = re.compile(
    r"\b(?:on demarre|nous demarrons|je demarre|on se lance|nous nous lancons|je me lance|on debute|idee(?! pour)"
    r"|projet de (?!loi)|porteurs? de projet|porteuses? de projet|pas encore ouverte?s?|futur (?:lieu|tiers lieu)"
    r"|on reflechit a (?:ouvrir|creer|monter)|(?:ouvrir|creer|monter|lancer) (?:un|notre|mon) tiers lieu)\b"
)


def at_idea_stage(texte: str) -> bool:
    """True when the words say that the place does not exist yet, or is just starting."""
    return _IDEA.search(flat(texte)) is not None
