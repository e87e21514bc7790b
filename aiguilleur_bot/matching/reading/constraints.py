"""What a person asks of an answer besides its use: free, hosted, without an account, soon, with somebody to train them.

Each constraint is read from the words of the message, then held against the facts of a fiche: kept, broken, or not
known yet. A fiche that breaks one comes after a neighbour that does not; the reasons say all three, since a fact nobody
knows is a question for the person to call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.reading.constraint_words import said
from aiguilleur_bot.matching.reading.french import NBSP, Form, clean, fold
from aiguilleur_bot.matching.reading.stopwords import STOP_WORDS

Verdict = bool | None
"""True: the fiche says it is so. False: it says the contrary. None: it does not say."""

_NO_USE = frozenset({"gratuit", "sans-compte", "francais", "simple", "taille"})
"""Constraints whose words tell nothing of a use; those of the others do (« serveur », « former », « urgent »)."""
_WORD = re.compile(r"\w+")
BROKEN, KEPT = 0.25, 0.04
"""What a fiche loses for each constraint it breaks, and gains for each it keeps: less than a use in common."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing asked. `asked` finishes "vous demandez…" (empty: nothing is said of what is not known); `kept` and
    `broken` are the reasons. `verdict` takes the fiche and the words read."""

    name: str
    asked: str
    kept: str
    broken: str
    verdict: Callable[[Commun, str], Verdict]


@dataclass(frozen=True, slots=True)
class Demand:
    """A constraint read in a message, with the person's own words for it, folded."""

    constraint: Constraint
    words: str

    def verdict(self, fiche: Commun) -> Verdict:
        """Whether a fiche keeps it."""
        return self.constraint.verdict(fiche, self.words)


def demands(text: str) -> tuple[Demand, ...]:
    """The constraints said in a message, each once, in the order of `CONSTRAINTS`."""
    folded = fold(clean(text))
    read = ((constraint, said(constraint.name, folded)) for constraint in CONSTRAINTS.values())
    return tuple(Demand(constraint, words) for constraint, words in read if words is not None)


def without_constraints(forms: tuple[Form, ...], asked: tuple[Demand, ...]) -> tuple[Form, ...]:
    """The words of a message without those that only ask for a constraint, when something else is said.

    « Gratuit » is held against the facts of a fiche: shared with its phrases, it would be counted twice, and lift
    those that happen to say it.
    """
    taken = {word for demand in asked if demand.constraint.name in _NO_USE for word in _WORD.findall(demand.words)}
    left = tuple(form for form in forms if form[1] not in taken)
    return left if any(len(folded) > 1 and folded not in STOP_WORDS for _, folded in left) else forms


def adjustment(fiche: Commun, asked: tuple[Demand, ...]) -> float:
    """What the constraints add to the score of a fiche (negative when it breaks some)."""
    verdicts = [demand.verdict(fiche) for demand in asked]
    return KEPT * verdicts.count(True) - BROKEN * verdicts.count(False)


def verdict_reasons(fiche: Commun, asked: tuple[Demand, ...]) -> tuple[str, ...]:
    """One line for each constraint: kept, broken, or not known yet."""
    lines = []
    for demand in asked:
        verdict = demand.verdict(fiche)
        if verdict is not None:
            lines.append(demand.constraint.kept if verdict else demand.constraint.broken)
        elif demand.constraint.asked:
            lines.append(f"vous demandez {demand.constraint.asked}{NBSP}: la fiche ne le dit pas encore")
    return tuple(lines)


# ---------------------------------------------------------------- what fiches say

_FREE = frozenset({"gratuit", "prix-libre", "temps"})


def _free(fiche: Commun, _words: str) -> Verdict:
    types = {cout.type for cout in fiche.couts}
    if types & _FREE:
        return True
    return None if "inconnu" in types else False


def _hosted(fiche: Commun, _words: str) -> Verdict:
    if fiche.nature in ("service-heberge", "hebergeur"):
        return True
    modes = fiche.logiciel.mode_acces if fiche.logiciel is not None else ()
    return "heberge" in modes if modes else None


def _self_hosted(fiche: Commun, _words: str) -> Verdict:
    if fiche.logiciel is None:
        return False if fiche.nature in ("service-heberge", "hebergeur") else None
    modes = fiche.logiciel.mode_acces
    return "auto-heberge" in modes if modes else None


def _stated(value: str) -> Verdict:
    return {"oui": True, "partiel": True, "non": False}.get(value)


