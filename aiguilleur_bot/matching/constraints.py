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
from aiguilleur_bot.matching.french import NBSP, clean, fold

Verdict = bool | None
"""True: the fiche says it is so. False: it says the contrary. None: it does not say."""

BROKEN, KEPT = 0.25, 0.04
"""What a fiche loses for each constraint it breaks, and gains for each it keeps: less than a use in common."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One thing asked. `asked` finishes "vous demandez…" (empty: nothing is said of what is not known); `kept` and
    `broken` are the reasons. `verdict` takes the fiche and the words read."""

    name: str
    said: re.Pattern[str]
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
    found = []
    for constraint in CONSTRAINTS.values():
        said = next((m for m in constraint.said.finditer(folded) if not _denied(folded, m.start())), None)
        if said is not None:
            found.append(Demand(constraint, said.group(said.lastindex or 0)))
    return tuple(found)


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
    known = [time for time in (fiche.temps_premier_essai, fiche.temps_mise_en_route) if time != "inconnu"]
    if not known:
        return None
    return known[0] in ("<1h", "demi-journee", "1-3-jours")


def _trained(fiche: Commun, _words: str) -> Verdict:
    return True if fiche.accompagnement or fiche.nature in ("formation", "communaute-entraide") else None


def _easy(fiche: Commun, _words: str) -> Verdict:
    return None if fiche.complexite == "inconnu" else fiche.complexite == "1"


def _fits(fiche: Commun, words: str) -> Verdict:
    """Whether a group of that size is within what the method or the training says ("12 à 18 personnes")."""
    grid = fiche.methode or fiche.formation
    said = [int(number) for number in re.findall(r"\d+", grid.taille_de_groupe)] if grid is not None else []
    return min(said) <= int(words) <= max(said) if len(said) > 1 else None


# ---------------------------------------------------------------- what people say

_SOON = (
    r"(?:d'ici|avant|pour) (?:demain|ce soir|la fin de (?:la )?(?:semaine|mois)|lundi|mardi|mercredi|jeudi"
    r"|vendredi|samedi|dimanche|la semaine prochaine|le \d{1,2}\b)|au plus vite|en urgence|c'est urgent"
    r"|(?:tres )?rapidement|tout de suite|dans l'urgence|asap|des demain|vite fait"
)


def _pattern(said: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{said})(?!\w)")


