"""Shapes of whole phrases: a call for a human, questions about the bot, about one's data, about what was shown."""

from __future__ import annotations

import re

from aiguilleur_bot.dialogue.mots import Mot

_SOMEBODY = r"(?:quelqu un|(?:un|une) (?:vrai |vraie |etre )?(?:humain|humaine|personne))"
_WISH = (
    r"(?:veux|voudrais|voudrait|aimerais|prefere|prefererais|souhaite|souhaiterais|peux|puis je|peut on|pourrais je"
    r"|est ce que je peux|comment)"
)
_HUMAN = (
    rf"(?:non |oui )?(?:(?:je|j|on|nous) )?(?:{_WISH} )?(?:bien )?parler (?:a|avec) {_SOMEBODY}"
    rf"|(?:je|j|on) (?:veux|voudrais|prefere|aimerais) {_SOMEBODY}"
    r"|(?:est ce (?:que|qu) )?(?:quelqu un|une personne|on|vous) (?:peut|pourrait|pouvez|pourriez)(?: il| on)?"
    r" (?:m |me |nous )(?:appeler|rappeler|telephoner|contacter|ecrire)"
    r"|(?:appelez|rappelez|contactez|appelle|rappelle) (?:moi|nous)(?: au| sur| vite)?(?: [\d ]+)?"
)
_FORGET = (
    r"(?:je (?:veux|voudrais) )?(?:supprime[rz]?|efface[rz]?|oublie[rz]?)"
    r" (?:toutes? )?(?:mes donnees|mes messages|mes infos|tout sur moi)"
)
_HELD = (
    r"(?:que |qu est ce que |est ce que )?(?:vous|tu) (?:gardez|gardes|savez|sais|conservez|avez|as) (?:quoi )?"
    r"(?:sur|de) (?:moi|nous)"
)
_PRIVACY = (
    r"(?:est ce que |et )?(?:vous|tu) (?:gardez|gardes|conservez|conserves|enregistrez|enregistres|stockez|stockes"
    r"|vendez|vends|partagez|faites quoi (?:de|avec))"
    r" (?:mes donnees|nos donnees|mes messages|nos messages|ce que j ecris|ce que je dis|ce qu on ecrit|tout)"
    r"|(?:est ce que )?(?:c est|ca reste|ce sera) (?:confidentiel|anonyme|prive|secret|public)"
    r"|qui (?:va lire|lit|voit|va voir|peut lire) (?:mes messages|ca|cela|ce que j ecris|mes donnees)"
    r"|(?:et )?(?:la )?vie privee|rgpd|confidentialite"
)
_YOU = r"(?:tu es|t es|tes|vous etes|etes vous|es tu|c est|est ce que (?:tu es|vous etes|c est))"
_WHO = (
    r"(?:mais )?(?:qui (?:es tu|etes vous|t es|tu es|vous etes|me parle|est la)|(?:t es|tu es|vous etes) qui"
    r"|(?:c est qui|c est quoi|qu est ce que) (?:l )?(?:aiguilleur|ce robot|ce bot)"
    rf"|{_YOU} (?:un |une )?(?:vrai |vraie )?(?:robot|bot|humain|humaine|personne|ia|machine)(?: ou (?:un |une )?\w+)?"
    r"|(?:tu fais|vous faites) quoi|que (?:faites vous|fais tu|sais tu faire|savez vous faire|peux tu faire)"
    r"|a quoi (?:tu sers|vous servez|ca sert|sers tu|servez vous)|(?:tu sers|vous servez) a quoi)"
)
_SHOWN = (
    r"(?:et )?(?:est ce que )?(?:c est|ca|ce serait|il est|elle est) (?:vraiment |tres |trop )?(?:gratuit|payant|cher"
    r"|complique|difficile|dur|facile|simple|long|coute cher|coute combien|prend combien de temps)"
    r"|(?:et )?(?:combien|quel prix|quel est le prix)(?: (?:ca coute|c est|coute t il|de temps))?"
    r"|(?:c est )?(?:lequel|laquelle)(?: (?:est|choisir|prendre|des deux|le|la|mieux|plus simple|moins cher"
    r"|vous me conseillez|tu me conseilles))*"
    r"|(?:vous|tu) me conseille[sz] (?:quoi|lequel|laquelle)|que me conseille[sz] (?:vous|tu)"
    r"|(?:c est quoi|quelle est|quelle) la difference(?: entre (?:les|ces) (?:deux|trois))?"
    r"|(?:plus de |les )?(?:details|precisions)|plus d infos|en savoir plus|dites m en plus"
)
_SHAPES = tuple(
    (re.compile(shape), mot)
    for shape, mot in (
        (_HUMAN, Mot.HUMAIN),
        (_FORGET, Mot.OUBLIE_MOI),
        (_HELD, Mot.MES_DONNEES),
        (_PRIVACY, Mot.VIE_PRIVEE),
        (_WHO, Mot.QUI_ES_TU),
        (_SHOWN, Mot.DETAILS),
    )
)

_INSULT = re.compile(
    r"\b(?:connards?|connasses?|con|conne|abrutie?|debiles?|idiote?|stupide|gueule|tg|ftg|foutre|fdp|bouffons?"
    r"|merdes?|merdique|batard|casse toi|(?:fais|fait|faites) chier)\b"
)
_USELESS = re.compile(
    r"\b(?:tu es|t es|vous etes|c est|trop|vraiment) (?:trop |vraiment |completement )?(?:nul|nulle|nuls|pourri|naze"
    r"|bidon|inutile)\b|\bn importe quoi\b|\b(?:sers|servez|sert) a rien\b|^nul(?:le)?$"
    r"|\b(?:ca|truc|robot|machin|bot) (?:ne )?(?:marche|fonctionne|sert) pas\b"
    r"|\b(?:tu|vous) (?:ne )?(?:comprends|comprenez|piges|pigez|reponds|repondez) (?:rien|pas)\b"
    r"|\bj ai deja (?:dit|demande)\b|\b\d+ fois que je demande\b"
)
_OPINION_WORDS = 6


def shape_of(folded: str) -> Mot | None:
    """The word that a whole phrase stands for, or None."""
    return next((mot for shape, mot in _SHAPES if shape.fullmatch(folded)), None)


def cross_with_the_bot(folded: str) -> bool:
    """Whether words that nothing serves are anger at the robot: not to pass on, something to be sorry for."""
    insulting = _INSULT.search(folded) is not None and len(folded.split()) <= _OPINION_WORDS
    return insulting or _USELESS.search(folded) is not None
