"""Words that tell of a person in trouble: distress, violence, health, dismissal, conflict, ruin.

They decide nothing alone (people die of laughter, tables are crimes against humanity): the shipped regression weighs
them with how near the message is to the sensitive examples of the base, and to the needs and jokes of the same words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from aiguilleur_bot.matching.reading.french import clean, fold

_GRAVE = (
    r"suicid\w*", r"me tuer", r"en finir", r"idees? noires?", r"pendu\w*", r"overdose", r"mourir", r"mourant\w*",
    r"(?:plus|pas) envie de vivre", r"sans moi", r"harcel\w*", r"agress(?:ion|ions|e|ee|es|ees|er|eur|eurs)",
    r"viol(?:ee?s?|er|eur|ences?|ents?|entes?|s)?", r"frapp\w+", r"gifl\w+", r"cogn\w+", r"tabass\w+", r"coups?",
    r"insult\w*", r"menac\w*", r"couteau\w*", r"armes?", r"armee?s?", r"raci(?:sme|stes?)", r"homophob\w*",
    r"transphob\w*", r"sexistes?", r"discrimin\w*", r"attouch\w*", r"gestes? deplaces?", r"burn ?-?out",
    r"epuisement", r"depress\w*", r"anxio\w*", r"angoiss\w*", r"crises?", r"arrets? (?:de travail|maladie)",
    r"en arret", r"hospitalis\w*", r"hopital", r"urgences", r"samu", r"pompiers", r"ambulance", r"cancers?",
    r"tumeur", r"avc", r"infarctus", r"malaise", r"medicaments?", r"deces", r"decede\w*", r"deuil", r"enterr\w*",
    r"obseques", r"licenci\w*", r"prud'?hommes?", r"mise? a (?:pied|la porte)", r"virer?", r"viree?s?",
    r"huissier\w*", r"expuls\w*", r"impayes?", r"dettes?", r"redressement", r"liquidation", r"depot de bilan",
    r"depos\w+ le bilan", r"cessation", r"cle\w* sous la porte", r"faillite", r"plus un (?:sou|rond|euro)",
    r"plus (?:rien|d'argent) (?:sur|en|a)", r"decouvert", r"saisi[er]?s?", r"tribunal", r"plaintes?", r"garde a vue",
    r"police", r"gendarm\w*", r"juge\w*", r"incendie\w*", r"a brule", r"blesse\w*", r"accident\w*", r"electrocut\w*",
    r"sans[ -]abris?", r"dor\w+ dehors", r"a la rue", r"rien mange", r"maltrait\w*", r"battue?s?", r"detourn\w*",
    r"vole\w*",
)  # fmt: skip
_TROUBLED = (
    r"peurs?", r"terrori\w+", r"terrifi\w+", r"pleur\w*", r"larmes?", r"honte\w*", r"seule?", r"isole\w*", r"a bout",
    r"plus (?:la )?force\w*", r"n'en (?:peux|peut) plus", r"(?:tiens|tient|tenir|tenons) (?:plus|pas|debout)",
    r"craqu\w*", r"effondr\w*", r"desespo?e?r\w*", r"perdue?s?", r"detruit\w*", r"brise\w*", r"souffr\w*",
    r"mal[- ]?etre", r"dors? (?:plus|pas)", r"insomni\w*", r"boule au ventre", r"conflits?", r"disput\w*", r"guerre",
    r"hurl\w*", r"crie\w*", r"deteste\w*", r"hai\w*", r"se parlent? plus", r"plus se (?:parler|voir)", r"climat",
    r"tensions?", r"malade", r"grave\w*", r"mort\w*", r"decompos\w*", r"fermer", r"ferme", r"salaires?", r"loyers?",
    r"avocat\w*", r"mediat\w*", r"demission\w*", r"enfants?", r"alcool\w*", r"ivre\w*", r"drogu\w*", r"sos",
    r"au secours", r"aidez[- ]moi", r"en danger", r"denonc\w*", r"signale\w*",
)  # fmt: skip
_FIRST_PERSON = re.compile(r"(?<!\w)(?:je|j'|me|m'|moi|mon|ma|mes|on|nous|nos|notre)(?!\w)")
_READ_GRAVE = re.compile(r"(?<!\w)(?:" + "|".join(_GRAVE) + r")(?!\w)")
_READ_TROUBLED = re.compile(r"(?<!\w)(?:" + "|".join(_TROUBLED) + r")(?!\w)")


def alarms(text: str) -> Mapping[str, float]:
    """How many different grave words (at most 2) and troubled words (at most 3); 1 if it speaks of "me" or "us"."""
    folded = fold(clean(text))
    return {
        "grave_words": float(min(2, len(set(_READ_GRAVE.findall(folded))))),
        "troubled_words": float(min(3, len(set(_READ_TROUBLED.findall(folded))))),
        "first_person": float(_FIRST_PERSON.search(folded) is not None),
    }
