"""What a whole message says when it is a word that steers, as people really say it.

Everything here is folded (`folding.flat`). A phrase counts only when it is the whole message, politeness aside:
« je voudrais parler à quelqu'un » is a call for a human, « parler à quelqu'un qui a ouvert un café » is a need.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from aiguilleur_bot.dialogue.mots import ALL, Command, Mot
from aiguilleur_bot.dialogue.shapes import shape_of

_SAID = MappingProxyType(
    {
        Mot.AIDE: """help, menu, l aide, de l aide, comment ca marche, comment ca fonctionne, comment faire,
            mode d emploi""",
        Mot.HUMAIN: """humaine, humains, human, un humain, une humaine, une personne, une vraie personne,
            un conseiller, une conseillere""",
        Mot.AUTRE: """autres, autre chose, une autre, un autre, autre piste, une autre piste, d autres pistes,
            une autre idee, d autres idees, aucun, aucune, aucun des deux, aucune des deux, aucun des trois,
            ni l un ni l autre, rien de tout ca, rien de tout cela, pas ca, c est pas ca, ce n est pas ca,
            c est pas ce que je cherche, ce n est pas ce que je cherche, c est pas ca que je cherche,
            ca ne m aide pas, ca m aide pas, ca ne correspond pas, ca correspond pas, ca ne convient pas,
            suivant, encore""",
        Mot.CORRIGER: "corrige, correction, modifier",
        Mot.RETIRER: """retire, retirer ma demande, annuler, annule, annulez, annuler ma demande,
            stop, arrete, arretez""",
        Mot.MES_DONNEES: "mes infos, mes informations, mes donnees personnelles",
        Mot.OUBLIE_MOI: "oubliez moi, m oublier, efface moi, effacez moi",
        Mot.ROBOT: "le robot, robot revient, reviens robot",
        Mot.OUI: """si, si si, volontiers, avec plaisir, d accord, bien sur, bien sur que oui, ca marche, ca me va,
            vas y, allez y, pourquoi pas, tout a fait, c est ca, je suis d accord, je veux bien, j aimerais bien,
            ce serait bien, ca serait bien, faites le, transmettez, vous pouvez transmettre""",
        Mot.NON: """pas la peine, ce n est pas la peine, c est pas la peine, pas besoin, pas maintenant, plus tard,
            pas tout de suite, pas pour l instant, pas pour le moment, laissez tomber, laisse tomber, surtout pas,
            ca ira, pas interesse, pas interessee, je prefere pas, je ne prefere pas, je ne veux pas, je veux pas,
            je n y tiens pas, ne transmettez pas, ne transmettez rien, plutot pas""",
        Mot.MERCI: """merci, super, parfait, top, nickel, genial, thanks, thank you, thx, au revoir, bye, bye bye,
            ciao, a bientot, a plus, bonne journee, bonne soiree, bonne nuit, bon week end, cordialement,
            bien cordialement, bien a vous, salutations, ok merci, d accord merci, ca marche merci, c est parfait""",
        Mot.BONJOUR: """bonjour, bonsoir, salut, slt, coucou, hello, hey, yo, wesh, wsh, cc, bjr, bonjour a tous,
            bonjour a toutes et tous, salut a tous, bonjour robot, bonjour le robot, salut le robot, bonjour madame,
            bonjour monsieur, madame monsieur, y a quelqu un, il y a quelqu un, quelqu un est la, allo""",
        Mot.QUI_ES_TU: "ca va, comment ca va, vous allez bien, tu vas bien",
    }
)
_PHRASES = MappingProxyType(
    {" ".join(phrase.split()): mot for mot, phrases in _SAID.items() for phrase in phrases.split(",")}
)


def _words(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_YES = _words("oui ouais ouaip ouep oue vi yes yep ok okay okey oki dac carrement volontiers absolument evidemment")
_BESIDE_YES = _words(
    """je veux bien merci beaucoup bcp svp stp s il vous te plait avec plaisir sur d accord c est ca parfait super
    allez y vas va faites fais le la les tout a fait bonne idee transmettez envoyez grand volontiers ce serait"""
)
_NO = _words("non nan nope nah nn no niet jamais")
_BESIDE_NO = _words(
    """merci beaucoup bcp svp stp s il vous te plait ca va ira aller c est bon pas la peine besoin maintenant pour l
    instant le moment tout de suite laissez laisse tomber ce n plutot surtout vraiment desole desolee prefere"""
)
_THANKS = _words("merci mercii mercis thanks thx")
_BESIDE_THANKS = _words(
    """pour tout vous tu etes es t au top super genial geniale c est parfait beaucoup bcp bien infiniment a toi robot
    le la les de d votre vos ton ta aide reponse reponses infos info avance bonne journee soiree et tres gentil cool
    nickel mille fois encore m avez as aidee l ecoute un grand ok"""
)
_RANKS = MappingProxyType(
    {
        **dict.fromkeys(("premier", "premiere"), 1),
        **dict.fromkeys(("deux", "deuxieme", "second", "seconde"), 2),
        **dict.fromkeys(("trois", "troisieme"), 3),
        **dict.fromkeys(("quatre", "quatrieme"), 4),
    }
)
_RANK = re.compile(r"(?:(?:je prends |plutot |va pour )?(?:le|la|l option|option|numero|choix) )?(\w+)")
_ALL_OF_THEM = re.compile(r"(?:tous |toutes )?les (?:deux|trois)")
_LEAD = re.compile(r"(?:(?:euh+|heu+|ah+|oh|bah|ben|beh|bon|alors|en fait|finalement|enfin|tiens|dis|aiguilleur) )+")
_POLITE = re.compile(
    r"(?: (?:svp|stp|s il (?:vous|te) plait|please|pls|merci|d avance|beaucoup|bcp|quand meme|finalement))+$"
)


def read_spoken(folded: str) -> Command | None:
    """The word said, politeness and hesitations aside, or None when these are words of a need."""
    for said in dict.fromkeys((folded, bare(folded))):
        if (mot := _PHRASES.get(said) or shape_of(said)) is not None:
            return Command(mot)
        if (number := _choice(said)) is not None:
            return Command(Mot.CHOIX, number)
    return _by_words(folded)


def bare(folded: str) -> str:
    """A message without « euh », « en fait » before it and « s'il vous plaît », « merci » after it."""
    led = _LEAD.match(folded)
    return _POLITE.sub("", folded[led.end() :] if led else folded)


def _choice(said: str) -> int | None:
    if _ALL_OF_THEM.fullmatch(said):
        return ALL
    ranked = _RANK.fullmatch(said)
    return _RANKS.get(ranked[1]) if ranked else None


def _by_words(folded: str) -> Command | None:
    """« oui je veux bien merci », « non non laissez tomber », « merci c'est top »: no word says anything else."""
    words = bare(folded).split()
    if _only(words, _YES, _BESIDE_YES):
        return Command(Mot.OUI)
    if _only(words, _NO, _BESIDE_NO):
        return Command(Mot.NON)
    return Command(Mot.MERCI) if _only(folded.split(), _THANKS, _BESIDE_THANKS) else None


def _only(words: list[str], meaning: frozenset[str], beside: frozenset[str]) -> bool:
    return any(word in meaning for word in words) and all(word in meaning or word in beside for word in words)
