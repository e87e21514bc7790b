"""The need said in other words, kept only when it adds nothing that could be taken for a fact.

The rule is a closed vocabulary: each word is the person's own, or one of the everyday phrases of the base, or grammar.
So a name, a place, a brand, an address that nobody said has no way in, whatever the model was made to write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from aiguilleur_bot.dialogue.masking import mask
from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.matching.reading import french
from aiguilleur_bot.matching.reading.stopwords import STOP_WORDS

LONGEST = 120
_LONGEST_NAME = 9
"""Words of the longest name that is looked for."""
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœÆæ"
_PLAIN = re.compile(rf"[{_LETTER}0-9](?:[{_LETTER}0-9 \u00a0'’,;:!?()«»-]|\.(?=\s|$))*")
"""No markup, no link, no mention, no hidden sign, one line. A middle dot could hide a name in an inclusive ending."""
_DIGITS = re.compile(r"\d+")
_FIGURES = """
euro eur dollar centime balle gratuit gratuite gratuitement gratos payant payante prix tarif cout couter coute cher
chere abonnement offert offerte remise promo promotion rembourse
zero deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante
cinquante soixante septante octante nonante cent mille million milliard dizaine douzaine quinzaine vingtaine trentaine
centaine millier
"""
"""A price or a number in letters is a fact too."""
_SAYING = """
nous avons je voudrais voulons aimerions aimerais recherchons besoins outil outils service services aide aider tiers
lieu lieux notre nos leur leurs gestion gerer organiser partager ensemble equipe groupe personnes gens membres
"""


class Reformulation:
    """The rule, for one base. Building it reads every phrase of the base once (0.1 s): in a thread."""

    def __init__(self, base: Base) -> None:
        self.fingerprint = base.fingerprint
        self._known = _everyday_stems(base) | frozenset(french.stems(STOP_WORDS)) | _stems_of(french.words(_SAYING))
        self._figures = _stems_of(french.words(_FIGURES))
        self._names = frozenset(_compact(name) for name in _names(base)) - {""}

    def kept(self, said: str, own: str) -> str:
        """`said`, tidied, when it obeys; else the empty string. `own` are the person's words, as the model had them."""
        words = unicodedata.normalize("NFC", said).strip().rstrip(".").strip()
        if not words or len(words) > LONGEST or not _PLAIN.fullmatch(words) or mask(words) != words:
            return ""
        mine, theirs = french.words(own), french.words(words)
        if not self._speaks_of_the_same(theirs, mine) or self._adds_a_fact(words, theirs, own, mine):
            return ""
        return words

    def _speaks_of_the_same(self, theirs: Iterable[french.Form], mine: Iterable[french.Form]) -> bool:
        """At least one word of content in common, and no word from nowhere."""
        said, owned = _stems_of(theirs), _stems_of(mine)
        common = {stem for stem in said & owned if stem not in STOP_WORDS}
        return bool(common) and said <= owned | self._known

    def _adds_a_fact(
        self, words: str, theirs: tuple[french.Form, ...], own: str, mine: tuple[french.Form, ...]
    ) -> bool:
        owned = {folded for _, folded in mine}
        digits = set(_DIGITS.findall(words)) - set(_DIGITS.findall(own))
        figures = (_stems_of(theirs) & self._figures) - _stems_of(mine)
        proper = any(form[:1].isupper() and folded not in owned for form, folded in theirs[1:])
        return bool(digits or figures or proper) or not self._named(theirs) <= self._named(mine)

    def _named(self, typed: tuple[french.Form, ...]) -> frozenset[str]:
        """The names of the base said in these words, whatever their case and spaces."""
        folded = [word for _, word in typed]
        pieces = (
            "".join(folded[start : start + length])
            for length in range(1, _LONGEST_NAME + 1)
            for start in range(len(folded) - length + 1)
        )
        return self._names.intersection(pieces)


def _everyday_stems(base: Base) -> frozenset[str]:
    """The words of the phrases that speak of needs, without those written as proper names.

    Not those of summaries or briefs, which name organisations and tools, nor those learned from people.
    """
    phrases = [fiche.usage for fiche in base.communs.values()]
    phrases += [phrase for fiche in base.communs.values() for phrase in fiche.besoins_types]
    phrases += [line for one in base.exemples if one.origine == "redaction" for line in one.lignes]
    phrases += [phrase for faq in base.faqs.values() for phrase in (faq.question, *faq.formulations)]
    return _stems_of(
        form
        for phrase in phrases
        for rank, form in enumerate(french.words(phrase))
        if rank == 0 or not form[0][:1].isupper()
    )


def _names(base: Base) -> Iterable[str]:
    for fiche in base.communs.values():
        yield from (fiche.nom, fiche.id, *fiche.autres_noms)
    for produit in base.produits:
        yield from (produit.produit, *produit.variantes)
    for reseau in base.reseaux.values():
        yield from (reseau.nom, reseau.id)
    for referent in base.referents.values():
        yield referent.nom_affiche


def _compact(name: str) -> str:
    return "".join(folded for _, folded in french.words(name))


def _stems_of(typed: Iterable[french.Form]) -> frozenset[str]:
    return frozenset(french.stems(folded for _, folded in typed))
