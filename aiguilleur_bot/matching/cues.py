"""Turns of phrase that tell what a message is for: asking, complaining, telling news, announcing, replying, greeting.

They decide nothing alone ("qui a fini la compta ?" asks nothing of us): the shipped regressions weigh them with what
the message is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiguilleur_bot.matching.french import clean, fold

_ASKS = (
    r"comment", r"combien", r"pourquoi", r"quel(?:le)?s?", r"lequel|laquelle", r"qui (?:a|aurait|sait|peut|pourrait"
    r"|connait|connaitrait|utilise|s'y connait)", r"ou (?:trouver|est-ce|aller|s'adresser|peut-on)", r"par ou",
    r"vers qui", r"a qui", r"est-ce qu\w*", r"y a[- ]?t[- ]il", r"y'?aurait\w*", r"il existe", r"existe[- ]t[- ]il",
    r"(?:vous |tu )?connai(?:ssez|s)", r"auriez[- ]vous", r"avez[- ]vous", r"quelqu'?un", r"qqn", r"kelk'?un",
    r"c'est quoi", r"c koi", r"kesako", r"qu'est[- ]ce", r"une idee", r"des idees", r"un conseil", r"des conseils",
    r"conseill\w+", r"recommand\w+", r"des pistes", r"une piste", r"des retours", r"un retour d'experience",
)  # fmt: skip
_SEEKS = (
    r"cherch\w+", r"recherch\w+", r"besoin", r"voudr\w+", r"aimer(?:ait|ais|ions|aient)", r"souhait\w+", r"faudrait",
    r"il (?:nous|me|leur) faut", r"on (?:veut|doit|va devoir)", r"je (?:veux|dois)", r"nous (?:voulons|devons)",
    r"envie de", r"en quete", r"moyen (?:de|simple|pour)", r"solution\w*", r"outil\w*", r"logiciel\w*", r"appli\w*",
    r"alternative\w*", r"remplac\w+", r"quitter", r"se passer de", r"lacher", r"changer de", r"passer a autre chose",
    r"aide[rz]?", r"coup de main", r"accompagn\w+", r"se lancer", r"demarrer", r"mettre en place", r"monter un\w*",
    r"possible de", r"comment (?:on )?fai\w+", r"sans (?:avoir a|devoir|que)",
)  # fmt: skip
_AILS = (
    r"galer\w+", r"marre", r"ras[- ]le[- ]bol", r"s'arrach\w+", r"n'arriv\w+", r"arriv\w+ (?:pas|plus|jamais)",
    r"(?:sait|savons|sais|sachant) (?:pas|plus|jamais)", r"perd(?:s|u|ue|us|ons|ent)?", r"impossible", r"complique",
    r"penible", r"le bazar", r"le bordel", r"la pagaille", r"(?:y|s'y) comprend\w* (?:rien|plus)", r"s'y perd\w*",
    r"trop de", r"a la main", r"sur papier", r"dans un tableur", r"des heures", r"chaque fois", r"a chaque",
    r"personne ne", r"tout le temps", r"oubli\w+", r"probleme\w*", r"souci\w*", r"difficult\w+", r"rame\w*", r"peine a",
)  # fmt: skip
_REPORTS = (
    r"c'est (?:fait|bon|ok|regle|parti|envoye|en ligne)", r"ca (?:marche|fonctionne|y est|roule|tourne)", r"ca y est",
    r"(?:on|j'|j|nous|ils?|elles?|il) ?(?:a|ai|avons|ont|vient de|viens de|venons de) (?:enfin |bien |fini|termine"
    r"|installe|teste|essaye|mis|recu|envoye|valide|signe|vote|cloture|boucle|publie|migre|adopte|choisi|forme|monte"
    r"|repare|recupere|reussi|demarre|ouvert)\w*", r"(?:est|sont|sommes|suis) pass\w+ (?:a|sur|de)", r"fini\w*",
    r"termine\w*", r"boucle\w*", r"bien (?:recu|avance|passe)", r"desormais", r"depuis (?:qu|que|on|nous|janvier|un an)",
    r"pour info", r"fyi", r"petit point", r"compte[- ]rendu", r"bonne nouvelle", r"mise? a jour", r"hier", r"ce matin",
    r"la semaine (?:derniere|passee)",
)  # fmt: skip
_ANNOUNCES = (
    r"\d{1,2} ?h ?\d{0,2}", r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)", r"demain", r"ce soir",
    r"ce week[- ]?end", r"\d{1,2}(?:er)? (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre)", r"inscri\w+", r"rendez[- ]vous", r"venez", r"rejoignez", r"bienvenue", r"entree libre", r"prix libre",
    r"on (?:organise|propose|accueille|recoit)", r"organis\w+ (?:un|une|le|la)", r"apero", r"atelier", r"portes ouvertes",
    r"a (?:vendre|donner|preter|louer|recuperer)", r"je (?:donne|vends|prete)", r"(?:on|nous) (?:donne|vend|prete)\w*",
    r"preter\w*", r"emprunter", r"recrut\w+", r"offre d'emploi", r"poste a pourvoir", r"places? (?:restante|disponible)\w*",
    r"trouve ce", r"perdu", r"qui (?:vient|veut venir|est dispo)", r"covoit\w*",
)  # fmt: skip
_REPLIES = (
    r"(?:ah |bah |ben |eh |oh |mais )*(?:oui|ouais|ouep|yes|non|nan|si|ok|okay|oki|d'accord|dac|carrement|exact\w*|voila"
    r"|idem|pareil|moi aussi|nous aussi|moi non plus|perso|super|top|genial|nickel|parfait|cool|bien vu|bonne idee"
    r"|entendu|c'est note|je (?:note|regarde|passe|viens|arrive|rappelle|m'en (?:occupe|charge)|vais|crois|pense)"
    r"|plutot|en fait|du coup|ca (?:me|nous) va|ca marche|pas de souci|pas mal|tant pis|de rien|\+1)"
)  # fmt: skip
_GREETINGS = r"(?:bonjour|bonsoir|salut|coucou|hello|hey|bjr|slt|bsr|cc|re|yo|hola)(?: a tou\w*)?"
_THANKS = r"merci\w*|bravo|felicitations?|remercie\w*|chapeau|belle journee|bonne (?:journee|soiree|semaine|nuit|annee)"


def _search(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")


_COUNTED = {
    "cue_asks": _search(_ASKS),
    "cue_seeks": _search(_SEEKS),
    "cue_ails": _search(_AILS),
    "cue_reports": _search(_REPORTS),
    "cue_announces": _search(_ANNOUNCES),
    "cue_thanks": _search((_THANKS,)),
}
_REPLY = re.compile(rf"{_REPLIES}(?!\w)")
_GREETING = re.compile(rf"{_GREETINGS}(?!\w)")
_TO_SOMEBODY = re.compile(r"(?<!\w)(?:tu|te|toi|t'|ton|ta|tes)(?!\w)|@\w")
CUES = (*_COUNTED, "cue_question", "cue_reply", "cue_greeting", "cue_somebody")
"""The names of the cues, signals of a message."""
_MOST = 3
"""Different turns of one kind that are counted; more says nothing more."""


def cues(text: str) -> Mapping[str, float]:
    """Each of `CUES`: how many different turns of that kind (at most 3), or 1 when it is there."""
    folded = fold(clean(text))
    found = {name: float(min(_MOST, len(set(pattern.findall(folded))))) for name, pattern in _COUNTED.items()}
    return found | {
        "cue_question": float("?" in text),
        "cue_reply": float(_REPLY.match(folded) is not None),
        "cue_greeting": float(_GREETING.match(folded) is not None),
        "cue_somebody": float(_TO_SOMEBODY.search(fold(text)) is not None),
    }
