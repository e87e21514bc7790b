"""Names people say: a commun's, well or badly typed ("dokoss", "pahéco"), or a product's, often to leave it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz import fuzz, process

from aiguilleur_bot.knowledge.base import Base
from aiguilleur_bot.knowledge.schema import Commun
from aiguilleur_bot.matching.spelling import Spelling, sound
from aiguilleur_bot.matching.text import fold, fold_word, forms

_ORDINAIRES = """
sage notion signal mega medium zoom confluence monday teams drive pages meet word forms wave element matrix discourse
galette loot cube bulle base agenda calendar framework sheets access publisher box miro buffer forum chat wiki annuaire
carte boussole hotline alliance navigateur
"""
_MOTS_ORDINAIRES = frozenset(_ORDINAIRES.split())
"""Names that are also words: they count less, and only as they are written."""
_VERBES = """
quitter quitte quittons quitterait lacher lache remplacer remplace remplacement alternative alternatives abandonner
delaisser debarrasser migrer sortir partir passer arreter arrete resilier virer fuir equivalent place degager
"""
_QUITTER = frozenset(_VERBES.split())
_PREFIXE_QUITTER = 5
_LONGUEUR_FLOUE = 5
_PROCHE = 86.0
_AMBIGU = 0.5


@dataclass(frozen=True, slots=True)
class Citation:
    """A name read in a message.

    `forme` as typed, `nom` as it is written, `force` (0..1) how surely it is that name, `produit` whether it is
    a product of the lexicon rather than a commun, `quitter` whether the person speaks of leaving it.
    """

    forme: str
    nom: str
    force: float
    communs: tuple[str, ...]
    produit: bool
    quitter: bool


@dataclass(frozen=True, slots=True)
class _Nom:
    nom: str
    plie: str
    communs: tuple[str, ...]
    produit: bool


class Names:
    """Every name of the base, found in messages. Read-only once built."""

    def __init__(self, base: Base, orthographe: Spelling) -> None:
        proposables = {fiche.id for fiche in base.proposable()}
        noms = [nom for fiche in base.proposable() for nom in _names_of(fiche)]
        for produit in base.produits:
            communs = tuple(commun for commun in produit.communs if commun in proposables)
            if communs:
                noms += [_Nom(n, _compact(n), communs, True) for n in (produit.produit, *produit.variantes)]
        exacts: dict[str, _Nom] = {}
        sons: dict[str, _Nom] = {}
        for nom in noms:
            exacts.setdefault(nom.plie, nom)
            if len(nom.plie) >= _LONGUEUR_FLOUE and nom.plie not in _MOTS_ORDINAIRES:
                sons.setdefault(sound(nom.nom), nom)
        self._exacts: Mapping[str, _Nom] = MappingProxyType(exacts)
        self._sons: Mapping[str, _Nom] = MappingProxyType(sons)
        self._cles = tuple(sons)
        self._orthographe = orthographe

    def find(self, texte: str) -> tuple[Citation, ...]:
        """The names said, each once, surest first."""
        formes = forms(texte)
        trouvees: dict[str, Citation] = {}
        pris: set[int] = set()
        for longueur in (4, 3, 2, 1):
            for debut in range(len(formes) - longueur + 1):
                fenetre = range(debut, debut + longueur)
                citation = None if pris.intersection(fenetre) else self._read(formes, debut, longueur)
                if citation is not None and citation.force > 0:
                    pris.update(fenetre)
                    trouvees.setdefault(citation.nom, citation)
        return tuple(sorted(trouvees.values(), key=lambda c: (-c.force, c.nom)))

    def _read(self, formes: Sequence[str], debut: int, longueur: int) -> Citation | None:
        morceau = formes[debut : debut + longueur]
        plie = _compact("".join(morceau))
        nom, force = self._exacts.get(plie), 1.0
        if nom is not None and plie in _MOTS_ORDINAIRES:
            ecrit_en_nom = morceau[0][:1].isupper() and (debut > 0 or len(formes) == 1)
            force = 1.0 if ecrit_en_nom and nom.produit else _AMBIGU
        elif nom is None and longueur <= 2:
            nom, force = self._near(plie, morceau)
        if nom is None:
            return None
        avant = {fold_word(mot) for mot in formes[max(0, debut - _PREFIXE_QUITTER) : debut]}
        return Citation(" ".join(morceau), nom.nom, force, nom.communs, nom.produit, bool(avant & _QUITTER))

    def _near(self, plie: str, morceau: Sequence[str]) -> tuple[_Nom | None, float]:
        """A name badly typed. A word the base itself uses is that word, not a typo."""
        if len(plie) < _LONGUEUR_FLOUE or plie.isdigit():
            return None, 0.0
        son = sound(plie)
        ordinaires = [self._orthographe.knows(fold_word(mot)) for mot in morceau]
        if son in self._sons and not all(ordinaires):
            return self._sons[son], 0.95
        if any(ordinaires):
            return None, 0.0
        trouve = process.extractOne(son, self._cles, scorer=fuzz.ratio, score_cutoff=_PROCHE)
        if trouve is None or son[:1] != trouve[0][:1]:
            return None, 0.0
        return self._sons[trouve[0]], round(trouve[1] / 100, 3)


def _names_of(fiche: Commun) -> list[_Nom]:
    return [_Nom(fiche.nom, _compact(n), (fiche.id,), False) for n in (fiche.nom, *fiche.autres_noms, fiche.id) if n]


def _compact(nom: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(nom))
