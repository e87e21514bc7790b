"""Turns of phrase that tell what a message is for: asking, complaining, telling news, announcing, replying, greeting.

They decide nothing alone ("qui a fini la compta ?" asks nothing of us): the shipped regressions weigh them with what
the message is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiguilleur_bot.matching.reading.french import clean, fold

_ASKS = (
    r"comment|combien|pourquoi|quel(?:le)?s?|lequel|laquelle|qui (?:a|aurait|sait|peut|pourrait|connait|"
    r"connaitrait|utilise|s'y connait)|ou (?:trouver|est-ce|aller|s'adresser|peut-on)|par ou|vers qui|a qui|"
    r"est-ce qu\w*|y a[- ]?t[- ]il|y'?aurait\w*|il existe|existe[- ]t[- ]il|(?:vous |tu )?connai(?:ssez|s)|"
    r"auriez[- ]vous|avez[- ]vous|quelqu'?un|qqn|kelk'?un|c'est quoi|c koi|kesako|qu'est[- ]ce|une idee|"
    r"des idees|un conseil|des conseils|conseill\w+|recommand\w+|des pistes|une piste|des retours|"
    r"un retour d'experience"
)
_SEEKS = (
    r"cherch\w+|recherch\w+|besoin|voudr\w+|aimer(?:ait|ais|ions|aient)|souhait\w+|faudrait|il (?:nous|me|"
    r"leur) faut|on (?:veut|doit|va devoir)|je (?:veux|dois)|nous (?:voulons|devons)|envie de|en quete|"
    r"moyen (?:de|simple|pour)|solution\w*|outil\w*|logiciel\w*|appli\w*|alternative\w*|remplac\w+|quitter|"
    r"se passer de|lacher|changer de|passer a autre chose|aide[rz]?|coup de main|accompagn\w+|se lancer|"
    r"demarrer|mettre en place|monter un\w*|possible de|comment (?:on )?fai\w+|sans (?:avoir a|devoir|que)"
)
_AILS = (
    r"galer\w+|marre|ras[- ]le[- ]bol|s'arrach\w+|n'arriv\w+|arriv\w+ (?:pas|plus|jamais)|(?:sait|savons|sais|"
    r"sachant) (?:pas|plus|jamais)|perd(?:s|u|ue|us|ons|ent)?|impossible|complique|penible|le bazar|le bordel|"
    r"la pagaille|(?:y|s'y) comprend\w* (?:rien|plus)|s'y perd\w*|trop de|a la main|sur papier|"
    r"dans un tableur|des heures|chaque fois|a chaque|personne ne|tout le temps|oubli\w+|probleme\w*|souci\w*|"
    r"difficult\w+|rame\w*|peine a"
)
_REPORTS = (
    r"c'est (?:fait|bon|ok|regle|parti|envoye|en ligne)|ca (?:marche|fonctionne|y est|roule|tourne)|ca y est|"
    r"(?:on|j'|j|nous|ils?|elles?|il) ?(?:a|ai|avons|ont|vient de|viens de|venons de) (?:enfin |bien |fini|"
    r"termine|installe|teste|essaye|mis|recu|envoye|valide|signe|vote|cloture|boucle|publie|migre|adopte|"
    r"choisi|forme|monte|repare|recupere|reussi|demarre|ouvert)\w*|(?:est|sont|sommes|suis) pass\w+ (?:a|sur|"
    r"de)|fini\w*|termine\w*|boucle\w*|bien (?:recu|avance|passe)|desormais|depuis (?:qu|que|on|nous|janvier|"
    r"un an)|pour info|fyi|petit point|compte[- ]rendu|bonne nouvelle|mise? a jour|hier|ce matin|"
    r"la semaine (?:derniere|passee)"
)
_ANNOUNCES = (
    r"\d{1,2} ?h ?\d{0,2}|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|demain|ce soir|"
    r"ce week[- ]?end|\d{1,2}(?:er)? (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|"
    r"novembre|decembre)|inscri\w+|rendez[- ]vous|venez|rejoignez|bienvenue|entree libre|prix libre|"
    r"on (?:organise|propose|accueille|recoit)|organis\w+ (?:un|une|le|la)|apero|atelier|portes ouvertes|"
    r"a (?:vendre|donner|preter|louer|recuperer)|je (?:donne|vends|prete)|(?:on|nous) (?:donne|vend|prete)\w*|"
    r"preter\w*|emprunter|recrut\w+|offre d'emploi|poste a pourvoir|places? (?:restante|disponible)\w*|"
    r"trouve ce|perdu|qui (?:vient|veut venir|est dispo)|covoit\w*"
)
_REPLIES = (
    r"(?:ah |bah |ben |eh |oh |mais )*(?:oui|ouais|ouep|yes|non|nan|si|ok|okay|oki|d'accord|dac|carrement|"
    r"exact\w*|voila|idem|pareil|moi aussi|nous aussi|moi non plus|perso|super|top|genial|nickel|parfait|cool|"
    r"bien vu|bonne idee|entendu|c'est note|je (?:note|regarde|passe|viens|arrive|rappelle|m'en (?:occupe|"
    r"charge)|vais|crois|pense)|plutot|en fait|du coup|ca (?:me|nous) va|ca marche|pas de souci|pas mal|"
    r"tant pis|de rien|\+1)"
)
_GREETINGS = r"(?:bonjour|bonsoir|salut|coucou|hello|hey|bjr|slt|bsr|cc|re|yo|hola)(?: a tou\w*)?"
_THANKS = r"merci\w*|bravo|felicitations?|remercie\w*|chapeau|belle journee|bonne (?:journee|soiree|semaine|nuit|annee)"


def _search(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + pattern + r")(?!\w)")


_COUNTED = {
    "cue_asks": _search(_ASKS),
    "cue_seeks": _search(_SEEKS),
    "cue_ails": _search(_AILS),
    "cue_reports": _search(_REPORTS),
    "cue_announces": _search(_ANNOUNCES),
    "cue_thanks": _search(_THANKS),
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