_ALL = (
    Constraint(
        "gratuit",
        _pattern(
            r"gratuit\w*|gratos|sans (?:rien )?(?:payer|debourser)(?: un (?:sou|rond|centime|euro))?"
            r"|sans (?:aucun )?(?:budget|frais|abonnement|cout)|zero (?:budget|euros?)|0 ?(?:€|euros?)|(?:pas|plus"
            r"|aucun|ni) (?:un sou|un rond|d'argent|de sous|de budget|d'abonnement|les moyens)|a l'oeil"
            r"|qui (?:ne )?coute rien|sans que (?:ca|cela) coute"
        ),
        "que ce soit gratuit",
        "gratuit, ou à prix libre, comme vous le demandez",
        "attention" + NBSP + ": payant, d’après la fiche",
        _free,
    ),
    Constraint(
        "heberge",
        _pattern(
            r"(?:deja )?heberge[es]*(?! (?:par|chez|sur) nous)|cles? en mains?"
            r"|sans (?:avoir a )?(?:rien )?(?:installer|installation|gerer (?:de|un) serveur"
            r"|s'occuper d\w+ serveur|serveur)|rien a installer|(?:ni|pas d'|aucune) installation|pas (?:de"
            r"|notre) serveur|en ligne sans|qui tourne (?:deja|tout seul)|sans (?:informaticien|technicien"
            r"|technique)"
        ),
        "que ce soit hébergé pour vous",
        "existe déjà hébergé, rien à installer",
        "attention" + NBSP + ": à installer soi-même, d’après la fiche",
        _hosted,
    ),
    Constraint(
        "auto-heberge",
        _pattern(
            r"auto[- ]?heberg\w+|self[- ]?host\w*|heberge[es]* (?:par|chez) nous|sur (?:notre|un|mon"
            r"|nos) (?:propres? )?(?:petit |vieux )?(?:serveurs?|nas|raspberry\w*|vps|yunohost)|on-premise"
            r"|(?:notre|mon) yunohost|installer (?:nous|moi)[- ]memes?"
        ),
        "de l’héberger vous-mêmes",
        "s’installe sur votre propre serveur",
        "attention" + NBSP + ": ne s’installe pas chez vous, d’après la fiche",
        _self_hosted,
    ),
    Constraint(
        "sans-compte",
        _pattern(
            r"sans (?:avoir a |devoir |que \w+ (?:ait|aient) a )?(?:se |s'|nous |vous )?(?:creer (?:de |un )?"
            r"|ouvrir (?:de |un )?|faire (?:de |un )?)?(?:comptes?|inscription|s'inscrire|inscrire|identifiants?"
            r"|mots? de passe|login|connexion)|(?:pas|ni|aucun) (?:de |besoin de )?(?:comptes?"
            r"|inscription)(?: a creer| obligatoire)?"
        ),
        "que ça marche sans compte",
        "s’utilise sans créer de compte",
        "attention" + NBSP + ": demande un compte, d’après la fiche",
        lambda fiche, _words: _stated(fiche.sans_compte),
    ),
    Constraint(
        "francais",
        _pattern(
            r"en francais|francophones?|traduit\w*|(?:pas|rien) en anglais|pas (?:un mot )?d'anglais|(?:parle"
            r"|comprend|lit|lisent|parlent)\w* (?:pas|mal) (?:l')?anglais"
        ),
        "du français",
        "en français",
        "attention" + NBSP + ": pas en français, d’après la fiche",
        _french,
    ),
    Constraint(
        "accessible",
        _pattern(
            r"accessibles? (?:aux? |pour (?:les |une |un )?)(?:personnes? )?(?:aveugles?|malvoyant\w*|sourde?s?"
            r"|handicap\w*|lecteurs? d'ecran)|lecteurs? d'ecran|malvoyant\w*|aveugles?|non[- ]voyant\w*|rgaa"
            r"|accessibilite numerique|situation de handicap|dyslexi\w+"
        ),
        "que ce soit accessible à tout le monde",
        "accessibilité annoncée, au moins en partie",
        "attention" + NBSP + ": peu accessible, d’après la fiche",
        _accessible,
    ),
    Constraint(
        "chiffre",
        _pattern(
            r"chiffree?s? de bout|chiffrement|(?:messages?|messagerie|echanges?|fichiers?|discussions?|donnees"
            r"|truc|visio|soit) chiffre\w*|crypte\w*|de bout en bout|(?:tres |vraiment |ultra )?confidentiel\w*"
            r"|zero[- ]knowledge"
        ),
        "que ce soit chiffré",
        "chiffré de bout en bout",
        "attention" + NBSP + ": pas chiffré de bout en bout, d’après la fiche",
        lambda fiche, _words: _stated(fiche.chiffrement),
    ),
    Constraint(
        "mobile",
        _pattern(
            r"(?:sur|depuis|avec) (?:le |un |leur |son |mon |nos |les )?(?:telephones?|smartphones?|portables?"
            r"|mobiles?)|appli mobile"
        ),
        "que ça marche sur un téléphone",
        "marche sur un téléphone",
        "attention" + NBSP + ": pas fait pour un téléphone, d’après la fiche",
        _mobile,
    ),
    Constraint(
        "vite",
        _pattern(_SOON),
        "que ce soit prêt vite",
        "se met en route en quelques jours au plus",
        "attention" + NBSP + ": plus long à mettre en route que ce que vous demandez",
        _soon,
    ),
    Constraint(
        "accompagne",
        _pattern(
            r"(?:nous|me|les|se faire|faire|etre|qui) (?:former|forme|formes?|accompagn\w+|epauler?|montrer?"
            r"|montre|guider?)|une formation|pour (?:nous|me) (?:former|montrer|expliquer|guider|accompagner)"
            r"|quelqu'un (?:pour|qui) (?:nous |m')?(?:forme|former|montre|montrer|explique|expliquer|accompagne"
            r"|accompagner|prend\w* en main)"
        ),
        "une personne pour vous former",
        "un accompagnement existe",
        "",
        _trained,
    ),
    Constraint(
        "simple",
        _pattern(
            r"(?:tres |tout |le plus |hyper |super |vraiment )?simples? (?:a (?:utiliser|prendre en main"
            r"|installer)|d'utilisation|d'usage)|pas (?:trop )?(?:une )?usine a gaz|pas (?:trop )?complique\w*"
            r"|(?:on est|je suis|sont) (?:nuls?|pas doue\w*|pas (?:tres )?a l'aise)|facile (?:a (?:utiliser"
            r"|prendre en main)|d'utilisation)|(?:pas|aucun) (?:geeks?|informaticiens?)"
        ),
        "que ce soit simple",
        "une personne seule s’en sort",
        "attention" + NBSP + ": mieux vaut une personne à l’aise, ou se faire accompagner",
        _easy,
    ),
    Constraint(
        "taille",
        _pattern(
            r"(?:pour|a|on est|nous sommes|groupe de) (?:une |un )?(?:groupe de )?(\d{1,4}) (?:personnes?"
            r"|benevoles?|gens|participant\w*)"
        ),
        "",
        "prévu pour un groupe de la taille du vôtre",
        "attention" + NBSP + ": prévu pour un groupe d’une autre taille",
        _fits,
    ),
)
CONSTRAINTS: Mapping[str, Constraint] = MappingProxyType({constraint.name: constraint for constraint in _ALL})

_DENIAL = re.compile(
    r"(?:pas|plus) (?:forcement|obligatoirement|necessairement|besoin (?:que ce soit|d'etre|d'un truc)"
    r"|grave si)[^,.;]{0,20}$"
)


def _denied(folded: str, start: int) -> bool:
    """Whether the words just before say that it does not matter ("pas forcément gratuit")."""
    return _DENIAL.search(folded[max(0, start - 50) : start]) is not None
