"""An optional language model, at the operator's choice: it may choose among the engine's ten best, refuse, or rephrase.

Off unless the settings name one. Whatever it answers, it can name no commun, price or person that is not in the base
or in the person's own words; whatever goes wrong, the answer is the engine's.
"""

from __future__ import annotations

from aiguilleur_bot.modele.client import ModeleOptions, NoAnswer
from aiguilleur_bot.modele.modele import Modele, Opinion

__all__ = ["Modele", "ModeleOptions", "NoAnswer", "Opinion"]
