"""Whether a name, inside a sentence, says where somebody is: « en Ardèche » does, « rue de Bretagne » does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aiguilleur_bot.knowledge.carte import Genre, Nom
from aiguilleur_bot.knowledge.folding import fold, folded_words


@dataclass(frozen=True, slots=True)
class Jeton:
    """A word of a text: as written, folded, what touches it, and the nearest sign before it."""

    brut: str
    plie: str
    avant: str
    apres: str
    signe_avant: str

    @property
    def majuscule(self) -> bool:
        """Whether it begins with a capital."""
        return self.brut[0].isupper()

    @property
    def entre_parentheses(self) -> bool:
        """« (59) »."""
        return self.avant == "(" and self.apres == ")"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text cut into words. `crie`: written all in capitals, which then tell nothing."""

    jetons: tuple[Jeton, ...]
    crie: bool


_WORD = re.compile(r"[^\W_]+")
_ABREGES = {"st": "saint", "ste": "sainte"}


def decouper(texte: str) -> Phrase:
    """Cut a text into words."""
    jetons = []
    for found in _WORD.finditer(texte):
        plie = fold(found.group())
        avant, apres = texte[: found.start()][-1:], texte[found.end() :][:1]
        signe = texte[: found.start()].rstrip()[-1:]
        jetons.append(Jeton(found.group(), _ABREGES.get(plie, plie), avant, apres, signe))
    return Phrase(tuple(jetons), crie=texte.isupper() and len(jetons) > 3)


def brut(jetons: Sequence[Jeton]) -> str:
    """The words as they were written, with what joined them."""
    return "".join(j.brut + (j.apres if rang < len(jetons) - 1 else "") for rang, j in enumerate(jetons)).strip()


def en_majuscule(jetons: Sequence[Jeton]) -> bool:
    """Whether the first word that is not an article begins with a capital."""
    propres = [jeton for jeton in jetons if jeton.plie not in ("le", "la", "les", "l")]
    return bool(propres) and propres[0].majuscule


_VOIES = frozenset(
    folded_words(
        "rue avenue av boulevard bd place gare quai cours pont impasse allee hotel lycee college universite stade porte"
        " faubourg station metro route chateau chateaux canal vin vins fromage bords bord bataille traite accords"
    )
)
"""Words after which a name of place names something else."""
_LIEUX = r"(?:tiers lieux?|lieux?|cafes?|coworkings?|fablabs?|reseau|asso\w*|collectifs?|ressourcerie|friche)"
_VIENT = r"(?:habitant\w*|viens|venons|vient|venant|depuis)"
_EN = re.compile(
    r"(?:^| )(?:en|dans(?: l[ea]s?| l)?|depuis(?: l[ea]s?| l)?|cote|secteur|region|en region"
    r"|departement(?: du| de la| des| de l| d| de)?"
    r"|dans (?:le |l )(?:nord|sud|est|ouest|centre|fond)(?: du| de la| des| de l| d| de)"
    rf"|{_LIEUX} (?:du|des|de|de la|de l|d)|{_VIENT} (?:du|des|de|de la|de l|d))$"
)
_A = re.compile(r"(?:^| )(?:a|au|aux|a la|a l)$")
_VERS = re.compile(
    r"(?:^| )(?:vers|sur|depuis|cote|(?:pres|proche|autour|cote|alentours|environs|loin|nord|sud|est|ouest) d[eu]?"
    r"|(?:centre|commune|ville|metropole|agglo|agglomeration|mairie|bassin|secteur|banlieue|region) d[eu]?"
    rf"|(?:{_LIEUX}|{_VIENT}) d[eu]?)$"
)
# « merci à Valence », « demande à Albert » speak to somebody; « qui a Nice » is the verb.
_PAS_ICI = frozenset(
    folded_words(
        "merci demande demander demandez demandes parle parler dit dire dis ecrit ecrire ecris pense penser grace bravo"
        " donne donner envoie envoyer repond repondre appartient face quant rapport il elle qui y nous vous t m l n"
    )
)


def dit_un_lieu(nom: Nom, phrase: Phrase, debut: int, fin: int) -> bool:
    """Whether the words `debut`..`fin` of a sentence, which spell `nom`, are where somebody is."""
    lus = phrase.jetons[debut:fin]
    if _pris_dans_un_mot(lus) or _nomme_autre_chose(nom, phrase, debut, fin):
        return False
    majuscule = en_majuscule(lus) and not phrase.crie
    if nom.sigle and not (lus[0].brut.isupper() and not phrase.crie):
        return False  # « qui aura le temps »
    avant = " ".join(jeton.plie for jeton in phrase.jetons[max(0, debut - 5) : debut])
    if nom.genre is Genre.VILLE:
        return _dit_une_ville(nom, avant, majuscule=majuscule)
    if _EN.search(avant) or (majuscule and _A.search(avant) and not _s_adresse(avant)):
        return majuscule or not nom.courant
    if nom.courant:
        return False
    isole = majuscule and lus[0].signe_avant in ("(", ",") and lus[-1].apres in (")", ",", ".", "")
    return isole or (nom.genre is Genre.REGION and _se_suffit(nom, majuscule=majuscule))


def _se_suffit(nom: Nom, *, majuscule: bool) -> bool:
    """« tiers-lieux Bretagne », « hauts de france »: full names of regions are seldom anything else."""
    return nom.sigle or (nom.officiel and (majuscule or len(nom.words) >= 3 or nom.words[0] == "nouvelle"))


def _dit_une_ville(nom: Nom, avant: str, *, majuscule: bool) -> bool:
    ici = _A.search(avant) is not None and not _s_adresse(avant)
    if nom.contracte:  # « au Mans », « près du Mans », never « à Mans »
        article = avant.rsplit(" ", 1)[-1] in ("au", "aux", "du", "des")
        return article and majuscule and (ici or _VERS.search(avant) is not None)
    if nom.courant:
        return ici and majuscule
    if avant.endswith((" au", " aux")) or avant in ("au", "aux"):
        return False
    return ici or _VERS.search(avant) is not None


def _s_adresse(avant: str) -> bool:
    mots_avant = avant.split()
    return len(mots_avant) > 1 and mots_avant[-2] in _PAS_ICI


def _pris_dans_un_mot(lus: Sequence[Jeton]) -> bool:
    """« Bar-sur-Aube », « @nantes », « paris.fr »: the name is only a part of something."""
    return lus[0].avant in ("-", "@", "#", ".", "/", "_", "=", "!") or lus[-1].apres in ("-", "@", "/", "_", "=")


def _nomme_autre_chose(nom: Nom, phrase: Phrase, debut: int, fin: int) -> bool:
    avant = [jeton.plie for jeton in phrase.jetons[max(0, debut - 3) : debut]]
    if _VOIES.intersection(avant) or avant[-1:] in (["sous"], ["grande"]):
        return True
    apres = phrase.jetons[fin].plie if fin < len(phrase.jetons) else ""
    # « dans le Nord de la France », « le Centre ville », « le Sud Ouest » name no region.
    return nom.words[-1] in ("nord", "sud", "centre") and apres in ("de", "du", "des", "d", "est", "ouest", "ville")
