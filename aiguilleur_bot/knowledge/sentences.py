"""Whether a name, inside a sentence, says where somebody is: « en Ardèche » does, « rue de Bretagne » does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aiguilleur_bot.knowledge.folding import fold, folded_words
from aiguilleur_bot.knowledge.places import PlaceKind, PlaceName


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: as written, folded, what touches it, and the nearest sign before it."""

    raw: str
    folded: str
    before: str
    after: str
    sign_before: str

    @property
    def capitalised(self) -> bool:
        """Whether it begins with a capital."""
        return self.raw[0].isupper()

    @property
    def in_parentheses(self) -> bool:
        """« (59) »."""
        return self.before == "(" and self.after == ")"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text cut into words. `shouted`: written all in capitals, which then tell nothing."""

    tokens: tuple[Token, ...]
    shouted: bool


_WORD = re.compile(r"[^\W_]+")
_ABBREVIATED = {"st": "saint", "ste": "sainte"}


def tokenise(text: str) -> Sentence:
    """Cut a text into words."""
    tokens = []
    for found in _WORD.finditer(text):
        folded = fold(found.group())
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        sign = text[: found.start()].rstrip()[-1:]
        tokens.append(Token(found.group(), _ABBREVIATED.get(folded, folded), before, after, sign))
    return Sentence(tuple(tokens), shouted=text.isupper() and len(tokens) > 3)


def as_written(tokens: Sequence[Token]) -> str:
    """The words as they were written, with what joined them."""
    return "".join(token.raw + token.after for token in tokens[:-1]) + tokens[-1].raw


def begins_with_capital(tokens: Sequence[Token]) -> bool:
    """Whether the first word that is not an article begins with a capital."""
    words = [token for token in tokens if token.folded not in ("le", "la", "les", "l")]
    return bool(words) and words[0].capitalised


_STREETS = frozenset(
    folded_words(
        "rue avenue av boulevard bd place gare quai cours pont impasse allee hotel lycee college universite stade porte"
        " faubourg station metro route chateau chateaux canal vin vins fromage bords bord bataille traite accords"
    )
)
"""Words after which a name of place names something else."""
_PLACES = r"(?:tiers lieux?|lieux?|cafes?|coworkings?|fablabs?|reseau|asso\w*|collectifs?|ressourcerie|friche)"
_COMES_FROM = r"(?:habitant\w*|viens|venons|vient|venant|depuis)"
_IN = re.compile(
    r"(?:^| )(?:en|dans(?: l[ea]s?| l)?|depuis(?: l[ea]s?| l)?|cote|secteur|region|en region"
    r"|departement(?: du| de la| des| de l| d| de)?"
    r"|dans (?:le |l )(?:nord|sud|est|ouest|centre|fond)(?: du| de la| des| de l| d| de)"
    rf"|{_PLACES} (?:du|des|de|de la|de l|d)|{_COMES_FROM} (?:du|des|de|de la|de l|d))$"
)
_AT = re.compile(r"(?:^| )(?:a|au|aux|a la|a l)$")
_TOWARDS = re.compile(
    r"(?:^| )(?:vers|sur|depuis|cote|(?:pres|proche|autour|cote|alentours|environs|loin|nord|sud|est|ouest) d[eu]?"
    r"|(?:centre|commune|ville|metropole|agglo|agglomeration|mairie|bassin|secteur|banlieue|region) d[eu]?"
    rf"|(?:{_PLACES}|{_COMES_FROM}) d[eu]?)$"
)
# « merci à Valence », « demande à Albert » speak to somebody; « qui a Nice » is the verb.
_NOT_HERE = frozenset(
    folded_words(
        "merci demande demander demandez demandes parle parler dit dire dis ecrit ecrire ecris pense penser grace bravo"
        " donne donner envoie envoyer repond repondre appartient face quant rapport il elle qui y nous vous t m l n"
    )
)


def says_a_place(name: PlaceName, sentence: Sentence, start: int, end: int) -> bool:
    """Whether the words `start`..`end` of a sentence, which spell `name`, are where somebody is."""
    spelled = sentence.tokens[start:end]
    if _inside_a_longer_word(spelled) or _names_something_else(name, sentence, start, end):
        return False
    capitalised = begins_with_capital(spelled) and not sentence.shouted
    if name.acronym and not (spelled[0].raw.isupper() and not sentence.shouted):
        return False  # « qui aura le temps »
    before = " ".join(token.folded for token in sentence.tokens[max(0, start - 5) : start])
    if name.kind is PlaceKind.TOWN:
        return _says_a_town(name, before, capitalised=capitalised)
    if _IN.search(before) or (capitalised and _AT.search(before) and not _speaks_to_somebody(before)):
        return capitalised or not name.common
    if name.common:
        return False
    alone = capitalised and spelled[0].sign_before in ("(", ",") and spelled[-1].after in (")", ",", ".", "")
    return alone or (name.kind is PlaceKind.REGION and _is_enough(name, capitalised=capitalised))


def _is_enough(name: PlaceName, *, capitalised: bool) -> bool:
    """« tiers-lieux Bretagne », « hauts de france »: full names of regions are seldom anything else."""
    return name.acronym or (name.official and (capitalised or len(name.words) >= 3 or name.words[0] == "nouvelle"))


def _says_a_town(name: PlaceName, before: str, *, capitalised: bool) -> bool:
    here = _AT.search(before) is not None and not _speaks_to_somebody(before)
    if name.contracted:  # « au Mans », « près du Mans », never « à Mans »
        article = before.rsplit(" ", 1)[-1] in ("au", "aux", "du", "des")
        return article and capitalised and (here or _TOWARDS.search(before) is not None)
    if name.common:
        return here and capitalised
    if before.endswith((" au", " aux")) or before in ("au", "aux"):
        return False
    return here or _TOWARDS.search(before) is not None


def _speaks_to_somebody(before: str) -> bool:
    words_before = before.split()
    return len(words_before) > 1 and words_before[-2] in _NOT_HERE


def _inside_a_longer_word(spelled: Sequence[Token]) -> bool:
    """« Bar-sur-Aube », « @nantes », « paris.fr »: the name is only a part of something."""
    return spelled[0].before in ("-", "@", "#", ".", "/", "_", "=", "!") or spelled[-1].after in (
        "-",
        "@",
        "/",
        "_",
        "=",
    )


def _names_something_else(name: PlaceName, sentence: Sentence, start: int, end: int) -> bool:
    before = [token.folded for token in sentence.tokens[max(0, start - 3) : start]]
    if _STREETS.intersection(before) or before[-1:] in (["sous"], ["grande"]):
        return True
    after = sentence.tokens[end].folded if end < len(sentence.tokens) else ""
    # « dans le Nord de la France », « le Centre ville », « le Sud Ouest » name no region.
    return name.words[-1] in ("nord", "sud", "centre") and after in ("de", "du", "des", "d", "est", "ouest", "ville")