def _french(fiche: Commun, _words: str) -> Verdict:
    languages = fiche.logiciel.langues if fiche.logiciel is not None else ()
    return any(fold(language).startswith(("francais", "fr")) for language in languages) if languages else None


def _accessible(fiche: Commun, _words: str) -> Verdict:
    return _stated(fiche.logiciel.accessibilite_rgaa) if fiche.logiciel is not None else None


def _mobile(fiche: Commun, _words: str) -> Verdict:
    return _stated(fiche.logiciel.mobile) if fiche.logiciel is not None else None


def _soon(fiche: Commun, _words: str) -> Verdict:
    """By how long it takes to be ready; by how long to try it, when only that is known."""
    known = [time for time in (fiche.temps_mise_en_route, fiche.temps_premier_essai) if time != "inconnu"]
    return known[0] in ("<1h", "demi-journee", "1-3-jours") if known else None


def _trained(fiche: Commun, _words: str) -> Verdict:
    return True if fiche.accompagnement or fiche.nature in ("formation", "communaute-entraide") else None


def _easy(fiche: Commun, _words: str) -> Verdict:
    return None if fiche.complexite == "inconnu" else fiche.complexite == "1"


def _fits(fiche: Commun, words: str) -> Verdict:
    """Whether a group of that size is within what the method or the training says ("12 à 18 personnes")."""
    grid = fiche.methode or fiche.formation
    said = [int(number) for number in re.findall(r"\d+", grid.taille_de_groupe)] if grid is not None else []
    return min(said) <= int(words) <= max(said) if len(said) > 1 else None


# ---------------------------------------------------------------- what is asked

_ALL = (
    Constraint(
        "gratuit",
        "que ce soit gratuit",
        "peut s’avoir gratuitement, ou à prix libre",
        "attention" + NBSP + ": payant, d’après la fiche",
        _free,
    ),
    Constraint(
        "heberge",
        "que ce soit hébergé pour vous",
        "existe déjà hébergé, rien à installer",
        "attention" + NBSP + ": à installer soi-même, d’après la fiche",
        _hosted,
    ),
    Constraint(
        "auto-heberge",
        "de l’héberger vous-mêmes",
        "s’installe sur votre propre serveur",
        "attention" + NBSP + ": ne s’installe pas chez vous, d’après la fiche",
        _self_hosted,
    ),
    Constraint(
        "sans-compte",
        "que ça marche sans compte",
        "s’utilise sans créer de compte",
        "attention" + NBSP + ": demande un compte, d’après la fiche",
        lambda fiche, _words: _stated(fiche.sans_compte),
    ),
    Constraint(
        "francais",
        "du français",
        "en français",
        "attention" + NBSP + ": pas en français, d’après la fiche",
        _french,
    ),
    Constraint(
        "accessible",
        "que ce soit accessible à tout le monde",
        "accessibilité annoncée, au moins en partie",
        "attention" + NBSP + ": peu accessible, d’après la fiche",
        _accessible,
    ),
    Constraint(
        "chiffre",
        "que ce soit chiffré",
        "chiffré de bout en bout",
        "attention" + NBSP + ": pas chiffré de bout en bout, d’après la fiche",
        lambda fiche, _words: _stated(fiche.chiffrement),
    ),
    Constraint(
        "mobile",
        "que ça marche sur un téléphone",
        "marche sur un téléphone",
        "attention" + NBSP + ": pas fait pour un téléphone, d’après la fiche",
        _mobile,
    ),
    Constraint(
        "vite",
        "que ce soit prêt vite",
        "s’essaie en quelques jours au plus",
        "attention" + NBSP + ": plus long à mettre en route que ce que vous demandez",
        _soon,
    ),
    Constraint(
        "accompagne",
        "une personne pour vous former",
        "la fiche cite des gens qui aident, ou une formation",
        "",
        _trained,
    ),
    Constraint(
        "simple",
        "que ce soit simple",
        "une personne seule s’en sort",
        "attention" + NBSP + ": mieux vaut une personne à l’aise, ou se faire accompagner",
        _easy,
    ),
    Constraint(
        "taille",
        "",
        "prévu pour un groupe de la taille du vôtre",
        "attention" + NBSP + ": prévu pour un groupe d’une autre taille",
        _fits,
    ),
)
CONSTRAINTS: Mapping[str, Constraint] = MappingProxyType({constraint.name: constraint for constraint in _ALL})
